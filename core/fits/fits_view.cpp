#include "core/fits/fits_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "config/base/error.h"
#include "core/fits/big_endian.h"
#include "core/fits/card.h"
#include "core/fits/hdu_size.h"
#include "core/fits/header.h"
#include "core/fits/integer_cell.h"
#include "core/fits/keyword.h"

namespace heafs {
namespace {

constexpr int64_t kMostHdus = 10000;

// `text` as a number of FITS, D exponents included; nothing when it is something else.
std::optional<double> number_in(std::string text) {
    text.erase(0, text.find_first_not_of(' '));
    text.erase(text.find_last_not_of(' ') + 1);
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == 'D' || c == 'd'; }, 'E');
    // strtod knows more notations than FITS: nan, inf, 0x1p3.
    if (text.empty() || text.find_first_not_of("0123456789+-.Ee") != std::string::npos)
        return std::nullopt;
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    if (*end != '\0' || !std::isfinite(value)) return std::nullopt;
    return value;
}

int64_t axis(const FitsHdu& hdu, const std::string& keyword) {
    return hdu.integer(keyword).value_or(0);
}

// FITS 4.0, 4.4.1; random groups, whose first axis is 0, by section 6.1.1.
int64_t data_bytes_of(const FitsHdu& hdu, const std::string& name) {
    const int64_t naxis = axis(hdu, "NAXIS");
    if (naxis < 0 || naxis > kMaxAxes)
        throw Error(Fault::kMalformed, name + ": a number of axes that cannot be");
    const bool groups = hdu.text("GROUPS") == "T" && axis(hdu, "NAXIS1") == 0;
    int64_t elements = naxis > 0 ? 1 : 0;
    for (int64_t i = groups ? 2 : 1; i <= naxis; ++i) {
        const int64_t length = axis(hdu, fmt::format("NAXIS{}", i));
        if (length < 0 || __builtin_mul_overflow(elements, length, &elements))
            throw Error(Fault::kMalformed, name + ": an axis that cannot be");
    }
    int64_t bytes = 0;
    const int64_t bits = hdu.integer("BITPIX").value_or(8);
    constexpr std::array<int64_t, 6> kLegalBits = {8, 16, 32, 64, -32, -64};
    if (std::find(kLegalBits.begin(), kLegalBits.end(), bits) == kLegalBits.end())
        throw Error(Fault::kMalformed, name + ": BITPIX");
    const int64_t count = hdu.integer("GCOUNT").value_or(1);
    const int64_t parameters = hdu.integer("PCOUNT").value_or(0);
    if (count < 0 || parameters < 0 || __builtin_add_overflow(elements, parameters, &elements) ||
        __builtin_mul_overflow(elements, count, &elements) ||
        __builtin_mul_overflow(elements, std::abs(bits) / 8, &bytes))
        throw Error(Fault::kMalformed, name + ": a size that cannot be");
    return bytes;
}

}  // namespace

std::optional<std::string> FitsHdu::text(std::string_view keyword) const {
    for (const std::string_view bytes : cards_) {
        if (keyword_of(bytes) != keyword) continue;
        const Card card = parse_card(bytes);
        if (card.kind == ValueKind::kNone || card.kind == ValueKind::kUndefined)
            return std::nullopt;
        return value_text(card);
    }
    return std::nullopt;
}

std::optional<double> FitsHdu::real(std::string_view keyword) const {
    const auto value = text(keyword);
    return value ? number_in(*value) : std::nullopt;
}

std::optional<int64_t> FitsHdu::integer(std::string_view keyword) const {
    const auto value = text(keyword);
    if (!value) return std::nullopt;
    if (const auto whole = parse_integer(*value)) return whole;
    const auto number = number_in(*value);
    if (!number || *number != std::floor(*number) || std::abs(*number) > 9e15) return std::nullopt;
    return static_cast<int64_t>(*number);
}

const BinaryColumn* FitsHdu::find_column(std::string_view name) const {
    for (const BinaryColumn& column : columns_)
        if (same_name(column.name, name)) return &column;
    return nullptr;
}

namespace {

std::vector<BinaryColumn> columns_of(const FitsHdu& hdu, const std::string& name) {
    std::vector<BinaryColumn> columns;
    const int64_t fields = axis(hdu, "TFIELDS");
    if (fields < 0 || fields > kMaxColumns) throw Error(Fault::kMalformed, name + ": TFIELDS");
    int64_t offset = 0;
    for (int64_t i = 1; i <= fields; ++i) {
        const auto form = parse_binary_form(hdu.text(fmt::format("TFORM{}", i)).value_or(""));
        if (!form || __builtin_add_overflow(offset, form->width, &offset))
            throw Error(Fault::kMalformed, fmt::format("{}: TFORM{} is no format", name, i));
        columns.push_back(
            {hdu.text(fmt::format("TTYPE{}", i)).value_or(""), i, offset - form->width, *form});
    }
    if (offset > hdu.row_bytes())
        throw Error(Fault::kMalformed, name + ": the columns are wider than NAXIS1");
    return columns;
}

// Whatever else the header says, all rows lie within the data.
void require_rows(const FitsHdu& hdu, const std::string& name) {
    int64_t bytes = 0;
    if (axis(hdu, "NAXIS") != 2 || hdu.row_bytes() < 0 || hdu.rows() < 0 ||
        __builtin_mul_overflow(hdu.row_bytes(), hdu.rows(), &bytes) || bytes > hdu.stated_bytes())
        throw Error(Fault::kMalformed, name + ": a table of more rows than it has data");
}

}  // namespace

