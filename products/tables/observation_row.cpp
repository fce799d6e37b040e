#include "products/tables/observation_row.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "core/tdat/tdat_number.h"

namespace heafs {
namespace {

std::string printable(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    std::string result(text);
    std::replace_if(
        result.begin(), result.end(), [](char c) { return c < 0x20 || c > 0x7e; }, '?');
    return result;
}

// FITS writes exponents with D too (FITS 4.0, 4.2.4).
std::optional<double> real_of(std::string text) {
    std::replace(text.begin(), text.end(), 'D', 'E');
    std::string_view digits = text;
    if (digits.starts_with('+')) digits.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size())
        return std::nullopt;
    return std::isfinite(value) ? std::optional<double>(value) : std::nullopt;
}

// Whole numbers may be written as reals: MJDREFI = 51910.0.
TableCell whole_cell(const std::string& text, CellType type) {
    std::string_view digits = text;
    if (digits.starts_with('+')) digits.remove_prefix(1);
    int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) {
        const auto real = real_of(text);
        if (!real || std::abs(*real) > 9e15 || *real != std::floor(*real)) return {};
        value = static_cast<int64_t>(*real);
    }
    const auto [least, most] = integer_range(type);
    return value < least || value > most ? TableCell() : TableCell(value);
}

TableCell cell_of(const std::string& value, const ColumnType& type, Conversion conversion) {
    const std::string text = printable(value);
    if (text.empty()) return {};
    if (conversion == Conversion::kDateToMjd) {
        const auto moment = parse_calendar_moment(text);
        return moment ? TableCell(mjd_of(*moment)) : TableCell();
    }
    if (type.cell == CellType::kText) return text;
    if (is_integer(type.cell)) return whole_cell(text, type.cell);
    const auto real = real_of(text);
    if (!real) return {};
    if (type.cell == CellType::kFloat8) return *real;
    const auto narrow = static_cast<float>(*real);
    return std::isfinite(narrow) ? TableCell(double{narrow}) : TableCell();
}

bool fulfils(const FileHeader& file, const std::map<std::string, std::string>& where) {
    return std::all_of(where.begin(), where.end(), [&](const auto& wanted) {
        const auto found = file.values.find(wanted.first);
        return found != file.values.end() && found->second == wanted.second;
    });
}

TableCell cell_in(const FileHeader& file, const ColumnSource& source, const ColumnType& type) {
    for (const HeaderKeyword& keyword : source.keywords) {
        const auto found = file.values.find(keyword.text());
        if (found == file.values.end()) continue;
        TableCell cell = cell_of(found->second, type, source.conversion);
        if (!is_null(cell)) return cell;
    }
    return {};
}

template <typename T>
T combined(T so_far, T next, Combination combination) {
    switch (combination) {
        case Combination::kMin:
            return std::min(so_far, next);
        case Combination::kMax:
            return std::max(so_far, next);
        case Combination::kSum:
            return so_far + next;
        case Combination::kFirst:
            break;
    }
    return so_far;
}

// What several files of one class say together; their order is that of their paths.
void combine(TableCell& so_far, TableCell next, Combination combination) {
    if (is_null(next)) return;
    if (is_null(so_far))
        so_far = std::move(next);
    else if (auto* whole = std::get_if<int64_t>(&so_far))
        *whole = combined(*whole, std::get<int64_t>(next), combination);
    else if (auto* real = std::get_if<double>(&so_far))
        *real = combined(*real, std::get<double>(next), combination);
}

TableCell make_cell(const ColumnSource& source, const ColumnType& type,
                    const ObservationHeaders& observation) {
    if (source.obs_id) return observation.obs_id;
    for (const FileClassName& from : source.from) {
        TableCell cell;
        for (const FileHeader& file : observation.files)
            if (from.covers(file.file_class, file.level) && fulfils(file, source.where))
                combine(cell, cell_in(file, source, type), source.combination);
        if (!is_null(cell)) return cell;
    }
    return {};
}

}  // namespace

ObservationRow make_observation_row(const TableDefinition& definition,
                                    const ObservationHeaders& observation) {
    TableCells cells;
    for (size_t i = 0; i < definition.sources.size(); ++i)
        cells.push_back(
            make_cell(definition.sources[i], definition.schema.columns[i].type, observation));
    std::optional<CalendarMoment> first, last;
    for (const FileHeader& file : observation.files) {
        if (!definition.uses(file.file_class, file.level)) continue;
        const auto found = file.values.find("DATE");
        const auto date =
            found == file.values.end() ? std::nullopt : parse_calendar_moment(found->second);
        if (!date) continue;
        first = std::min(first.value_or(*date), *date);
        last = std::max(last.value_or(*date), *date);
    }
    return {std::move(cells), first, last};
}

}  // namespace heafs
