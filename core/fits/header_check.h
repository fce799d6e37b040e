// Reads the cards of one header as they pass, judges them, and keeps what the rest of the verifier
// needs: rules FIT-008 to FIT-014, the words of which stand in card_report and mandatory_order.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/fits/card.h"
#include "core/fits/card_report.h"
#include "core/fits/finding_list.h"
#include "core/fits/header.h"
#include "core/fits/header_cards.h"
#include "core/fits/keyword_collector.h"
#include "core/fits/mandatory_order.h"

namespace heafs {

// One header. The list, the wanted names and the keywords are borrowed and outlive it. Not for
// concurrent use.
class HeaderCheck {
   public:
    HeaderCheck(int hdu, int64_t offset, FindingList& findings,
                const std::vector<std::string>& wanted, std::vector<Keyword>& keywords);

    // The next kCardBytes. Not to be called after END.
    void add_card(std::string_view bytes);
    bool ended() const { return ended_; }
    int64_t cards() const { return cards_; }
    // What the header says so far.
    const Header& header() const { return header_; }
    // To be called once, after END: judges what only the whole header shows.
    Header finish();
    // The cards with values; at most kMostCardsKept.
    const HeaderCards& kept_cards() const { return kept_cards_; }

   private:
    // What is remembered of a keyword to tell of its repetitions.
    struct Seen {
        std::string name;
        int64_t card = 0;
        size_t value_hash = 0;
        int64_t second_card = 0;
        std::string second_quoted;
        int64_t repetitions = 0;
        bool same_value = true;
    };
    // True for the first card of that name.
    bool note(const Card& card, const CardPlace& place);
    void report_duplicates();
    void report_duplicate(const Seen& seen);
    void take_structure(const Card& card, const CardPlace& place);
    bool take_integer(const Card& card, const CardPlace& place);
    void take_axis(const Card& card, const CardPlace& place, int64_t index);
    void take_text(const Card& card, const CardPlace& place);
    void take_column(const Card& card, const CardPlace& place);
    void note_column_index(const Card& card, const CardPlace& place);
    void report_surplus_axes();

    FindingList& findings_;
    size_t first_finding_;
    Header header_;
    MandatoryOrder order_;
    KeywordCollector collector_;
    HeaderCards kept_cards_;
    std::unordered_map<std::string, Seen> seen_;
    std::vector<ColumnIndex> surplus_axes_;
    int64_t cards_ = 0;
    int64_t garbage_cards_ = 0;  // in a row: with names of unprintable bytes
    bool ended_ = false;
};

}  // namespace heafs
