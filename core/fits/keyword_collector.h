// Collects the values of wanted keywords from a header, long strings joined (FITS 4.0, 4.2.1.2),
// and judges the CONTINUE cards on the way: rule FIT-014.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/fits/card.h"
#include "core/fits/finding_list.h"

namespace heafs {

// A wanted keyword as its first card in an HDU gives it.
struct Keyword {
    int hdu = 0;  // 1 is the primary
    std::string name;
    std::string value;  // strings unquoted, without trailing blanks, at most kMaxKeywordBytes

    bool operator==(const Keyword&) const = default;
};

inline constexpr int kMaxKeywordHdus = 64;              // keywords of later HDUs are not collected
inline constexpr size_t kMaxKeywordBytes = 4096;        // longer strings are cut here
inline constexpr size_t kMaxLongStringBytes = 100'000;  // and reported beyond this

// One header. What it is given is borrowed and outlives it. Not for concurrent use.
class KeywordCollector {
   public:
    KeywordCollector(int hdu, FindingList& findings, const std::vector<std::string>& wanted,
                     std::vector<Keyword>& keywords);
    void add(const Card& card, std::string_view bytes, int64_t card_number);

   private:
    void take_value(const Card& card);
    void take_continue(const Card& card, std::string_view bytes, int64_t card_number);
    void report(std::string_view bytes, int64_t card_number, const std::string& text);
    bool is_first(std::string_view name) const;

    int hdu_;
    FindingList& findings_;
    const std::vector<std::string>& wanted_;
    std::vector<Keyword>& keywords_;
    size_t first_;             // of this HDU in keywords_
    bool goes_on_ = false;     // the last string ended in "&"
    bool collecting_ = false;  // and it is the last of keywords_
    bool too_long_ = false;    // reported for this string
    size_t string_bytes_ = 0;
};

}  // namespace heafs
