#include "core/fits/data_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/fits/big_endian.h"
#include "core/fits/card.h"
#include "core/fits/column_check.h"
#include "core/fits/keyword.h"

namespace heafs {
namespace {

uint64_t big_endian(const std::byte* at, size_t size) {
    uint64_t value = 0;
    for (size_t i = 0; i < size; ++i) value = value << 8 | std::to_integer<uint64_t>(at[i]);
    return value;
}

bool is_descriptor(const BinaryForm& form) { return form.type == 'P' || form.type == 'Q'; }

bool is_logical(std::byte value) {
    return value == std::byte{'T'} || value == std::byte{'F'} || value == std::byte{0};
}

std::string column_label(const BinaryColumn& column) {
    if (column.name.empty()) return fmt::format("column {}", column.number);
    return fmt::format("column {} ({})", column.number, quoted(column.name));
}

// The bytes that `elements` of `type` take, 2^63 if more than that.
uint64_t heap_need(uint64_t elements, char type) {
    constexpr uint64_t kTooMuch = uint64_t{1} << 63;
    const auto bits = static_cast<uint64_t>(element_bits(type));
    if (bits == 1) return elements / 8 + (elements % 8 != 0 ? 1 : 0);
    uint64_t bytes = 0;
    return __builtin_mul_overflow(elements, bits / 8, &bytes) ? kTooMuch : bytes;
}

}  // namespace

CellWalk::CellWalk(const Header& header, const TableLayout& layout, int64_t data_offset,
                   FindingList& findings, HduFacts& facts, size_t most_intervals)
    : header_(header),
      findings_(findings),
      facts_(facts),
      most_intervals_(most_intervals),
      row_bytes_(layout.row_bytes),
      table_bytes_(layout.row_bytes * layout.rows),
      heap_bytes_(layout.heap_bytes),
      data_offset_(data_offset) {
    const auto keywords = column_keywords(facts.cards, static_cast<int64_t>(layout.columns.size()));
    check_columns(header, layout, keywords, findings);
    numeric_.reserve(layout.columns.size());  // START and STOP are pointed to
    for (const BinaryColumn& column : layout.columns) {
        if (column.form.width == 0) continue;
        if (row_bytes_ <= kMaxWalkedRow)
            add_numeric(column, keywords[static_cast<size_t>(column.number) - 1]);
        if (column.form.type != 'L' && !is_descriptor(column.form)) continue;
        columns_.push_back({});
        columns_.back().column = column;
        columns_.back().end = column.offset + column.form.width;
    }
}

void CellWalk::add_numeric(const BinaryColumn& column, const ColumnKeywords& keywords) {
    auto numeric = make_numeric_column(column, keywords);
    if (!numeric) return;
    numeric_.push_back({column.offset, column.form.repeat, std::move(numeric)});
    if (column.form.repeat != 1 || (column.form.type != 'D' && column.form.type != 'E')) return;
    if (start_ == nullptr && same_name(column.name, "START")) {
        start_ = &numeric_.back();
        start_type_ = column.form.type;
    } else if (stop_ == nullptr && same_name(column.name, "STOP")) {
        stop_ = &numeric_.back();
        stop_type_ = column.form.type;
    }
}

// Rows are taken whole, so that a column is one strided pass; a row that is cut is put together.
void CellWalk::walk_numbers(std::span<const std::byte> bytes, int64_t begin) {
    const auto width = static_cast<size_t>(row_bytes_);
    int64_t row = begin / row_bytes_;
    if (!cut_row_.empty()) {
        const size_t missing = std::min(width - cut_row_.size(), bytes.size());
        cut_row_.insert(cut_row_.end(), bytes.begin(),
                        bytes.begin() + static_cast<std::ptrdiff_t>(missing));
        bytes = bytes.subspan(missing);
        if (cut_row_.size() < width) return;
        take_rows(cut_row_.data(), row++, 1);
        cut_row_.clear();
    }
    // As many rows at a time as the nearest cache holds: each column comes by anew.
    constexpr size_t kCacheBytes = 16384;
    const size_t most = std::max<size_t>(1, kCacheBytes / width);
    while (bytes.size() >= width) {
        const size_t rows = std::min(most, bytes.size() / width);
        take_rows(bytes.data(), row, static_cast<int64_t>(rows));
        row += static_cast<int64_t>(rows);
        bytes = bytes.subspan(rows * width);
    }
    cut_row_.assign(bytes.begin(), bytes.end());
}

void CellWalk::take_rows(const std::byte* first, int64_t row, int64_t rows) {
    for (const Numeric& numeric : numeric_)
        numeric.column->take({first + numeric.offset, row, rows, row_bytes_, numeric.elements});
    if (start_ != nullptr && stop_ != nullptr) take_intervals(first, rows);
}

void CellWalk::take_intervals(const std::byte* first, int64_t rows) {
    const auto value = [](const Numeric& numeric, char type, const std::byte* row) {
        const std::byte* at = row + numeric.offset;
        return numeric.column->physical(type == 'D'
                                            ? load_big_endian<double>(at)
                                            : static_cast<double>(load_big_endian<float>(at)));
    };
    for (int64_t i = 0; i < rows && !facts_.intervals_cut; ++i) {
        const std::byte* row = first + i * row_bytes_;
        const IntervalFact interval{value(*start_, start_type_, row),
                                    value(*stop_, stop_type_, row)};
        if (!std::isfinite(interval.start) || !std::isfinite(interval.stop)) continue;
        if (facts_.intervals.size() >= most_intervals_)
            facts_.intervals_cut = true;
        else
            facts_.intervals.push_back(interval);
    }
}

void CellWalk::add(std::span<const std::byte> bytes) {
    const int64_t begin = position_;
    position_ += static_cast<int64_t>(bytes.size());
    if (!needed() || begin >= table_bytes_) return;
    const int64_t end = std::min(position_, table_bytes_);
    bytes = bytes.first(static_cast<size_t>(end - begin));
    if (!numeric_.empty()) walk_numbers(bytes, begin);
    if (columns_.empty()) return;
    int64_t row = begin / row_bytes_;
    for (int64_t row_begin = row * row_bytes_; row_begin < end; row_begin += row_bytes_)
        walk_row(row++, row_begin, bytes, begin);
}

// Looks at the cells of `row` as far as `bytes`, which begin at byte `begin` of the data, hold
// them.
void CellWalk::walk_row(int64_t row, int64_t row_begin, std::span<const std::byte> bytes,
                        int64_t begin) {
    const int64_t end = begin + static_cast<int64_t>(bytes.size());
    for (Column& column : columns_) {
        const int64_t from = std::max(row_begin + column.column.offset, begin);
        const int64_t to = std::min(row_begin + column.end, end);
        if (from >= to) continue;
        const auto part =
            bytes.subspan(static_cast<size_t>(from - begin), static_cast<size_t>(to - from));
        take_part(column, row, from, part);
    }
}

// `part` lies at byte `at` of the data and may be cut at either end.
void CellWalk::take_part(Column& column, int64_t row, int64_t at, std::span<const std::byte> part) {
    if (column.column.form.type == 'L') {
        check_logicals(column, row, at, part);
        return;
    }
    const int64_t cell = row * row_bytes_ + column.column.offset;
    std::memcpy(descriptor_.data() + (at - cell), part.data(), part.size());
    if (at + static_cast<int64_t>(part.size()) == row * row_bytes_ + column.end)
        check_descriptor(column, row, cell);
}

void CellWalk::check_logicals(Column& column, int64_t row, int64_t at,
                              std::span<const std::byte> part) {
    const auto bad = std::find_if_not(part.begin(), part.end(), is_logical);
    if (bad == part.end() || column.last_bad_row == row) return;
    column.last_bad_row = row;
    if (column.bad_cells++ > 0) return;
    column.first_bad_row = row;
    column.first_bad_offset = data_offset_ + at + (bad - part.begin());
    column.first_bad = *bad;
}

void CellWalk::check_descriptor(const Column& column, int64_t row, int64_t cell) {
    const BinaryForm& form = column.column.form;
    const size_t word = form.type == 'P' ? 4 : 8;
    const uint64_t elements = big_endian(descriptor_.data(), word);
    const uint64_t offset = big_endian(descriptor_.data() + word, word);
    if (elements == 0) return;  // there is no array, and the offset means nothing (7.3.5)
    const uint64_t need = heap_need(elements, form.element);
    const auto heap = static_cast<uint64_t>(heap_bytes_);
    const bool inside = need <= heap && offset <= heap - need;
    const bool short_enough =
        form.max_elements < 0 || elements <= static_cast<uint64_t>(form.max_elements);
    if (inside && short_enough) return;
    if (findings_.wants("TAB-014")) report_descriptor(column, row, cell, elements, offset);
}

void CellWalk::report_descriptor(const Column& column, int64_t row, int64_t cell, uint64_t elements,
                                 uint64_t offset) {
    const BinaryColumn& place = column.column;
    const uint64_t need = heap_need(elements, place.form.element);
    const auto heap = static_cast<uint64_t>(heap_bytes_);
    const bool inside = need <= heap && offset <= heap - need;
    Finding finding;
    finding.rule = "TAB-014";
    finding.severity = Severity::kFatal;
    finding.hdu = header_.hdu;
    finding.extname = header_.extname;
    finding.row = row + 1;
    finding.column = place.name;
    finding.offset = data_offset_ + cell;
    finding.found = fmt::format("{} elements ({} bytes) at {}", elements, need, offset);
    finding.expected = inside
                           ? fmt::format("at most {} elements", place.form.max_elements)
                           : fmt::format("an array within the {} bytes of the heap", heap_bytes_);
    finding.text =
        inside
            ? fmt::format("{}, row {}, {}: the array has {} elements, but TFORM{} allows {}.",
                          hdu_label(header_), row + 1, column_label(place), elements, place.number,
                          place.form.max_elements)
            : fmt::format(
                  "{}, row {}, {}: the array is {} bytes long from byte {} of the heap on, which "
                  "has only {} bytes.",
                  hdu_label(header_), row + 1, column_label(place), need, offset, heap_bytes_);
    finding.remedy =
        "Write the table again with a program that keeps heap and descriptors together";
    findings_.add(std::move(finding));
}

void CellWalk::finish() {
    for (const Column& column : columns_) {
        if (column.bad_cells > 0 && findings_.wants("TAB-010")) report_logicals(column);
    }
    // Elsewhere NaN is the null of floating-point columns (FITS 4.0, 7.3.3.2).
    const auto has = [this](const char* part) {
        return header_.extname.find(part) != std::string::npos;
    };
    const bool times = has("EVENTS") || has("GTI");
    for (const Numeric& numeric : numeric_) {
        const ColumnFacts& facts = numeric.column->facts();
        const bool is_time =
            times && (same_name(facts.name, "TIME") || same_name(facts.name, "START") ||
                      same_name(facts.name, "STOP"));
        numeric.column->report(header_, is_time, findings_);
        facts_.columns.push_back(facts);
    }
}

void CellWalk::report_logicals(const Column& column) {
    const BinaryColumn& place = column.column;
    const std::string more = column.bad_cells == 1
                                 ? std::string()
                                 : fmt::format(" ({} more rows)", column.bad_cells - 1);
    Finding finding;
    finding.rule = "TAB-010";
    finding.severity = Severity::kError;
    finding.hdu = header_.hdu;
    finding.extname = header_.extname;
    finding.row = column.first_bad_row + 1;
    finding.column = place.name;
    finding.offset = column.first_bad_offset;
    finding.found = fmt::format("0x{:02X}", std::to_integer<int>(column.first_bad));
    finding.expected = "T, F or a zero byte";
    finding.text = fmt::format("{}, row {}, {}: the logical value is {}{}.", hdu_label(header_),
                               column.first_bad_row + 1, column_label(place), finding.found, more);
    finding.remedy = "Write logicals as the letters T and F, and a zero byte for null";
    findings_.add(std::move(finding));
}

}  // namespace heafs
