#include "core/fits/data_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/fits/big_endian.h"
#include "core/fits/card.h"
#include "core/fits/column_check.h"
#include "core/fits/keyword.h"

namespace heafs {
namespace {

bool is_descriptor(const BinaryForm& form) { return form.type == 'P' || form.type == 'Q'; }

// A compressed table (FITS 4.0, section 10.3) that has arrays of variable length.
bool has_compressed_descriptors(const std::vector<HeaderCard>& cards) {
    bool compressed = false, arrays = false;
    for (const HeaderCard& card : cards) {
        if (card.keyword == "ZTABLE") compressed = card.value == "T";
        if (!card.keyword.starts_with("ZFORM")) continue;
        const auto form = parse_binary_form(card.value);
        arrays = arrays || (form && is_descriptor(*form));
    }
    return compressed && arrays;
}

// What lies of [from, to) in `bytes`, which begin at byte `begin` of the data.
std::span<const std::byte> part_of(std::span<const std::byte> bytes, int64_t begin, int64_t& from,
                                   int64_t to) {
    from = std::max(from, begin);
    to = std::min(to, begin + static_cast<int64_t>(bytes.size()));
    if (from >= to) return {};
    return bytes.subspan(static_cast<size_t>(from - begin), static_cast<size_t>(to - from));
}

// Of the strings in a cell of rAw, or of TDIM, whose first axis they are; 0 if there is but one.
int64_t string_width(const BinaryColumn& column, const ColumnKeywords& keywords) {
    if (column.form.type != 'A') return 0;
    std::optional<int64_t> width;
    if (keywords.dimensions != nullptr)
        if (const auto sizes = parse_dimensions(keywords.dimensions->value)) width = sizes->front();
    if (!width && keywords.form != nullptr) {
        const std::string_view text = keywords.form->value;
        width = parse_integer(text.substr(std::min(text.find('A'), text.size() - 1) + 1));
    }
    return width && *width > 0 && *width < column.form.repeat ? *width : 0;
}

}  // namespace

CellWalk::CellWalk(const Header& header, const TableLayout& layout, int64_t data_offset,
                   FindingList& findings, HduFacts& facts, size_t most_intervals)
    : header_(header),
      layout_(layout),
      findings_(findings),
      facts_(facts),
      most_intervals_(most_intervals),
      rows_(layout.row_bytes),
      heap_map_(layout.columns.size()),
      table_bytes_(layout.row_bytes * layout.rows),
      heap_begin_(table_bytes_ + layout.heap_gap),
      data_offset_(data_offset) {
    const auto keywords = column_keywords(facts.cards, static_cast<int64_t>(layout.columns.size()));
    check_columns(header, layout, keywords, findings);
    check_heap_cards(header, layout, findings);
    numeric_.reserve(layout.columns.size());  // START and STOP are pointed to
    for (size_t i = 0; i < layout.columns.size(); ++i) add_column(i, keywords[i]);
    is_walked_ = !judged_.empty() || !pointing_.empty() || !numeric_.empty();
}

void CellWalk::add_column(size_t place, const ColumnKeywords& keywords) {
    const BinaryColumn& column = layout_.columns[place];
    if (column.form.width == 0) return;
    const bool judges = CellColumn::judges(column.form);
    if (is_descriptor(column.form)) {
        pointing_.push_back({place,
                             {header_, column, layout_.heap_bytes, findings_},
                             judges ? std::make_unique<CellColumn>(column, 0) : nullptr});
    } else if (judges) {
        judged_.push_back({column, {column, string_width(column, keywords)}});
    } else if (layout_.row_bytes <= kMaxWalkedRow) {
        add_numeric(column, keywords);
    }
}

void CellWalk::add_numeric(const BinaryColumn& column, const ColumnKeywords& keywords) {
    auto numeric = make_numeric_check(column, keywords);
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

void CellWalk::add(std::span<const std::byte> bytes) {
    const int64_t begin = position_;
    position_ += static_cast<int64_t>(bytes.size());
    if (!needed()) return;
    int64_t from = begin;
    const auto rows = part_of(bytes, begin, from, table_bytes_);
    if (layout_.row_bytes > kMaxWalkedRow)
        take_wide_rows(rows, begin);
    else
        rows_.add(rows, [this](const std::byte* first, int64_t row, int64_t count) {
            take_rows(first, row, count);
        });
    take_heap(bytes, begin);
}

void CellWalk::take_rows(const std::byte* first, int64_t row, int64_t rows) {
    const int64_t stride = layout_.row_bytes;
    for (const Numeric& numeric : numeric_)
        numeric.column->take({first + numeric.offset, row, rows, stride, numeric.elements});
    if (start_ != nullptr && stop_ != nullptr) take_intervals(first, rows);
    const int64_t offset = data_offset_ + row * stride;
    for (Judged& judged : judged_)
        judged.cells.take(
            {first + judged.column.offset, row, rows, stride, judged.column.form.repeat},
            offset + judged.column.offset);
    if (pointing_.empty()) return;
    for (int64_t i = 0; i < rows; ++i)
        for (Pointing& column : pointing_) {
            const int64_t at = i * stride + column.descriptors.column().offset;
            note_array(column, column.descriptors.take(first + at, row + i, offset + at), row + i);
        }
}

void CellWalk::take_intervals(const std::byte* first, int64_t rows) {
    const auto value = [](const Numeric& numeric, char type, const std::byte* row) {
        const std::byte* at = row + numeric.offset;
        return numeric.column->physical(type == 'D'
                                            ? load_big_endian<double>(at)
                                            : static_cast<double>(load_big_endian<float>(at)));
    };
    for (int64_t i = 0; i < rows && !facts_.intervals_cut; ++i) {
        const std::byte* row = first + i * layout_.row_bytes;
        const IntervalFact interval{value(*start_, start_type_, row),
                                    value(*stop_, stop_type_, row)};
        if (!std::isfinite(interval.start) || !std::isfinite(interval.stop)) continue;
        if (facts_.intervals.size() >= most_intervals_)
            facts_.intervals_cut = true;
        else
            facts_.intervals.push_back(interval);
    }
}

// Rows that are too wide to be put together: their cells as far as `bytes` hold them.
void CellWalk::take_wide_rows(std::span<const std::byte> bytes, int64_t begin) {
    const int64_t end = begin + static_cast<int64_t>(bytes.size());
    int64_t row = begin / layout_.row_bytes;
    for (int64_t row_begin = row * layout_.row_bytes; row_begin < end;
         row_begin += layout_.row_bytes, ++row) {
        for (Judged& judged : judged_) {
            const int64_t cell = row_begin + judged.column.offset;
            const int64_t width = judged.column.form.width;
            int64_t from = cell;
            const auto part = part_of(bytes, begin, from, cell + width);
            if (part.empty()) continue;
            judged.cells.take_part(
                {part, row, from - cell, width, judged.cells.fill_bits(), data_offset_ + from});
        }
        for (Pointing& column : pointing_) {
            const BinaryColumn& place = column.descriptors.column();
            const int64_t cell = row_begin + place.offset;
            int64_t from = cell;
            const auto part = part_of(bytes, begin, from, cell + place.form.width);
            if (part.empty()) continue;
            note_array(column,
                       column.descriptors.take_part(part, from - cell, row, data_offset_ + cell),
                       row);
        }
    }
}

void CellWalk::note_array(Pointing& column, const std::optional<HeapArray>& array, int64_t row) {
    if (!array) return;
    heap_map_.note(array->offset, array->bytes, row, column.place);
    if (column.cells)
        heap_cells_.note(*column.cells, column.descriptors.column().form.element, array->offset,
                         array->elements, row);
}

void CellWalk::take_heap(std::span<const std::byte> bytes, int64_t begin) {
    if (pointing_.empty()) return;
    int64_t from = heap_begin_;
    const auto part = part_of(bytes, begin, from, heap_begin_ + layout_.heap_bytes);
    if (!part.empty()) heap_cells_.add(part, data_offset_ + from);
}

void CellWalk::finish() {
    for (const Judged& judged : judged_) judged.cells.report(header_, findings_);
    for (const Pointing& column : pointing_)
        if (column.cells) column.cells->report(header_, findings_);
    if (position_ >= table_bytes_) report_heap();
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

// That bytes belong to no array is no wonder where descriptors are wrong, or where they are
// compressed themselves: those of arrays of variable length in a compressed table.
void CellWalk::report_heap() {
    if (has_compressed_descriptors(facts_.cards)) return;
    const bool good = std::all_of(pointing_.begin(), pointing_.end(),
                                  [](const Pointing& column) { return column.descriptors.good(); });
    if (!pointing_.empty() && good)
        heap_map_.report(header_, layout_, data_offset_ + heap_begin_, findings_);
}

}  // namespace heafs
