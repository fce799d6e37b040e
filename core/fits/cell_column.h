// The cells of columns whose bytes can be wrong: logical values (TAB-010), strings (TAB-011) and
// the fill of bits (TAB-012), in rows and in the heap.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "core/fits/finding_list.h"
#include "core/fits/header.h"
#include "core/fits/numeric_check.h"
#include "core/fits/table_layout.h"

namespace heafs {

// One column of type L, A or X, or of arrays of these. Not for concurrent use.
class CellColumn {
   public:
    // True for the types whose bytes are looked at.
    static bool judges(const BinaryForm& form);

    // `string_width`: that of rAw, or of the first axis of TDIM; 0 if the cell is one string.
    CellColumn(const BinaryColumn& column, int64_t string_width);

    // Whole cells. `offset` is that of `run.first` in the file.
    void take(const CellRun& run, int64_t offset);
    // A part of a cell that has `cell_bytes`: it begins at byte `at` of the cell, and at `offset`
    // in the file. Parts come in order. The last byte of bits has `fill_bits` that do not count.
    struct Part {
        std::span<const std::byte> bytes;
        int64_t row = 0;  // 0 is the first
        int64_t at = 0;
        int64_t cell_bytes = 0;
        int64_t fill_bits = 0;
        int64_t offset = 0;
    };
    void take_part(const Part& part);
    // The bits of the last byte of a cell of the row that do not count.
    int64_t fill_bits() const { return fill_bits_; }

    // One finding, at the first bad cell, if there is any.
    void report(const Header& header, FindingList& findings) const;

   private:
    bool looks_good(const CellRun& run) const;
    size_t first_bad(const Part& part);
    size_t first_bad_character(std::span<const std::byte> bytes, int64_t at);
    void note(int64_t row, int64_t offset, std::byte value);

    BinaryColumn column_;
    char type_;
    int64_t string_width_;
    int64_t fill_bits_ = 0;
    bool ended_ = false;  // a zero byte ended the string whose next part is to come
    int64_t bad_cells_ = 0;
    int64_t last_bad_row_ = -1;
    int64_t first_bad_row_ = 0;
    int64_t first_bad_offset_ = 0;
    std::byte first_bad_{};
};

}  // namespace heafs
