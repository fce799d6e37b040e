// The cards of a header that describe one column of its table (FITS 4.0, sections 7.2 and 7.3).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/fits/hdu_facts.h"

namespace heafs {

// Borrowed from the cards they were found among; null if there is no such card.
struct ColumnKeywords {
    const HeaderCard* name = nullptr;
    const HeaderCard* form = nullptr;
    const HeaderCard* unit = nullptr;
    const HeaderCard* null = nullptr;
    const HeaderCard* scale = nullptr;
    const HeaderCard* zero = nullptr;
    const HeaderCard* display = nullptr;
    const HeaderCard* dimensions = nullptr;
    const HeaderCard* legal_min = nullptr;
    const HeaderCard* legal_max = nullptr;
    const HeaderCard* data_min = nullptr;
    const HeaderCard* data_max = nullptr;
};

// One for each of the columns 1 to `columns`; the first card of a name counts.
std::vector<ColumnKeywords> column_keywords(const std::vector<HeaderCard>& cards, int64_t columns);

// The value of an integer or real card, exponents with E or D; nothing for other kinds, for a
// number beyond double and without a card.
std::optional<double> number_of(const HeaderCard* card);

// The value of an integer card; nothing for other kinds and without a card.
std::optional<int64_t> integer_of(const HeaderCard* card);

// The numbers of "(2,3,4)", TDIMn; nothing if it is written in another way or has no number.
std::optional<std::vector<int64_t>> parse_dimensions(std::string_view text);

}  // namespace heafs
