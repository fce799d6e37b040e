#include "core/fits/fits_writer.h"

#include <fitsio.h>
#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdlib>
#include <string_view>
#include <type_traits>

#include "config/base/error.h"

namespace heafs {
namespace {

constexpr size_t kGrowthBytes = size_t{1} << 20;
constexpr int64_t kZeroBytes = int64_t{1} << 20;
constexpr size_t kMaxTextInOneCard = 68;
constexpr char kUnsetChecksum[] = "0000000000000000";

// Raises an Error with the words of CFITSIO when `status` is bad.
void check(int status, const std::string& attempt) {
    if (status == 0) return;
    char text[FLEN_STATUS] = "";
    fits_get_errstatus(status, text);
    std::string words = fmt::format("{} ({})", text, status);
    for (char line[FLEN_ERRMSG]; fits_read_errmsg(line) != 0;) words += fmt::format("; {}", line);
    throw Error(Fault::kSystem, fmt::format("cannot {}: {}", attempt, words));
}

template <typename T>
constexpr int cfitsio_type() {
    if constexpr (std::is_same_v<T, uint8_t>) return TBYTE;
    if constexpr (std::is_same_v<T, int16_t>) return TSHORT;
    if constexpr (std::is_same_v<T, int32_t>) return TINT;
    if constexpr (std::is_same_v<T, int64_t>) return TLONGLONG;
    if constexpr (std::is_same_v<T, float>) return TFLOAT;
    if constexpr (std::is_same_v<T, double>) return TDOUBLE;
}

template <typename T>
constexpr int bitpix_of() {
    const int bits = static_cast<int>(8 * sizeof(T));
    return std::is_floating_point_v<T> ? -bits : bits;
}

// CFITSIO takes values that it only reads, and all strings, without const.
template <typename T>
T* unconst(const T* pointer) {
    return const_cast<T*>(pointer);
}

// The shortest decimal number that reads back as `value`, in the notation of FITS.
std::string real_as_text(double value) {
    std::string text = fmt::format("{}", value);
    size_t exponent = text.find('e');
    if (exponent == std::string::npos) {
        exponent = text.size();
    } else {
        text[exponent] = 'E';
    }
    if (text.find('.') == std::string::npos) text.insert(exponent, ".0");
    return text;
}

}  // namespace

// The file and the memory that CFITSIO writes it into. The file is closed first: closing writes.
struct FitsWriter::State {
    // Memory given at the start would count as the content of an existing file: none is given.
    void* buffer = nullptr;
    size_t buffer_bytes = 0;
    fitsfile* file = nullptr;
    int hdus = 0;
    int64_t rows = 0;

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        close();
        std::free(buffer);
    }
    int close() {
        int status = 0;
        if (file != nullptr) fits_close_file(file, &status);
        file = nullptr;
        return status;
    }
};

FitsWriter::FitsWriter() : state_(std::make_unique<State>()) {
    int status = 0;
    fits_create_memfile(&state_->file, &state_->buffer, &state_->buffer_bytes, kGrowthBytes,
                        std::realloc, &status);
    check(status, "create a FITS file in memory");
}

FitsWriter::~FitsWriter() = default;

void FitsWriter::begin_hdu() {
    assert(state_->file != nullptr && "nothing can be added after finish()");
    if (state_->hdus > 0) write_checksums();
    ++state_->hdus;
    state_->rows = 0;
}

void FitsWriter::add_empty_primary() {
    begin_hdu();
    int status = 0;
    fits_create_imgll(state_->file, BYTE_IMG, 0, nullptr, &status);
    check(status, "add an empty primary HDU");
}

template <typename T>
void FitsWriter::add_typed_image(std::span<const int64_t> axes, std::span<const T> pixels) {
    uint64_t count = axes.empty() ? 0 : 1;
    for (const int64_t axis : axes) count *= static_cast<uint64_t>(axis);
    if (count != pixels.size()) {
        throw Error(Fault::kUsage, fmt::format("cannot add an image: its axes have {} pixels, {} "
                                               "were given",
                                               count, pixels.size()));
    }
    begin_hdu();
    std::vector<LONGLONG> sizes(axes.begin(), axes.end());
    int status = 0;
    fits_create_imgll(state_->file, bitpix_of<T>(), static_cast<int>(sizes.size()), sizes.data(),
                      &status);
    check(status, fmt::format("add an image as HDU {}", state_->hdus));
    if (pixels.empty()) return;
    fits_write_img(state_->file, cfitsio_type<T>(), 1, static_cast<LONGLONG>(pixels.size()),
                   unconst(pixels.data()), &status);
    check(status, fmt::format("write the {} pixels of HDU {}", pixels.size(), state_->hdus));
}

