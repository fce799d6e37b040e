// Makes a FITS file in memory, HDU by HDU: the only way in which heafs writes FITS. The same calls
// give the same bytes on every day and machine, since nothing here looks at a clock: DATE is a
// card like any other, and the comments of DATASUM and CHECKSUM carry no time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace heafs {

using FitsValue = std::variant<std::string, int64_t, double, bool>;

// One keyword. A real number is written with the fewest digits that give the same double again; a
// text of more than 68 characters goes on in CONTINUE cards.
struct FitsCard {
    std::string keyword;
    FitsValue value;
    std::string comment;
    bool operator==(const FitsCard&) const = default;
};

// One column of a binary table. `tform` as in FITS 4.0, 7.3.1: "D", "3E", "12A".
struct FitsColumn {
    std::string name;
    std::string tform;
    std::string unit = {};                // empty: no TUNIT
    std::string comment = {};             // of TTYPE
    std::optional<FitsValue> tlmin = {};  // integers for integer columns, doubles for real ones
    std::optional<FitsValue> tlmax = {};
    std::optional<int64_t> tnull = {};  // integer columns only
};

// Every member raises Fault::kSystem with what was attempted and CFITSIO's own words when CFITSIO
// refuses, and Fault::kUsage when the amount of values does not fit. A writer is used by one thread
// at a time; different writers by different threads at once.
class FitsWriter {
   public:
    FitsWriter();
    ~FitsWriter();
    FitsWriter(const FitsWriter&) = delete;
    FitsWriter& operator=(const FitsWriter&) = delete;

    // A primary HDU without data. To be called first, unless an image is the first HDU.
    void add_empty_primary();

    // An image of axes NAXIS1, NAXIS2, ...: the primary HDU when it is the first, else an
    // extension. `pixels` has one value a pixel, NAXIS1 running fastest; its type gives BITPIX.
    void add_image(std::span<const int64_t> axes, std::span<const uint8_t> pixels);
    void add_image(std::span<const int64_t> axes, std::span<const int16_t> pixels);
    void add_image(std::span<const int64_t> axes, std::span<const int32_t> pixels);
    void add_image(std::span<const int64_t> axes, std::span<const float> pixels);
    void add_image(std::span<const int64_t> axes, std::span<const double> pixels);

    // A binary table of `rows` rows, all zero until written.
    void add_table(const std::string& extname, std::span<const FitsColumn> columns, int64_t rows);

    // Values of the column number `column` (from 1) of the table added last, from row `first_row`
    // (from 1) on, all elements of a row together. Numbers are converted to the column's type.
    void write_column(int column, std::span<const double> values, int64_t first_row = 1);
    void write_column(int column, std::span<const float> values, int64_t first_row = 1);
    void write_column(int column, std::span<const int64_t> values, int64_t first_row = 1);
    void write_column(int column, std::span<const int32_t> values, int64_t first_row = 1);
    void write_column(int column, std::span<const int16_t> values, int64_t first_row = 1);
    void write_column(int column, std::span<const uint8_t> values, int64_t first_row = 1);
    void write_column(int column, std::span<const std::string> values, int64_t first_row = 1);

    // Cards of the HDU added last; a keyword that is already there is replaced.
    void write_card(const FitsCard& card);
    void write_cards(std::span<const FitsCard> cards);
    void write_history(const std::string& text);

    // Ends the file and gives its bytes; every HDU has DATASUM and CHECKSUM. Nothing can be added
    // afterwards.
    std::vector<std::byte> finish();

   private:
    struct State;

    void begin_hdu();
    void write_checksums();
    void write_zero_rows();
    void write_limits(const FitsColumn& column, int number);
    void write_text_card(const FitsCard& card);
    void write_real_card(const FitsCard& card);
    template <typename T>
    void add_typed_image(std::span<const int64_t> axes, std::span<const T> pixels);
    template <typename T>
    void write_typed_column(int column, std::span<const T> values, int64_t first_row);

    std::unique_ptr<State> state_;
};

}  // namespace heafs
