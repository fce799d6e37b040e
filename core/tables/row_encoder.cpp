#include "core/tables/row_encoder.h"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstring>
#include <iterator>
#include <limits>

#include "config/base/error.h"
#include "core/fits/big_endian.h"
#include "core/tables/csv_record.h"
#include "core/tdat/tdat_check.h"
#include "core/tdat/tdat_header.h"
#include "core/tdat/tdat_number.h"
#include "core/tdat/tdat_writer.h"

namespace heafs {
namespace {

constexpr size_t kShownBytes = 60;

// What the characters of a text mean for its record.
enum Kind : uint8_t { kPlain = 0, kRefused = 1, kEscaped = 2, kQuoted = 4 };

constexpr std::array<uint8_t, 256> kinds() {
    std::array<uint8_t, 256> table{};
    for (size_t c = 0; c < table.size(); ++c) table[c] = c < 0x20 || c > 0x7e ? kRefused : kPlain;
    table['|'] = table['\\'] = kEscaped;
    table[','] = table['"'] = kQuoted;
    return table;
}
constexpr std::array<uint8_t, 256> kKinds = kinds();

uint8_t kinds_in(std::string_view text) {
    uint8_t seen = 0;
    for (const char c : text) seen |= kKinds[static_cast<unsigned char>(c)];
    return seen;
}

std::string shown(std::string_view value) {
    std::string text(value.substr(0, kShownBytes));
    for (char& c : text)
        if (c < 0x20 || c > 0x7e) c = '?';
    return value.size() > kShownBytes ? text + "..." : text;
}

}  // namespace

int64_t least_of(char letter) {
    if (letter == 'I') return std::numeric_limits<int16_t>::min();
    if (letter == 'J') return std::numeric_limits<int32_t>::min();
    return std::numeric_limits<int64_t>::min();
}

RowEncoder::RowEncoder(const TableSchema& schema, Texts texts)
    : schema_(schema), has_fits_(texts == Texts::kAsWideAsSaid) {
    const RowLayout layout = row_layout(schema);
    for (size_t i = 0; i < schema.columns.size(); ++i) {
        const TableColumn& column = schema.columns[i];
        const int64_t least = least_of(layout.cells[i].letter);
        columns_.push_back({&column, column.type.cell, layout.cells[i], least});
        summaries_.emplace_back(least);
    }
    if (has_fits_) fits_.resize(static_cast<size_t>(layout.row_bytes));
}

void RowEncoder::refuse(size_t i, std::string_view value) const {
    refuse(i, value, tdat_value_fault(*columns_[i].described, value));
}

void RowEncoder::refuse(size_t i, std::string_view value, const std::string& fault) const {
    const TableColumn& column = *columns_[i].described;
    throw Error(Fault::kMalformed,
                fmt::format("table {}, row {}: {} is '{}': {}, the field is {}", schema_.name, row_,
                            column.name, shown(value), fault, name_of(column.type)));
}

void RowEncoder::begin() {
    record_.clear();
    csv_bytes_ = 0;
}

void RowEncoder::end() {
    record_ += '\n';
    csv_bytes_ = csv_record_bytes(csv_bytes_, static_cast<int64_t>(columns_.size()));
}

// The value stands in the record from `from` on.
void RowEncoder::end_value(size_t from, int64_t further_csv_bytes) {
    csv_bytes_ += static_cast<int64_t>(record_.size() - from) + further_csv_bytes;
    record_ += '|';
}

void RowEncoder::encode(std::span<const std::string_view> values, int64_t row) {
    assert(values.size() == columns_.size());
    row_ = row;
    begin();
    for (size_t i = 0; i < values.size(); ++i) take_value(i, values[i]);
    end();
}

void RowEncoder::encode(const TableCells& cells, int64_t row) {
    assert(cells.size() == columns_.size());
    row_ = row;
    begin();
    for (size_t i = 0; i < cells.size(); ++i) take_cell(i, cells[i]);
    end();
}

void RowEncoder::take_value(size_t i, std::string_view value) {
    if (!value.empty() && (value.front() <= ' ' || value.back() <= ' '))
        value = tdat_trimmed(value);
    if (value.empty()) return take_null(i);
    const CellType type = columns_[i].type;
    if (type == CellType::kText) return take_text(i, value);
    if (is_integer(type)) {
        TdatInteger whole;
        if (parse_tdat_integer(value, type, whole) != NumberFault::kNone) refuse(i, value);
        return take_integer(i, whole.value, whole.canonical ? std::optional(value) : std::nullopt);
    }
    TdatReal real;
    if (parse_tdat_real(value, type, real) != NumberFault::kNone) refuse(i, value);
    take_real(i, real.value, real.canonical ? std::optional(value) : std::nullopt);
}

void RowEncoder::take_cell(size_t i, const TableCell& cell) {
    const CellType type = columns_[i].type;
    if (const auto* text = std::get_if<std::string>(&cell)) return take_value(i, *text);
    if (const auto* whole = std::get_if<int64_t>(&cell)) {
        if (type == CellType::kText) refuse(i, fmt::format("{}", *whole), "a number");
        if (is_real(type)) return take_real(i, static_cast<double>(*whole), std::nullopt);
        const IntegerRange range = integer_range(type);
        if (*whole < range.least || *whole > range.most) refuse(i, fmt::format("{}", *whole));
        return take_integer(i, *whole, std::nullopt);
    }
    const auto* real = std::get_if<double>(&cell);
    if (real == nullptr) return take_null(i);
    if (!is_real(type)) refuse(i, fmt::format("{}", *real), "a real number");
    take_real(i, *real, std::nullopt);
}

void RowEncoder::take_null(size_t i) {
    const Column& column = columns_[i];
    summaries_[i].add_null();
    if (has_fits_) {
        if (column.type == CellType::kText)
            store_text(column, {});
        else if (is_integer(column.type))
            store_integer(column, column.null);
        else
            store_real(column, std::numeric_limits<double>::quiet_NaN());
    }
    record_ += '|';
}

void RowEncoder::take_text(size_t i, std::string_view text) {
    const Column& column = columns_[i];
    const uint8_t seen = kinds_in(text);
    if ((seen & kRefused) != 0) refuse(i, text);
    if (has_fits_) {
        if (text.size() > static_cast<size_t>(column.layout.width)) refuse(i, text);
        store_text(column, text);
    }
    summaries_[i].add_text(text);
    if ((seen & kEscaped) != 0)
        append_tdat_text(record_, text);
    else
        record_ += text;
    csv_bytes_ += (seen & kQuoted) != 0 ? csv_field_bytes(text) : static_cast<int64_t>(text.size());
    record_ += '|';
}

void RowEncoder::take_integer(size_t i, int64_t value, std::optional<std::string_view> canonical) {
    summaries_[i].add_integer(value);
    if (has_fits_) store_integer(columns_[i], value);
    const size_t from = record_.size();
    if (canonical)
        record_ += *canonical;
    else
        fmt::format_to(std::back_inserter(record_), "{}", value);
    end_value(from);
}

// Beyond the range of its type a number is none.
void RowEncoder::take_real(size_t i, double value, std::optional<std::string_view> canonical) {
    const Column& column = columns_[i];
    if (column.type == CellType::kFloat4) value = static_cast<double>(static_cast<float>(value));
    if (!std::isfinite(value)) return take_null(i);
    summaries_[i].add_real(value);
    if (has_fits_) store_real(column, value);
    const size_t from = record_.size();
    if (canonical)
        record_ += *canonical;
    else
        append_tdat_real(record_, value, column.type);
    end_value(from);
}

void RowEncoder::store_integer(const Column& column, int64_t value) {
    std::byte* at = fits_.data() + column.layout.offset;
    if (column.layout.letter == 'I')
        store_big_endian(at, static_cast<int16_t>(value));
    else if (column.layout.letter == 'J')
        store_big_endian(at, static_cast<int32_t>(value));
    else
        store_big_endian(at, value);
}

void RowEncoder::store_real(const Column& column, double value) {
    std::byte* at = fits_.data() + column.layout.offset;
    if (column.layout.letter == 'E')
        store_big_endian(at, static_cast<float>(value));
    else
        store_big_endian(at, value);
}

void RowEncoder::store_text(const Column& column, std::string_view text) {
    std::byte* at = fits_.data() + column.layout.offset;
    if (!text.empty()) std::memcpy(at, text.data(), text.size());
    std::memset(at + text.size(), 0, static_cast<size_t>(column.layout.width) - text.size());
}

void RowEncoder::copy(const TableSegment& other, int64_t row) {
    assert(other.schema().columns.size() == columns_.size());
    row_ = row + 1;
    record_ = other.record(row);
    csv_bytes_ = other.csv_bytes(row);
    for (size_t i = 0; i < columns_.size(); ++i) copy_cell(i, other, row);
}

void RowEncoder::copy_cell(size_t i, const TableSegment& other, int64_t row) {
    const Column& column = columns_[i];
    assert(other.schema().columns[i].type.cell == column.type);
    if (column.type == CellType::kText) {
        const std::string_view text = other.text(row, i);
        if (text.empty()) {
            summaries_[i].add_null();
        } else {
            summaries_[i].add_text(text);
        }
        if (!has_fits_) return;
        if (text.size() > static_cast<size_t>(column.layout.width)) refuse(i, text);
        return store_text(column, text);
    }
    if (other.is_null(row, i)) {
        summaries_[i].add_null();
        if (!has_fits_) return;
        if (is_integer(column.type)) return store_integer(column, column.null);
        return store_real(column, std::numeric_limits<double>::quiet_NaN());
    }
    if (is_integer(column.type)) {
        const int64_t value = other.integer(row, i);
        summaries_[i].add_integer(value);
        if (has_fits_) store_integer(column, value);
        return;
    }
    const double value = other.number(row, i);
    summaries_[i].add_real(value);
    if (has_fits_) store_real(column, value);
}

}  // namespace heafs
