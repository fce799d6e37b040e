// Keeps the cards of one header that have a value, for the rules that look at several cards at
// once. Long strings are joined (FITS 4.0, 4.2.1.2), HIERARCH cards have their whole name.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/fits/card.h"
#include "core/fits/hdu_facts.h"

namespace heafs {

inline constexpr size_t kMaxCardValueBytes = 4096;  // longer strings are cut here

// One header; at most kMostCardsKept cards. Not for concurrent use.
class HeaderCards {
   public:
    // The next card, parsed, and its 80 bytes.
    void add(const Card& card, std::string_view bytes, int64_t card_number);
    const std::vector<HeaderCard>& list() const { return list_; }
    std::vector<HeaderCard> take() { return std::move(list_); }
    // True if there were more cards than are kept.
    bool cut() const { return cut_; }

   private:
    void keep(HeaderCard card);
    void go_on(const Card& card);

    std::vector<HeaderCard> list_;
    bool cut_ = false;
    bool goes_on_ = false;  // the last string ended in "&"
};

// The HIERARCH card of these 80 bytes as a card with a value: its name is "HIERARCH A B C". Its
// kind is kNone, and `keyword` only "HIERARCH", if there is no "=" in it.
HeaderCard parse_hierarch(std::string_view bytes, int64_t card_number);

}  // namespace heafs
