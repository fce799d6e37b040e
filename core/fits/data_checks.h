// Walks the cells of binary tables that can be wrong by themselves, as the bytes pass: logical
// values (TAB-010) and the descriptors of variable-length arrays (TAB-014).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/fits/finding_list.h"
#include "core/fits/header.h"
#include "core/fits/table_layout.h"

namespace heafs {

// One binary table. The header and the list are borrowed and outlive it. Not for concurrent use.
class CellWalk {
   public:
    CellWalk(const Header& header, const TableLayout& layout, int64_t data_offset,
             FindingList& findings);
    // False if no column needs a look.
    bool needed() const { return !columns_.empty() && row_bytes_ > 0; }
    // The next bytes of the data unit, in order. Bytes after the last row are let pass.
    void add(std::span<const std::byte> bytes);
    // Reports what is told once per column.
    void finish();

   private:
    struct Column {
        BinaryColumn column;
        int64_t end = 0;  // byte after the cell in the row
        int64_t bad_cells = 0;
        int64_t last_bad_row = -1;
        int64_t first_bad_row = 0;
        int64_t first_bad_offset = 0;
        std::byte first_bad{};
    };
    void walk_row(int64_t row, int64_t row_begin, std::span<const std::byte> bytes, int64_t begin);
    void take_part(Column& column, int64_t row, int64_t at, std::span<const std::byte> part);
    void check_logicals(Column& column, int64_t row, int64_t at, std::span<const std::byte> part);
    void check_descriptor(const Column& column, int64_t row, int64_t cell);
    void report_descriptor(const Column& column, int64_t row, int64_t cell, uint64_t elements,
                           uint64_t offset);
    void report_logicals(const Column& column);

    const Header& header_;
    FindingList& findings_;
    std::vector<Column> columns_;  // those to look at, in the order of the row
    int64_t row_bytes_ = 0;
    int64_t table_bytes_ = 0;
    int64_t heap_bytes_ = 0;
    int64_t data_offset_ = 0;                 // of the data unit in the file
    int64_t position_ = 0;                    // in the data unit
    std::array<std::byte, 16> descriptor_{};  // one that is cut by the end of a chunk
};

}  // namespace heafs
