// A FITS file in memory, as it lies there: its HDUs, the cards of their headers, the cells of its
// binary tables. For files whose structure the verifier has found sound, and for our own; every
// range is checked all the same. The bytes are borrowed and outlive the view. Immutable after it
// was made: any thread may read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/fits/table_layout.h"

namespace heafs {

class FitsHdu {
   public:
    // The HDU that `header` (whole blocks, END in the last one) describes, without its data. Raises
    // Fault::kMalformed, with `name` in the message, for sizes and column formats that cannot be.
    static FitsHdu of_header(std::span<const std::byte> header, const std::string& name);
    // The same table with these whole rows as its data.
    FitsHdu with_rows(std::span<const std::byte> rows) const;
    // Of the data that the header describes, without fill.
    int64_t stated_bytes() const { return stated_bytes_; }

    // The 80 bytes of each card before END, in order.
    std::span<const std::string_view> cards() const { return cards_; }
    std::span<const std::byte> data() const { return data_; }  // without fill

    // The first card of that name: its value without quotes, trailing blanks and comment.
    std::optional<std::string> text(std::string_view keyword) const;
    // Numbers may stand as integers, reals, with a D exponent, or as texts that hold one.
    std::optional<double> real(std::string_view keyword) const;
    std::optional<int64_t> integer(std::string_view keyword) const;

    // Of binary tables.
    int64_t rows() const { return rows_; }
    int64_t row_bytes() const { return row_bytes_; }
    std::span<const BinaryColumn> columns() const { return columns_; }
    const BinaryColumn* find_column(std::string_view name) const;  // without regard to case

   private:
    friend class FitsView;
    std::vector<std::string_view> cards_;
    std::span<const std::byte> data_;
    int64_t stated_bytes_ = 0;
    int64_t rows_ = 0;
    int64_t row_bytes_ = 0;
    std::vector<BinaryColumn> columns_;
};

class FitsView {
   public:
    // Raises Fault::kMalformed, with `name` in the message, when the bytes are no FITS file or end
    // before the last HDU does, and for sizes and column formats that cannot be.
    FitsView(std::span<const std::byte> bytes, const std::string& name);

    std::span<const FitsHdu> hdus() const { return hdus_; }
    const FitsHdu* find(std::string_view extname) const;  // without regard to case

   private:
    std::vector<FitsHdu> hdus_;
};

// The first elements of a numeric column, one a row, with TSCAL and TZERO applied.
class NumericColumn {
   public:
    // Raises Fault::kMalformed when the table has no such column or it holds no numbers.
    NumericColumn(const FitsHdu& table, const std::string& column);

    // NaN where an integer is TNULL.
    double real(int64_t row) const;
    // The stored integer of an integer column, unscaled (its scale is 1, 0); nothing for TNULL.
    std::optional<int64_t> integer(int64_t row) const;
    bool is_integer() const;
    const BinaryColumn& column() const { return column_; }
    // A keyword of this column: keyword("TLMIN") is TLMINn.
    std::optional<double> real_keyword(const std::string& root) const;
    std::optional<std::string> text_keyword(const std::string& root) const;

   private:
    int64_t raw(int64_t row) const;

    const FitsHdu& table_;
    BinaryColumn column_;
    double scale_ = 1;
    double zero_ = 0;
    std::optional<int64_t> null_;
};

}  // namespace heafs
