#include "core/fits/cell_column.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/fits/card.h"
#include "core/fits/printable.h"

namespace heafs {
namespace {

bool is_logical(std::byte value) {
    return value == std::byte{'T'} || value == std::byte{'F'} || value == std::byte{0};
}

// One string: printable up to its end or its first zero byte, behind which nothing is defined
// (FITS 4.0, 7.3.3.1).
bool is_text(std::span<const std::byte> bytes) {
    const size_t end = first_unprintable(bytes);
    return end == bytes.size() || bytes[end] == std::byte{0};
}

unsigned fill_mask(int64_t bits) { return (1U << bits) - 1; }

struct Words {
    const char* rule;
    const char* what;
    const char* expected;
    const char* remedy;
};

Words words_for(char type) {
    if (type == 'L')
        return {"TAB-010", "the logical value is", "T, F or a zero byte",
                "Write logicals as the letters T and F, and a zero byte for null"};
    if (type == 'A')
        return {"TAB-011", "the string has the byte", "printable ASCII (0x20 to 0x7E)",
                "Write printable ASCII, ended by a zero byte or filled with blanks"};
    return {"TAB-012", "the last byte of the bits is", "zero bits behind the last that counts",
            "Zero the bits after the last one that counts, to the end of its byte"};
}

}  // namespace

bool CellColumn::judges(const BinaryForm& form) {
    if (form.type == 'P' || form.type == 'Q')
        return form.element == 'L' || form.element == 'A' || form.element == 'X';
    if (form.width == 0) return false;
    return form.type == 'L' || form.type == 'A' || (form.type == 'X' && form.repeat % 8 != 0);
}

CellColumn::CellColumn(const BinaryColumn& column, int64_t string_width)
    : column_(column),
      type_(column.form.element != 0 ? column.form.element : column.form.type),
      string_width_(string_width) {
    if (column.form.type == 'X') fill_bits_ = column.form.width * 8 - column.form.repeat;
}

void CellColumn::take(const CellRun& run, int64_t offset) {
    if (looks_good(run)) return;
    for (int64_t i = 0; i < run.rows; ++i) {
        const std::byte* cell = run.first + i * run.stride;
        take_part({{cell, static_cast<size_t>(column_.form.width)},
                   run.row + i,
                   0,
                   column_.form.width,
                   fill_bits_,
                   offset + i * run.stride});
    }
}

// The common case: passes over all rows with as few branches as can be.
bool CellColumn::looks_good(const CellRun& run) const {
    const auto width = static_cast<size_t>(column_.form.width);
    if (type_ == 'A') {
        bool good = string_width_ == 0;
        for (int64_t i = 0; i < run.rows && good; ++i)
            good = is_text({run.first + i * run.stride, width});
        return good;
    }
    if (type_ == 'X') {
        std::byte last{0};
        for (int64_t i = 0; i < run.rows; ++i)
            last |= run.first[i * run.stride + column_.form.width - 1];
        return (std::to_integer<unsigned>(last) & fill_mask(fill_bits_)) == 0;
    }
    int64_t bad = 0;
    for (int64_t i = 0; i < run.rows; ++i)
        for (size_t at = 0; at < width; ++at)
            bad += !is_logical(run.first[i * run.stride + static_cast<int64_t>(at)]);
    return bad == 0;
}

void CellColumn::take_part(const Part& part) {
    const size_t bad = first_bad(part);
    if (bad < part.bytes.size())
        note(part.row, part.offset + static_cast<int64_t>(bad), part.bytes[bad]);
}

// The index of the first bad byte, the size of the part if there is none.
size_t CellColumn::first_bad(const Part& part) {
    const auto bytes = part.bytes;
    if (type_ == 'A') return first_bad_character(bytes, part.at);
    if (type_ == 'L')
        return static_cast<size_t>(std::find_if_not(bytes.begin(), bytes.end(), is_logical) -
                                   bytes.begin());
    const bool has_last = part.at + static_cast<int64_t>(bytes.size()) == part.cell_bytes;
    if (bytes.empty() || !has_last) return bytes.size();
    const bool filled = (std::to_integer<unsigned>(bytes.back()) & fill_mask(part.fill_bits)) == 0;
    return filled ? bytes.size() : bytes.size() - 1;
}

size_t CellColumn::first_bad_character(std::span<const std::byte> bytes, int64_t at) {
    for (size_t i = 0; i < bytes.size();) {
        const int64_t place = at + static_cast<int64_t>(i);
        const int64_t in_string = string_width_ > 0 ? place % string_width_ : place;
        if (in_string == 0) ended_ = false;
        const size_t rest = bytes.size() - i;
        const size_t count = string_width_ > 0
                                 ? std::min(rest, static_cast<size_t>(string_width_ - in_string))
                                 : rest;
        if (!ended_) {
            const size_t end = first_unprintable(bytes.subspan(i, count));
            if (end < count && bytes[i + end] != std::byte{0}) return i + end;
            ended_ = end < count;
        }
        i += count;
    }
    return bytes.size();
}

void CellColumn::note(int64_t row, int64_t offset, std::byte value) {
    if (last_bad_row_ == row) return;
    last_bad_row_ = row;
    if (bad_cells_++ > 0 && row >= first_bad_row_) return;
    first_bad_row_ = row;
    first_bad_offset_ = offset;
    first_bad_ = value;
}

void CellColumn::report(const Header& header, FindingList& findings) const {
    const Words words = words_for(type_);
    if (bad_cells_ == 0 || !findings.wants(words.rule)) return;
    Finding finding;
    finding.rule = words.rule;
    finding.severity = Severity::kError;
    finding.hdu = header.hdu;
    finding.extname = header.extname;
    finding.row = first_bad_row_ + 1;
    finding.column = column_.name;
    finding.offset = first_bad_offset_;
    finding.found = fmt::format("0x{:02X}", std::to_integer<int>(first_bad_));
    finding.expected = words.expected;
    const std::string more =
        bad_cells_ == 1 ? std::string() : fmt::format(" ({} more rows)", bad_cells_ - 1);
    finding.text = fmt::format("{}, row {}, {}: {} {}{}.", hdu_label(header), first_bad_row_ + 1,
                               column_label(column_), words.what, finding.found, more);
    finding.remedy = words.remedy;
    findings.add(std::move(finding));
}

}  // namespace heafs
