// Walks the cells of binary tables as the bytes pass: logical values (TAB-010), the descriptors of
// variable-length arrays (TAB-014), and what numeric columns hold (TAB-017 to TAB-019).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/fits/finding_list.h"
#include "core/fits/header.h"
#include "core/fits/numeric_column.h"
#include "core/fits/table_layout.h"

namespace heafs {

inline constexpr int64_t kMaxWalkedRow = int64_t{1} << 20;  // wider rows have no numeric facts

// One binary table. The header, the list and the facts are borrowed and outlive it. Not for
// concurrent use.
class CellWalk {
   public:
    // `facts` have the cards of the header; its columns and intervals are filled by finish(), of
    // the latter at most `most_intervals`.
    CellWalk(const Header& header, const TableLayout& layout, int64_t data_offset,
             FindingList& findings, HduFacts& facts, size_t most_intervals);
    // False if no column needs a look.
    bool needed() const { return (!columns_.empty() || !numeric_.empty()) && row_bytes_ > 0; }
    // The next bytes of the data unit, in order. Bytes after the last row are let pass.
    void add(std::span<const std::byte> bytes);
    // Reports what is told once per column, and fills the facts.
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
    struct Numeric {
        int64_t offset = 0;  // in the row
        int64_t elements = 0;
        std::unique_ptr<NumericColumn> column;
    };
    void add_numeric(const BinaryColumn& column, const ColumnKeywords& keywords);
    void walk_numbers(std::span<const std::byte> bytes, int64_t begin);
    void take_rows(const std::byte* first, int64_t row, int64_t rows);
    void take_intervals(const std::byte* first, int64_t rows);
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
    HduFacts& facts_;
    size_t most_intervals_;
    std::vector<Numeric> numeric_;
    std::vector<std::byte> cut_row_;  // the begin of a row whose rest is to come
    const Numeric* start_ = nullptr;  // scalar D or E columns START and STOP, both or neither
    const Numeric* stop_ = nullptr;
    char start_type_ = 'D';
    char stop_type_ = 'D';
    int64_t row_bytes_ = 0;
    int64_t table_bytes_ = 0;
    int64_t heap_bytes_ = 0;
    int64_t data_offset_ = 0;                 // of the data unit in the file
    int64_t position_ = 0;                    // in the data unit
    std::array<std::byte, 16> descriptor_{};  // one that is cut by the end of a chunk
};

}  // namespace heafs
