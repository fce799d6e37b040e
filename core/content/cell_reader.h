// The numbers in the cells of a binary table: whole ones of any integer column, scalars, arrays in
// the row and arrays in the heap; how long an array is, whatever it holds. Every range is checked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/fits/fits_view.h"

namespace heafs {

class CellReader {
   public:
    // The HDU outlives the reader. Nothing when the table has no such column.
    static std::optional<CellReader> of(const FitsHdu& table, const std::string& column);

    bool is_integer() const;  // B, I, J, K, or an array of them in the heap
    bool in_heap() const { return column_.form.type == 'P' || column_.form.type == 'Q'; }
    // Elements of the cell.
    int64_t length(int64_t row) const;
    // Its whole numbers, with TZERO added; as many as there are, at most `most`. Empty for other
    // columns and for what lies outside the table.
    std::vector<int64_t> integers(int64_t row, int64_t most) const;
    // Its real numbers (E, D, in the row or the heap), likewise; empty for other columns.
    std::vector<double> reals(int64_t row, int64_t most) const;
    // The first real number of the cell (E, D, or an integer); NaN where there is none.
    double real(int64_t row) const;
    // The text of an A column without the blanks behind; `part` counts strings of `width` bytes.
    std::string text(int64_t row) const;
    std::string text(int64_t row, int64_t part, int64_t width) const;
    char type() const { return column_.form.type; }

   private:
    CellReader(const FitsHdu& table, const BinaryColumn& column);
    struct Descriptor {
        int64_t length = 0;
        int64_t offset = 0;
    };
    Descriptor descriptor(int64_t row) const;
    std::span<const std::byte> cell(int64_t row) const;
    // Of the cell, or of its array in the heap.
    std::span<const std::byte> elements(int64_t row, int64_t width) const;
    char element_type() const { return in_heap() ? column_.form.element : column_.form.type; }

    const FitsHdu* table_;
    BinaryColumn column_;
    int64_t zero_ = 0;
    int64_t heap_ = 0;  // where it begins in the data
};

}  // namespace heafs