void FitsWriter::add_image(std::span<const int64_t> axes, std::span<const uint8_t> pixels) {
    add_typed_image(axes, pixels);
}
void FitsWriter::add_image(std::span<const int64_t> axes, std::span<const int16_t> pixels) {
    add_typed_image(axes, pixels);
}
void FitsWriter::add_image(std::span<const int64_t> axes, std::span<const int32_t> pixels) {
    add_typed_image(axes, pixels);
}
void FitsWriter::add_image(std::span<const int64_t> axes, std::span<const float> pixels) {
    add_typed_image(axes, pixels);
}
void FitsWriter::add_image(std::span<const int64_t> axes, std::span<const double> pixels) {
    add_typed_image(axes, pixels);
}

void FitsWriter::add_table(const std::string& extname, std::span<const FitsColumn> columns,
                           int64_t rows) {
    assert(state_->hdus > 0 && "the first HDU is a primary");
    begin_hdu();
    state_->rows = rows;
    std::vector<char*> names, forms;
    for (const FitsColumn& column : columns) {
        names.push_back(unconst(column.name.c_str()));
        forms.push_back(unconst(column.tform.c_str()));
    }
    int status = 0;
    fits_create_tbl(state_->file, BINARY_TBL, rows, static_cast<int>(columns.size()), names.data(),
                    forms.data(), nullptr, extname.c_str(), &status);
    check(status, fmt::format("add table {} with {} rows", extname, rows));
    int number = 0;
    for (const FitsColumn& column : columns) write_limits(column, ++number);
    write_zero_rows();
}

// CFITSIO leaves rows that are not written as its memory happens to be.
void FitsWriter::write_zero_rows() {
    const std::string attempt = fmt::format("clear the table of HDU {}", state_->hdus);
    int status = 0;
    LONGLONG row_bytes = 0;
    fits_read_key_lnglng(state_->file, "NAXIS1", &row_bytes, nullptr, &status);
    check(status, attempt);
    if (row_bytes == 0) return;
    const int64_t rows_at_once = std::clamp<int64_t>(kZeroBytes / row_bytes, 1, state_->rows + 1);
    std::vector<unsigned char> zeros(static_cast<size_t>(rows_at_once * row_bytes));
    for (int64_t row = 0; row < state_->rows; row += rows_at_once) {
        const int64_t rows = std::min(rows_at_once, state_->rows - row);
        fits_write_tblbytes(state_->file, row + 1, 1, rows * row_bytes, zeros.data(), &status);
        check(status, attempt);
    }
}

// What a column has beyond name and form: its unit, legal range, null value and comment.
void FitsWriter::write_limits(const FitsColumn& column, int number) {
    if (!column.comment.empty()) {
        int status = 0;
        fits_modify_comment(state_->file, fmt::format("TTYPE{}", number).c_str(),
                            column.comment.c_str(), &status);
        check(status, fmt::format("describe column {}", column.name));
    }
    if (!column.unit.empty())
        write_card({fmt::format("TUNIT{}", number), column.unit, "physical unit of field"});
    if (column.tlmin)
        write_card({fmt::format("TLMIN{}", number), *column.tlmin, "minimum legal value"});
    if (column.tlmax)
        write_card({fmt::format("TLMAX{}", number), *column.tlmax, "maximum legal value"});
    if (!column.tnull) return;
    write_card({fmt::format("TNULL{}", number), *column.tnull, "null value"});
    int status = 0;
    fits_set_hdustruc(state_->file, &status);  // CFITSIO keeps TNULL in its picture of the HDU
    check(status, fmt::format("set the null value of column {}", column.name));
}

template <typename T>
void FitsWriter::write_typed_column(int column, std::span<const T> values, int64_t first_row) {
    const std::string attempt = fmt::format("write {} values into column {} of HDU {} from row {}",
                                            values.size(), column, state_->hdus, first_row);
    int status = 0, type = 0;
    LONGLONG repeat = 0, width = 0;
    fits_get_coltypell(state_->file, column, &type, &repeat, &width, &status);
    check(status, attempt);
    if (std::is_same_v<T, std::string>) repeat = 1;
    const auto count = static_cast<int64_t>(values.size());
    if (repeat == 0 ? count > 0
                    : count % repeat != 0 || first_row < 1 ||
                          first_row - 1 + count / repeat > state_->rows) {
        throw Error(Fault::kUsage, fmt::format("cannot {}: the table has {} rows of {} values",
                                               attempt, state_->rows, repeat));
    }
    if (values.empty()) return;
    if constexpr (std::is_same_v<T, std::string>) {
        std::vector<char*> texts;
        for (const std::string& text : values) texts.push_back(unconst(text.c_str()));
        fits_write_col(state_->file, TSTRING, column, first_row, 1, count, texts.data(), &status);
    } else {
        fits_write_col(state_->file, cfitsio_type<T>(), column, first_row, 1, count,
                       unconst(values.data()), &status);
    }
    check(status, attempt);
}

