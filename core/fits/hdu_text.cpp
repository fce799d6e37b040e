#include "core/fits/hdu_text.h"

#include <fitsio.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "config/base/error.h"
#include "core/fits/card.h"
#include "core/fits/hdu_size.h"

namespace heafs {
namespace {

constexpr size_t kTextInOneCard = 68;
constexpr size_t kCommentaryInOneCard = 72;

std::string doubled_quotes(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '\'') result += c;
        result += c;
    }
    return result;
}

std::string padded_card(std::string line) {
    line.resize(kCardBytes, ' ');
    return line;
}

std::string with_comment(std::string line, const std::string& comment) {
    if (!comment.empty()) line += fmt::format(" / {}", comment);
    return padded_card(std::move(line));
}

// A long text in pieces, none of which ends inside a doubled quote.
std::string long_text_cards(const FitsCard& card, std::string text) {
    std::string cards;
    const std::string first = fmt::format("{:<8}= ", card.keyword);
    std::string_view start = first;
    while (text.size() > kTextInOneCard) {
        size_t length = kTextInOneCard - 1;
        size_t quotes = 0;
        while (quotes < length && text[length - 1 - quotes] == '\'') ++quotes;
        if (quotes % 2 == 1) --length;
        cards += padded_card(fmt::format("{}'{}&'", start, text.substr(0, length)));
        text.erase(0, length);
        start = "CONTINUE  ";
    }
    return cards + with_comment(fmt::format("{}'{}'", start, text), card.comment);
}

std::string encoded_checksum(uint32_t sum) {
    char encoded[FLEN_VALUE] = "";
    fits_encode_chksum(sum, 1, encoded);
    return encoded;
}

}  // namespace

std::string fits_real(double value) {
    if (!std::isfinite(value))
        throw Error(Fault::kUsage, fmt::format("FITS has no notation for {}", value));
    const std::string text = fmt::format("{}", value);
    const size_t exponent = std::min(text.find('e'), text.size());
    const std::string digits = text.substr(0, exponent);
    const std::string power = exponent < text.size() ? text.substr(exponent + 1) : std::string();
    return fmt::format("{}{}{}{}", digits, digits.find('.') == std::string::npos ? ".0" : "",
                       power.empty() ? "" : "E", power);
}

int64_t padded_bytes(int64_t data_bytes) {
    return (data_bytes + kBlockBytes - 1) / kBlockBytes * kBlockBytes;
}

void HeaderText::add(const FitsCard& card) {
    if (const auto* text = std::get_if<std::string>(&card.value)) {
        const std::string quoted = doubled_quotes(*text);
        if (quoted.size() > kTextInOneCard && !std::exchange(has_long_text_, true))
            add("LONGSTRN", "OGIP 1.0", "long texts go on in CONTINUE");
        text_ += quoted.size() > kTextInOneCard
                     ? long_text_cards(card, quoted)
                     : with_comment(fmt::format("{:<8}= {:<20}", card.keyword,
                                                fmt::format("'{:<8}'", quoted)),
                                    card.comment);
        return;
    }
    std::string value;
    if (const auto* whole = std::get_if<int64_t>(&card.value)) value = fmt::format("{}", *whole);
    if (const auto* real = std::get_if<double>(&card.value)) value = fits_real(*real);
    if (const auto* logical = std::get_if<bool>(&card.value)) value += *logical ? 'T' : 'F';
    text_ += with_comment(fmt::format("{:<8}= {:>20}", card.keyword, value), card.comment);
}

void HeaderText::add(std::string keyword, FitsValue value, std::string comment) {
    add(FitsCard{std::move(keyword), std::move(value), std::move(comment)});
}

void HeaderText::add_card(std::string_view bytes) { text_ += padded_card(std::string(bytes)); }

void HeaderText::append(const HeaderText& other) {
    for (size_t at = 0; at < other.text_.size(); at += kCardBytes)
        if (!has_long_text_ || other.text_.compare(at, 10, "LONGSTRN= ") != 0)
            text_.append(other.text_, at, kCardBytes);
    has_long_text_ = has_long_text_ || other.has_long_text_;
}

void HeaderText::add_commentary(const std::string& keyword, const std::string& text) {
    for (size_t at = 0; at == 0 || at < text.size(); at += kCommentaryInOneCard)
        text_ +=
            padded_card(fmt::format("{:<8}{}", keyword, text.substr(at, kCommentaryInOneCard)));
}

