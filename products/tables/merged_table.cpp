#include "products/tables/merged_table.h"

#include <algorithm>
#include <optional>

#include "core/tdat/record_values.h"
#include "core/tdat/tdat_number.h"
#include "products/tables/scratch_table.h"

namespace heafs {
namespace {

constexpr int64_t kNoRow = -1;

std::vector<std::string> values_of(const TableSegment& table, int64_t row) {
    std::vector<std::string> values;
    std::string_view record = table.record(row);
    for (size_t left = table.schema().columns.size(); left > 0; --left)
        values.push_back(take_record_value(record));
    return values;
}

bool takes(const ColumnType& type, std::string_view value) {
    if (value.empty() || type.cell == CellType::kText) return true;
    TdatInteger whole;
    TdatReal real;
    const NumberFault fault = is_integer(type.cell) ? parse_tdat_integer(value, type.cell, whole)
                                                    : parse_tdat_real(value, type.cell, real);
    return fault == NumberFault::kNone;
}

bool has_parameter(const TableSchema& schema, const std::string& name) {
    return std::any_of(schema.virtual_parameters.begin(), schema.virtual_parameters.end(),
                       [&](const KeyValue& parameter) { return parameter.first == name; });
}

template <typename T, typename Choose>
std::optional<T> chosen(const std::optional<T>& a, const std::optional<T>& b, Choose choose) {
    if (!a || !b) return a ? a : b;
    return choose(*a, *b);
}

size_t key_column(const TableSegment& table) {
    return table.schema().find_column(table.schema().unique_key.front()).value_or(0);
}

}  // namespace

TableSchema merged_schema(const TableSchema& delivered, const TableSchema& from_headers) {
    TableSchema merged = delivered;
    merged.name = from_headers.name;
    for (const TableColumn& column : from_headers.columns) {
        const auto known = merged.find_column(column.name);
        if (!known) {
            merged.columns.push_back(column);
            continue;
        }
        ColumnType& type = merged.columns[*known].type;
        if (type.cell != CellType::kText) continue;
        // Numbers as texts are at most this long: "-2.2250738585072014e-308".
        constexpr int64_t kNumber = 24;
        const bool text = column.type.cell == CellType::kText;
        type.length = std::max(type.length, text ? column.type.length : kNumber);
    }
    for (const KeyValue& parameter : from_headers.virtual_parameters)
        if (!has_parameter(delivered, parameter.first))
            merged.virtual_parameters.push_back(parameter);
    return merged;
}

// The row of the last version that is made of the same, where no column changed since.
int64_t MergedTable::unchanged_row(const Version& next, int64_t delivered_row,
                                   int64_t header_row) const {
    if (!last_.merged || last_.delivered != next.delivered) return kNoRow;
    if (header_row == kNoRow) {
        const auto key = next.delivered->text(delivered_row, key_column(*next.delivered));
        return last_.header_rows.count(key) == 0 ? delivered_row : kNoRow;
    }
    const auto key = next.from_headers->text(header_row, key_column(*next.from_headers));
    const auto before = last_.header_rows.find(key);
    if (before == last_.header_rows.end() ||
        last_.from_headers->record(before->second) != next.from_headers->record(header_row))
        return kNoRow;
    if (delivered_row != kNoRow) return delivered_row;
    const auto place = last_.header_only.find(key);
    return place == last_.header_only.end() ? kNoRow : place->second;
}

void MergedTable::add_row(TableBuilder& builder, const Version& next, int64_t delivered_row,
                          int64_t header_row) const {
    if (const int64_t same = unchanged_row(next, delivered_row, header_row); same != kNoRow)
        return builder.add(*last_.merged, same);
    const auto& columns = next.delivered->schema().columns;
    std::vector<std::string> values(columns.size());
    if (delivered_row != kNoRow) values = values_of(*next.delivered, delivered_row);
    std::vector<std::string> found(next.from_headers->schema().columns.size());
    if (header_row != kNoRow) found = values_of(*next.from_headers, header_row);
    for (size_t i = 0; i < found.size(); ++i) {
        const auto own =
            next.delivered->schema().find_column(next.from_headers->schema().columns[i].name);
        if (!own)
            values.push_back(std::move(found[i]));
        else if (values[*own].empty() && takes(columns[*own].type, found[i]))
            values[*own] = std::move(found[i]);
    }
    builder.add(std::vector<std::string_view>(values.begin(), values.end()));
}

TableDates MergedTable::add_rows(TableBuilder& builder, Version& next) const {
    const TableSegment &delivered = *next.delivered, &headers = *next.from_headers;
    const size_t key = key_column(delivered), header_key = key_column(headers);
    for (int64_t row = 0; row < headers.size(); ++row)
        next.header_rows.emplace(headers.text(row, header_key), row);
    std::vector<bool> used(static_cast<size_t>(headers.size()));
    for (int64_t row = 0; row < delivered.size(); ++row) {
        const auto found = next.header_rows.find(delivered.text(row, key));
        const int64_t header_row = found == next.header_rows.end() ? kNoRow : found->second;
        if (header_row != kNoRow) used[static_cast<size_t>(header_row)] = true;
        add_row(builder, next, row, header_row);
    }
    for (int64_t row = 0; row < headers.size(); ++row) {
        if (used[static_cast<size_t>(row)]) continue;
        next.header_only.emplace(headers.text(row, header_key), builder.rows());
        add_row(builder, next, kNoRow, row);
    }
    const auto earlier = [](auto a, auto b) { return std::min(a, b); };
    const auto later = [](auto a, auto b) { return std::max(a, b); };
    return {chosen(delivered.created(), headers.created(), earlier),
            chosen(delivered.modified(), headers.modified(), later)};
}

std::shared_ptr<const TableSegment> MergedTable::current(
    const std::shared_ptr<const TableSegment>& delivered,
    const std::shared_ptr<const TableSegment>& from_headers) {
    if (last_.merged && last_.delivered == delivered && last_.from_headers == from_headers)
        return last_.merged;
    Version next{delivered, from_headers, nullptr, {}, {}};
    next.merged =
        make_scratch_table(scratch_, merged_schema(delivered->schema(), from_headers->schema()),
                           [&](TableBuilder& builder) { return add_rows(builder, next); });
    last_ = std::move(next);
    return last_.merged;
}

}  // namespace heafs
