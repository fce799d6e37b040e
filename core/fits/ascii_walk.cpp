#include "core/fits/ascii_walk.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/fits/card.h"
#include "core/fits/printable.h"

namespace heafs {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

// Takes the digits that open `text` off it; their number.
size_t take_digits(std::string_view& text) {
    size_t count = 0;
    while (count < text.size() && is_digit(text[count])) ++count;
    text.remove_prefix(count);
    return count;
}

void take_sign(std::string_view& text) {
    if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
}

// What follows the digits of a real number: "E+5", "D5" and "+5" are exponents (7.2.5).
bool is_exponent(std::string_view text) {
    const bool letter = text.starts_with('E') || text.starts_with('D');
    if (letter) text.remove_prefix(1);
    const bool sign = text.starts_with('+') || text.starts_with('-');
    take_sign(text);
    return (letter || sign) && take_digits(text) > 0 && text.empty();
}

const char* integer_fault(std::string_view text) {
    take_sign(text);
    const size_t digits = take_digits(text);
    return digits > 0 && text.empty() ? nullptr : "is no integer";
}

const char* real_fault(std::string_view text) {
    take_sign(text);
    size_t digits = take_digits(text);
    const bool point = text.starts_with('.');
    if (point) text.remove_prefix(1);
    digits += take_digits(text);
    if (digits == 0 || (!text.empty() && !is_exponent(text))) return "is no number";
    return point ? nullptr : "has no decimal point";
}

}  // namespace

const char* ascii_number_fault(char type, std::string_view text) {
    text = trimmed(text);
    if (text.empty()) return nullptr;
    if (text.find(' ') != std::string_view::npos) return "has a blank within it";
    return type == 'I' ? integer_fault(text) : real_fault(text);
}

AsciiWalk::AsciiWalk(const Header& header, const TableLayout& layout, int64_t data_offset,
                     const std::vector<HeaderCard>& cards, FindingList& findings)
    : header_(header),
      findings_(findings),
      rows_(layout.row_bytes),
      row_bytes_(layout.row_bytes),
      table_bytes_(layout.row_bytes * layout.rows),
      data_offset_(data_offset) {
    if (row_bytes_ > kMaxWalkedRow) table_bytes_ = 0;
    if (table_bytes_ == 0) return;
    const auto keywords = column_keywords(cards, static_cast<int64_t>(layout.fields.size()));
    field_at_.assign(static_cast<size_t>(row_bytes_), 0);
    for (const AsciiField& field : layout.fields) {
        const HeaderCard* null = keywords[static_cast<size_t>(field.number) - 1].null;
        fields_.push_back({});
        fields_.back().field = field;
        fields_.back().has_null = null != nullptr && null->kind == ValueKind::kString;
        if (fields_.back().has_null) fields_.back().null = trimmed(null->value);
        const auto begin = field_at_.begin() + field.offset;
        std::fill(begin, begin + field.width, static_cast<uint16_t>(fields_.size()));
    }
}

void AsciiWalk::add(std::span<const std::byte> bytes) {
    const int64_t missing = std::max(table_bytes_ - position_, int64_t{0});
    position_ += static_cast<int64_t>(bytes.size());
    if (missing == 0) return;
    bytes = bytes.first(std::min(bytes.size(), static_cast<size_t>(missing)));
    rows_.add(bytes, [this](const std::byte* first, int64_t row, int64_t rows) {
        take_rows(first, row, rows);
    });
}

void AsciiWalk::take_rows(const std::byte* first, int64_t row, int64_t rows) {
    check_characters({first, static_cast<size_t>(rows * row_bytes_)}, row);
    for (Field& field : fields_) {
        if (field.field.type == 'A') continue;
        const char* at = reinterpret_cast<const char*>(first) + field.field.offset;
        for (int64_t i = 0; i < rows; ++i, at += row_bytes_)
            check_number(field, {at, static_cast<size_t>(field.field.width)}, row + i);
    }
}

void AsciiWalk::check_characters(std::span<const std::byte> rows, int64_t row) {
    for (size_t at = first_unprintable(rows); at < rows.size();
         at += 1 + first_unprintable(rows.subspan(at + 1))) {
        const auto place = static_cast<int64_t>(at);
        note_character(rows[at], row + place / row_bytes_, place % row_bytes_);
    }
}

