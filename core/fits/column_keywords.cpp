#include "core/fits/column_keywords.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>

#include "core/fits/mandatory_order.h"

namespace heafs {
namespace {

struct Slot {
    std::string_view prefix;
    const HeaderCard* ColumnKeywords::*card;
};

constexpr std::array<Slot, 12> kSlots = {{{"TTYPE", &ColumnKeywords::name},
                                          {"TFORM", &ColumnKeywords::form},
                                          {"TUNIT", &ColumnKeywords::unit},
                                          {"TNULL", &ColumnKeywords::null},
                                          {"TSCAL", &ColumnKeywords::scale},
                                          {"TZERO", &ColumnKeywords::zero},
                                          {"TDISP", &ColumnKeywords::display},
                                          {"TDIM", &ColumnKeywords::dimensions},
                                          {"TLMIN", &ColumnKeywords::legal_min},
                                          {"TLMAX", &ColumnKeywords::legal_max},
                                          {"TDMIN", &ColumnKeywords::data_min},
                                          {"TDMAX", &ColumnKeywords::data_max}}};

}  // namespace

std::vector<ColumnKeywords> column_keywords(const std::vector<HeaderCard>& cards, int64_t columns) {
    std::vector<ColumnKeywords> found(static_cast<size_t>(columns));
    for (const HeaderCard& card : cards) {
        if (!card.keyword.starts_with('T')) continue;
        for (const Slot& slot : kSlots) {
            const int64_t index = name_index(card.keyword, slot.prefix);
            if (index < 1 || index > columns) continue;
            auto& place = found[static_cast<size_t>(index) - 1].*slot.card;
            if (place == nullptr) place = &card;
            break;
        }
    }
    return found;
}

std::optional<double> number_of(const HeaderCard* card) {
    if (card == nullptr || (card->kind != ValueKind::kInteger && card->kind != ValueKind::kReal))
        return std::nullopt;
    std::string text = card->value;
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == 'D' || c == 'd'; }, 'E');
    if (text.starts_with('+')) text.erase(0, 1);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

std::optional<int64_t> integer_of(const HeaderCard* card) {
    if (card == nullptr || card->kind != ValueKind::kInteger) return std::nullopt;
    return parse_integer(card->value);
}

std::optional<std::vector<int64_t>> parse_dimensions(std::string_view text) {
    while (text.ends_with(' ')) text.remove_suffix(1);
    while (text.starts_with(' ')) text.remove_prefix(1);
    if (!text.starts_with('(') || !text.ends_with(')')) return std::nullopt;
    text = text.substr(1, text.size() - 2);
    std::vector<int64_t> numbers;
    while (true) {
        const size_t comma = std::min(text.find(','), text.size());
        std::string_view part = text.substr(0, comma);
        while (part.starts_with(' ')) part.remove_prefix(1);
        while (part.ends_with(' ')) part.remove_suffix(1);
        const auto number = parse_integer(part);
        if (!number || *number < 0) return std::nullopt;
        numbers.push_back(*number);
        if (comma == text.size()) return numbers;
        text.remove_prefix(comma + 1);
    }
}

}  // namespace heafs