int64_t HeaderText::bytes() const {
    return padded_bytes(static_cast<int64_t>(text_.size() + 3 * kCardBytes));
}

// FITS 4.0, 4.4.2.7 and appendix J: the sum of the HDU with CHECKSUM as sixteen zeros is encoded.
std::string HeaderText::finish(const OnesComplementSum& data_sum) const {
    const auto assemble = [&](const std::string& checksum) {
        HeaderText whole = *this;
        whole.add("CHECKSUM", checksum, "HDU checksum");
        whole.add("DATASUM", fmt::format("{}", data_sum.value()), "data unit checksum");
        whole.add_card("END");
        std::string text = std::move(whole.text_);
        text.resize(static_cast<size_t>(bytes()), ' ');
        return text;
    };
    const std::string unset = assemble("0000000000000000");
    OnesComplementSum sum = data_sum;
    sum.add(std::as_bytes(std::span(unset)));
    return assemble(encoded_checksum(sum.value()));
}

HeaderText empty_primary_header() {
    HeaderText header;
    header.add("SIMPLE", true, "conforms to FITS standard");
    header.add("BITPIX", int64_t{8}, "array data type");
    header.add("NAXIS", int64_t{0}, "number of array dimensions");
    header.add("EXTEND", true, "extensions may follow");
    return header;
}

namespace {

void add_two_axes(HeaderText& header, int64_t bitpix, int64_t width, int64_t height) {
    header.add("BITPIX", bitpix, "array data type");
    header.add("NAXIS", int64_t{2}, "number of array dimensions");
    header.add("NAXIS1", width, "pixels along the first axis");
    header.add("NAXIS2", height, "pixels along the second axis");
}

HeaderText primary_image(int64_t bitpix, int64_t width, int64_t height) {
    HeaderText header;
    header.add("SIMPLE", true, "conforms to FITS standard");
    add_two_axes(header, bitpix, width, height);
    header.add("EXTEND", true, "extensions may follow");
    return header;
}

}  // namespace

HeaderText image_header(int64_t width, int64_t height) { return primary_image(32, width, height); }

HeaderText float_image_header(int64_t width, int64_t height, const std::string& extname) {
    if (extname.empty()) return primary_image(-32, width, height);
    HeaderText header;
    header.add("XTENSION", "IMAGE", "image extension");
    add_two_axes(header, -32, width, height);
    header.add("PCOUNT", int64_t{0}, "no parameters");
    header.add("GCOUNT", int64_t{1}, "one group");
    header.add("EXTNAME", extname, "name of this extension");
    return header;
}

HeaderText bare_table_header(int64_t row_bytes, int64_t rows, int64_t columns) {
    HeaderText header;
    header.add("XTENSION", "BINTABLE", "binary table extension");
    header.add("BITPIX", int64_t{8}, "array data type");
    header.add("NAXIS", int64_t{2}, "number of array dimensions");
    header.add("NAXIS1", row_bytes, "bytes of a row");
    header.add("NAXIS2", rows, "rows");
    header.add("PCOUNT", int64_t{0}, "bytes after the table");
    header.add("GCOUNT", int64_t{1}, "one group");
    header.add("TFIELDS", columns, "columns");
    return header;
}

HeaderText table_header(const std::string& extname, std::span<const FitsColumn> columns,
                        int64_t row_bytes, int64_t rows) {
    HeaderText header = bare_table_header(row_bytes, rows, static_cast<int64_t>(columns.size()));
    for (size_t i = 0; i < columns.size(); ++i) {
        const FitsColumn& column = columns[i];
        const size_t n = i + 1;
        header.add(fmt::format("TTYPE{}", n), column.name, column.comment);
        header.add(fmt::format("TFORM{}", n), column.tform);
        if (!column.unit.empty()) header.add(fmt::format("TUNIT{}", n), column.unit);
        if (column.tlmin) header.add(fmt::format("TLMIN{}", n), *column.tlmin);
        if (column.tlmax) header.add(fmt::format("TLMAX{}", n), *column.tlmax);
        if (column.tnull) header.add(fmt::format("TNULL{}", n), *column.tnull);
    }
    header.add("EXTNAME", extname, "name of this extension");
    return header;
}

}  // namespace heafs
