#include "products/tables/row_key.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "config/base/decimal.h"
#include "core/tables/table_query.h"
#include "core/tdat/tdat_writer.h"
#include "products/plan/name_text.h"

namespace heafs {
namespace {

constexpr size_t kLongestName = 255;

ParsedPart<int64_t> find_placed_row(const TableSegment& table, std::string_view name) {
    const auto place = Decimal::parse_unsigned(name);
    const Decimal last(table.size());
    if (!place || place->decimals() > 0 || place->is_zero() || *place > last)
        return SkyRefusal{
            fmt::format("{} has no unique key: its rows are called by their place, 1 to {}",
                        table.schema().name, table.size())};
    return static_cast<int64_t>(place->to_double()) - 1;
}

// Capitals for small letters, where one row alone is meant.
std::optional<int64_t> find_row_by_letters(const TableSegment& table,
                                           const std::vector<std::string>& key) {
    const TableSchema& schema = table.schema();
    TableQuery query;
    for (size_t i = 0; i < key.size(); ++i) {
        const auto column = schema.find_column(schema.unique_key[i]);
        const bool is_text = column && schema.columns[*column].type.cell == CellType::kText;
        if (!column || key[i].empty() || (!is_text && !parse_condition(schema, *column, key[i])))
            return std::nullopt;
        ColumnCondition condition;
        condition.column = *column;
        condition.least = condition.most = key[i];
        query.where.push_back(std::move(condition));
    }
    const RowSelection found = select_rows(table, query);
    return found.rows.size() == 1 ? std::optional<int64_t>(found.rows[0]) : std::nullopt;
}

}  // namespace

std::string value_text(const TableSegment& table, int64_t row, size_t column) {
    const TableCell cell = table.cell(row, column);
    if (const auto* text = std::get_if<std::string>(&cell)) return *text;
    if (const auto* whole = std::get_if<int64_t>(&cell)) return fmt::format("{}", *whole);
    std::string text;
    if (const auto* real = std::get_if<double>(&cell))
        append_tdat_real(text, *real, table.schema().columns[column].type.cell);
    return text;
}

std::string row_name(const TableSegment& table, int64_t row) {
    const TableSchema& schema = table.schema();
    if (schema.unique_key.empty()) return fmt::format("{}", row + 1);
    std::vector<std::string> values;
    for (const std::string& name : schema.unique_key)
        if (const auto column = schema.find_column(name))
            values.push_back(value_text(table, row, *column));
    std::string name = encode_key(values);
    return name.size() <= kLongestName ? name : std::string();
}

ParsedPart<int64_t> find_named_row(const TableSegment& table, std::string_view name) {
    const TableSchema& schema = table.schema();
    if (schema.unique_key.empty()) return find_placed_row(table, name);
    const auto key = decode_key(name, schema.unique_key.size());
    if (const auto* refusal = std::get_if<SkyRefusal>(&key)) return *refusal;
    const auto& values = std::get<std::vector<std::string>>(key);
    if (const auto row = find_row(table, values)) return *row;
    if (const auto row = find_row_by_letters(table, values)) return *row;
    return SkyRefusal{fmt::format("{} has no row whose {} is {}", schema.name,
                                  fmt::join(schema.unique_key, ", "), fmt::join(values, ", "))};
}

}  // namespace heafs