// Between fields control characters may stand, such as the ends of lines.
void AsciiWalk::note_character(std::byte value, int64_t row, int64_t at) {
    const Place place{row, data_offset_ + row * row_bytes_ + at};
    const uint16_t field = field_at_[static_cast<size_t>(at)];
    if (field == 0) {
        if (value < std::byte{0x80} || bad_between_++ > 0) return;
        first_between_ = place;
        between_ = value;
        return;
    }
    Field& bad = fields_[field - size_t{1}];
    if (bad.bad_characters++ > 0) return;
    bad.first_character = place;
    bad.character = value;
}

void AsciiWalk::check_number(Field& field, std::string_view text, int64_t row) {
    const char* fault = ascii_number_fault(field.field.type, text);
    if (fault == nullptr || (field.has_null && trimmed(text) == field.null)) return;
    // A byte that is no text is reported as such.
    if (first_unprintable(std::as_bytes(std::span(text))) < text.size()) return;
    if (field.bad_numbers++ > 0) return;
    field.first_number = {row, data_offset_ + row * row_bytes_ + field.field.offset};
    field.number = text;
    field.fault = fault;
}

Finding AsciiWalk::finding(const char* rule, const Field* field, const Place& place,
                           const std::string& what) const {
    Finding finding;
    finding.rule = rule;
    finding.severity = Severity::kError;
    finding.hdu = header_.hdu;
    finding.extname = header_.extname;
    finding.row = place.row + 1;
    finding.offset = place.offset;
    std::string where = "between two fields";
    if (field != nullptr) {
        finding.column = field->field.name;
        where = column_label({field->field.name, field->field.number, 0, {}});
    }
    finding.text =
        fmt::format("{}, row {}, {}: {}.", hdu_label(header_), place.row + 1, where, what);
    return finding;
}

void AsciiWalk::report_characters(const Field& field) {
    const std::string found = fmt::format("0x{:02X}", std::to_integer<int>(field.character));
    const std::string more = field.bad_characters == 1
                                 ? std::string()
                                 : fmt::format(" ({} more bytes)", field.bad_characters - 1);
    Finding wrong = finding("TAB-011", &field, field.first_character,
                            fmt::format("the field has the byte {}{}", found, more));
    wrong.found = found;
    wrong.expected = "printable ASCII (0x20 to 0x7E)";
    wrong.remedy = "Write printable ASCII, filled with blanks";
    findings_.add(std::move(wrong));
}

void AsciiWalk::report_between() {
    const std::string found = fmt::format("0x{:02X}", std::to_integer<int>(between_));
    const std::string more =
        bad_between_ == 1 ? std::string() : fmt::format(" ({} more bytes)", bad_between_ - 1);
    Finding wrong = finding("TAB-011", nullptr, first_between_,
                            fmt::format("the byte {} is no ASCII{}", found, more));
    wrong.found = found;
    wrong.expected = "ASCII";
    wrong.remedy = "Fill the row between its fields with blanks";
    findings_.add(std::move(wrong));
}

void AsciiWalk::report_number(const Field& field) {
    const char type = field.field.type;
    const std::string found = quoted(field.number);
    const std::string more = field.bad_numbers == 1
                                 ? std::string()
                                 : fmt::format(" ({} more rows)", field.bad_numbers - 1);
    Finding wrong = finding("TAB-013", &field, field.first_number,
                            fmt::format("the field `{}` {}{}", found, field.fault, more));
    wrong.found = found;
    wrong.expected = type == 'I' ? "an integer, such as -12"
                                 : "a number with a decimal point, such as -1.5 or 1.0E-3";
    wrong.remedy = "Write the number within its field, without blanks in it; TNULL where none is";
    findings_.add(std::move(wrong));
}

void AsciiWalk::finish() {
    for (const Field& field : fields_) {
        if (field.bad_characters > 0 && findings_.wants("TAB-011")) report_characters(field);
        if (field.bad_numbers > 0 && findings_.wants("TAB-013")) report_number(field);
    }
    if (bad_between_ > 0 && findings_.wants("TAB-011")) report_between();
}

}  // namespace heafs
