// What a deliverer reads: report.txt for people, verdict.txt for scripts. report.json is in
// report_json.h. All are pure functions of a delivery's summary.
#pragma once

#include <string>
#include <vector>

#include "core/delivery/staging.h"

namespace heafs {

// "1 file", "3 files".
std::string counted(size_t number, const std::string& noun);

enum class ReportStyle { kPlain, kColoured };  // coloured: for a terminal

// Verdict first, then findings grouped by rule, then what is missing. Foreign text is shown by
// shown_text(). A summary without a name is of files that are not in a delivery.
std::string report_text(const DeliverySummary& summary, ReportStyle style = ReportStyle::kPlain);

// Findings alone, grouped: the same words as in a report.
std::string findings_text(const std::vector<Finding>& findings,
                          ReportStyle style = ReportStyle::kPlain);

// Findings of one rule and severity, all waived or none: never empty. They point into the list.
using FindingGroup = std::vector<const Finding*>;
// Errors first, then warnings, then information, then what is waived; by rule.
std::vector<FindingGroup> groups_of(const std::vector<Finding>& findings);

struct FindingCounts {
    size_t errors = 0;  // fatal ones among them
    size_t warnings = 0;
    size_t infos = 0;  // and waived ones
};
FindingCounts count_findings(const std::vector<Finding>& findings);

// The words of reports, shared by text and HTML; foreign parts stand in them as they came.
std::string verdict_heading(const DeliverySummary& summary);   // "REJECTED"
std::string verdict_sentence(const DeliverySummary& summary);  // what it means for the sender
std::string files_text(const DeliverySummary& summary);        // "2, 30 bytes; 1 valid; ..."
std::string counts_text(const FindingCounts& counts);          // "1 error, 0 warnings, ..."
std::string spread_text(const FindingGroup& group);            // "9 findings in 3 files"
std::string place_text(const Finding& finding);                // "a.fits, HDU 2 (EVENTS), card 7"

}  // namespace heafs