void FitsWriter::write_column(int column, std::span<const double> values, int64_t first_row) {
    write_typed_column(column, values, first_row);
}
void FitsWriter::write_column(int column, std::span<const float> values, int64_t first_row) {
    write_typed_column(column, values, first_row);
}
void FitsWriter::write_column(int column, std::span<const int64_t> values, int64_t first_row) {
    write_typed_column(column, values, first_row);
}
void FitsWriter::write_column(int column, std::span<const int32_t> values, int64_t first_row) {
    write_typed_column(column, values, first_row);
}
void FitsWriter::write_column(int column, std::span<const int16_t> values, int64_t first_row) {
    write_typed_column(column, values, first_row);
}
void FitsWriter::write_column(int column, std::span<const uint8_t> values, int64_t first_row) {
    write_typed_column(column, values, first_row);
}
void FitsWriter::write_column(int column, std::span<const std::string> values, int64_t first_row) {
    write_typed_column(column, values, first_row);
}

void FitsWriter::write_card(const FitsCard& card) {
    if (std::holds_alternative<std::string>(card.value)) return write_text_card(card);
    if (std::holds_alternative<double>(card.value)) return write_real_card(card);
    const char* comment = card.comment.empty() ? nullptr : card.comment.c_str();
    int status = 0;
    if (const int64_t* whole = std::get_if<int64_t>(&card.value)) {
        fits_update_key_lng(state_->file, card.keyword.c_str(), *whole, comment, &status);
    } else {
        fits_update_key_log(state_->file, card.keyword.c_str(), std::get<bool>(card.value), comment,
                            &status);
    }
    check(status, fmt::format("write the card {} of HDU {}", card.keyword, state_->hdus));
}

void FitsWriter::write_text_card(const FitsCard& card) {
    const auto& text = std::get<std::string>(card.value);
    const char* comment = card.comment.empty() ? nullptr : card.comment.c_str();
    int status = 0;
    const auto quotes = static_cast<size_t>(std::count(text.begin(), text.end(), '\''));
    if (text.size() + quotes > kMaxTextInOneCard)  // each quote is written twice
        fits_write_key_longwarn(state_->file, &status);
    fits_update_key_longstr(state_->file, card.keyword.c_str(), text.c_str(), comment, &status);
    check(status, fmt::format("write the card {} of HDU {}", card.keyword, state_->hdus));
}

void FitsWriter::write_real_card(const FitsCard& card) {
    const double value = std::get<double>(card.value);
    if (!std::isfinite(value)) {
        throw Error(Fault::kUsage, fmt::format("cannot write the card {} of HDU {}: FITS has no "
                                               "notation for {}",
                                               card.keyword, state_->hdus, value));
    }
    std::string line = fmt::format("{:<8}= {:>20}", card.keyword, real_as_text(value));
    if (!card.comment.empty()) line += " / " + card.comment;
    line.resize(80, ' ');
    int status = 0;
    fits_update_card(state_->file, card.keyword.c_str(), line.c_str(), &status);
    check(status, fmt::format("write the card {} of HDU {}", card.keyword, state_->hdus));
}

void FitsWriter::write_cards(std::span<const FitsCard> cards) {
    for (const FitsCard& card : cards) write_card(card);
}

void FitsWriter::write_history(const std::string& text) {
    int status = 0;
    fits_write_history(state_->file, text.c_str(), &status);
    check(status, fmt::format("write HISTORY of HDU {}", state_->hdus));
}

// By hand (FITS 4.0, 4.4.2.7), since fits_write_chksum puts the time of day into the comments.
void FitsWriter::write_checksums() {
    const std::string attempt = fmt::format("write the checksums of HDU {}", state_->hdus);
    int status = 0;
    unsigned long data_sum = 0, hdu_sum = 0;
    write_card({"CHECKSUM", kUnsetChecksum, "HDU checksum"});
    write_card({"DATASUM", "0", "data unit checksum"});
    fits_flush_file(state_->file, &status);  // writes END and the fill of header and data
    fits_get_chksum(state_->file, &data_sum, &hdu_sum, &status);
    check(status, attempt);
    write_card({"DATASUM", fmt::format("{}", data_sum), "data unit checksum"});
    fits_get_chksum(state_->file, &data_sum, &hdu_sum, &status);
    check(status, attempt);
    char encoded[FLEN_VALUE] = "";
    fits_encode_chksum(hdu_sum, 1, encoded);
    write_card({"CHECKSUM", encoded, "HDU checksum"});
}

std::vector<std::byte> FitsWriter::finish() {
    assert(state_->hdus > 0 && "a FITS file has at least a primary HDU");
    write_checksums();
    int status = 0;
    LONGLONG header = 0, data = 0, end = 0;
    fits_get_hduaddrll(state_->file, &header, &data, &end, &status);
    check(status, "find the end of a FITS file in memory");
    check(state_->close(), "finish a FITS file in memory");
    const auto* first = static_cast<const std::byte*>(state_->buffer);
    return {first, first + end};
}

}  // namespace heafs