FitsHdu FitsHdu::of_header(std::span<const std::byte> header, const std::string& name) {
    const std::string_view text(reinterpret_cast<const char*>(header.data()), header.size());
    FitsHdu hdu;
    for (size_t at = 0; at + kCardBytes <= text.size(); at += kCardBytes) {
        const std::string_view card = text.substr(at, kCardBytes);
        if (keyword_of(card) == "END") break;
        hdu.cards_.push_back(card);
    }
    hdu.stated_bytes_ = data_bytes_of(hdu, name);
    if (hdu.text("XTENSION") != "BINTABLE") return hdu;
    hdu.row_bytes_ = axis(hdu, "NAXIS1");
    hdu.rows_ = axis(hdu, "NAXIS2");
    require_rows(hdu, name);
    hdu.columns_ = columns_of(hdu, name);
    return hdu;
}

FitsHdu FitsHdu::with_rows(std::span<const std::byte> rows) const {
    FitsHdu part = *this;
    part.data_ = rows;
    part.rows_ = row_bytes_ > 0 ? static_cast<int64_t>(rows.size()) / row_bytes_ : 0;
    return part;
}

namespace {

// Behind the block that holds END.
int64_t end_of_header(std::string_view text, int64_t begin, const std::string& name) {
    const auto size = static_cast<int64_t>(text.size());
    for (int64_t at = begin; at + static_cast<int64_t>(kCardBytes) <= size;
         at += static_cast<int64_t>(kCardBytes))
        if (keyword_of(text.substr(static_cast<size_t>(at), kCardBytes)) == "END")
            return (at / kBlockBytes + 1) * kBlockBytes;
    throw Error(Fault::kMalformed, name + ": a header without END");
}

}  // namespace

FitsView::FitsView(std::span<const std::byte> bytes, const std::string& name) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const auto size = static_cast<int64_t>(bytes.size());
    for (int64_t at = 0;
         at + kBlockBytes <= size && static_cast<int64_t>(hdus_.size()) < kMostHdus;) {
        const std::string_view first = text.substr(static_cast<size_t>(at), 8);
        if (first != (hdus_.empty() ? "SIMPLE  " : "XTENSION")) break;
        const int64_t begin = at;
        at = std::min(end_of_header(text, begin, name), size);
        FitsHdu hdu = FitsHdu::of_header(
            bytes.subspan(static_cast<size_t>(begin), static_cast<size_t>(at - begin)), name);
        const int64_t data = hdu.stated_bytes();
        if (data > size - at) throw Error(Fault::kMalformed, name + " ends inside its data");
        hdu.data_ = bytes.subspan(static_cast<size_t>(at), static_cast<size_t>(data));
        at += (data + kBlockBytes - 1) / kBlockBytes * kBlockBytes;
        hdus_.push_back(std::move(hdu));
    }
    if (hdus_.empty()) throw Error(Fault::kMalformed, name + " is no FITS file");
}

const FitsHdu* FitsView::find(std::string_view extname) const {
    for (const FitsHdu& hdu : hdus_)
        if (const auto found = hdu.text("EXTNAME"); found && same_name(*found, extname))
            return &hdu;
    return nullptr;
}

NumericColumn::NumericColumn(const FitsHdu& table, const std::string& column) : table_(table) {
    const BinaryColumn* found = table.find_column(column);
    if (found == nullptr)
        throw Error(
            Fault::kMalformed,
            fmt::format("{} has no column {}", table.text("EXTNAME").value_or("a table"), column));
    column_ = *found;
    if (std::string_view("BIJKED").find(column_.form.type) == std::string_view::npos ||
        column_.form.repeat < 1)
        throw Error(Fault::kMalformed, fmt::format("column {} holds no numbers", column));
    scale_ = real_keyword("TSCAL").value_or(1);
    zero_ = real_keyword("TZERO").value_or(0);
    if (is_integer()) null_ = table.integer(fmt::format("TNULL{}", column_.number));
}

bool NumericColumn::is_integer() const {
    return std::string_view("BIJK").find(column_.form.type) != std::string_view::npos;
}

std::optional<double> NumericColumn::real_keyword(const std::string& root) const {
    return table_.real(fmt::format("{}{}", root, column_.number));
}

std::optional<std::string> NumericColumn::text_keyword(const std::string& root) const {
    return table_.text(fmt::format("{}{}", root, column_.number));
}

int64_t NumericColumn::raw(int64_t row) const {
    const std::byte* at = table_.data().data() + row * table_.row_bytes() + column_.offset;
    return load_integer_cell(at, column_.form.type);
}

double NumericColumn::real(int64_t row) const {
    const std::byte* at = table_.data().data() + row * table_.row_bytes() + column_.offset;
    double value = 0;
    if (column_.form.type == 'E') {
        value = load_big_endian<float>(at);
    } else if (column_.form.type == 'D') {
        value = load_big_endian<double>(at);
    } else {
        const int64_t whole = raw(row);
        if (null_ && whole == *null_) return std::nan("");
        value = static_cast<double>(whole);
    }
    return scale_ == 1 && zero_ == 0 ? value : value * scale_ + zero_;
}

std::optional<int64_t> NumericColumn::integer(int64_t row) const {
    const int64_t whole = raw(row);
    if (null_ && whole == *null_) return std::nullopt;
    if (scale_ == 1 && zero_ == 0) return whole;
    return static_cast<int64_t>(std::llround(static_cast<double>(whole) * scale_ + zero_));
}

}  // namespace heafs
