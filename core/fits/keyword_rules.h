// What only a whole header, or several of them, show: HIERARCH cards (FIT-022), long strings
// without LONGSTRN (FIT-014), and over HDUs repeated names (FIT-021), INHERIT (FIT-023), EXTEND
// (FIT-019) and missing sums (SUM-003).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/fits/stated_header.h"

namespace heafs {

// All rules about the keywords of one header.
void check_keywords(const StatedHeader& stated, bool has_long_strings);

// One file. Not for concurrent use.
class FileKeywords {
   public:
    // The next HDU.
    void add(const StatedHeader& stated);
    // To be called after the last HDU.
    void finish(FindingList& findings) const;

   private:
    void check_name(const StatedHeader& stated);
    void check_inherit(const StatedHeader& stated) const;
    void note_sums(const StatedHeader& stated);

    std::map<std::string, int> names_;  // the first HDU of a name, version and level
    bool primary_has_data_ = false;
    bool extend_false_ = false;
    int64_t hdus_ = 0;
    int64_t without_sums_ = 0;
    std::vector<int> first_without_sums_;
};

}  // namespace heafs
