// What a deliverer reads: report.txt for people, verdict.txt for scripts. report.json is in
// report_json.h. All are pure functions of a delivery's summary.
#pragma once

#include <string>
#include <vector>

#include "core/delivery/staging.h"

namespace heafs {

// "1 file", "3 files".
std::string counted(size_t number, const std::string& noun);

// Verdict first, then findings grouped by rule, then what is missing.
std::string report_text(const DeliverySummary& summary);

// Findings alone, grouped: the same words as in a report.
std::string findings_text(const std::vector<Finding>& findings);

struct FindingCounts {
    size_t errors = 0;  // fatal ones among them
    size_t warnings = 0;
    size_t infos = 0;  // and waived ones
};
FindingCounts count_findings(const std::vector<Finding>& findings);

}  // namespace heafs
