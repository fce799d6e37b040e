// What a repair has changed: the findings of now against those of the versions before.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/finding.h"

namespace heafs {

// Errors and warnings that count; waived ones and information do not.
struct ReportChanges {
    std::vector<Finding> mended;    // were there, are gone
    std::vector<Finding> appeared;  // were not there
    size_t unchanged = 0;
};

// The findings of each file's version before the one that is there, by path. A path with an empty
// list had a version without findings; one that is not there has no version before.
using EarlierFindings = std::map<std::string, std::vector<Finding>>;

// Compares by rule, file, HDU, column and quoted card; where a finding lies in the file does not
// matter. Findings of files without an earlier version are no change.
ReportChanges changes_between(const EarlierFindings& earlier, const std::vector<Finding>& now);

// "3 mended, 1 new", "2 as before", or "" when nothing was delivered again.
std::string changes_text(const ReportChanges& changes);

}  // namespace heafs
