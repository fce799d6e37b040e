// Follows the mandatory keywords of a header, which must open it in a fixed order (FITS 4.0,
// sections 4.4.1 and 7.1 to 7.3): rule FIT-008.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/fits/finding_list.h"
#include "core/fits/header.h"

namespace heafs {

// One header. Not for concurrent use.
class MandatoryOrder {
   public:
    // The next card. `header` is what the cards before it said.
    void add(const Header& header, std::string_view name, std::string_view bytes);
    // To be called after END: reports what is missing or else what is out of order. `has` tells
    // whether the header has a card of that name with a value.
    void finish(const Header& header, const std::function<bool(const std::string&)>& has,
                FindingList& findings) const;

   private:
    void report_missing(const Header& header, const std::string& name, FindingList& findings) const;
    void report_order(const Header& header, FindingList& findings) const;

    int64_t next_ = 1;      // the card that is expected next
    int64_t break_at_ = 0;  // the first card that was not the expected one
    std::string break_name_;
    std::string break_card_;
    std::string expected_;
};

// The name of the mandatory keyword that belongs into card `card`; empty when none does.
std::string mandatory_name(const Header& header, int64_t card);

// True if the header must state `name`, or, for the cards of columns, may state it only once.
bool is_mandatory(const Header& header, std::string_view name);

// The value behind `prefix` in names like NAXIS12, 0 if `name` is not such a name. A leading zero
// makes it another name.
int64_t name_index(std::string_view name, std::string_view prefix);

}  // namespace heafs
