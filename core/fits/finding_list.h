// The findings of one file, capped: a file with a million equal faults gets the first hundred of
// them and a count, so that neither memory nor the reader drowns.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/finding.h"

namespace heafs {

inline constexpr int64_t kMaxFindingsPerRule = 100;

// Not for concurrent use.
class FindingList {
   public:
    void add(Finding finding);
    // Counts a finding of `rule` without building it. Returns true if the caller should build and
    // add it (and then nothing has been counted), false once the rule is full.
    bool wants(std::string_view rule);
    size_t size() const { return findings_.size(); }
    // Gives the findings from number `first` on their EXTNAME, which stands behind the cards that
    // may be wrong.
    void set_extname(size_t first, const std::string& extname);
    // The list; the last finding of a rule that overflowed says how many more there are.
    std::vector<Finding> finish();

   private:
    struct Tally {
        int64_t kept = 0;
        int64_t dropped = 0;
        size_t last = 0;
    };
    std::vector<Finding> findings_;
    std::map<std::string, Tally, std::less<>> tallies_;
};

}  // namespace heafs
