// Walks the cells of binary tables as the bytes pass: logical values, strings and bits (TAB-010 to
// TAB-012), the descriptors of variable-length arrays and their heap (TAB-014, TAB-015), and what
// numeric columns hold (TAB-017 to TAB-019).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/fits/cell_column.h"
#include "core/fits/descriptor_column.h"
#include "core/fits/finding_list.h"
#include "core/fits/header.h"
#include "core/fits/heap_cells.h"
#include "core/fits/heap_map.h"
#include "core/fits/numeric_check.h"
#include "core/fits/table_layout.h"
#include "core/fits/whole_rows.h"

namespace heafs {

// One binary table. The header, the list and the facts are borrowed and outlive it. Rows wider than
// kMaxWalkedRow have no numeric facts. Not for concurrent use.
class CellWalk {
   public:
    // `facts` have the cards of the header; its columns and intervals are filled by finish(), of
    // the latter at most `most_intervals`.
    CellWalk(const Header& header, const TableLayout& layout, int64_t data_offset,
             FindingList& findings, HduFacts& facts, size_t most_intervals);
    // False if no column needs a look.
    bool needed() const { return is_walked_ && table_bytes_ > 0; }
    // The next bytes of the data unit, in order, with those of the heap.
    void add(std::span<const std::byte> bytes);
    // Reports what is told once per column, and fills the facts.
    void finish();

   private:
    struct Judged {
        BinaryColumn column;
        CellColumn cells;
    };
    struct Pointing {
        size_t place = 0;  // in the layout
        DescriptorColumn descriptors;
        std::unique_ptr<CellColumn> cells;  // of its arrays; nothing for numbers
    };
    struct Numeric {
        int64_t offset = 0;  // in the row
        int64_t elements = 0;
        std::unique_ptr<NumericCheck> column;
    };
    void add_column(size_t place, const ColumnKeywords& keywords);
    void add_numeric(const BinaryColumn& column, const ColumnKeywords& keywords);
    void take_rows(const std::byte* first, int64_t row, int64_t rows);
    void take_intervals(const std::byte* first, int64_t rows);
    void take_wide_rows(std::span<const std::byte> bytes, int64_t begin);
    void take_heap(std::span<const std::byte> bytes, int64_t begin);
    void note_array(Pointing& column, const std::optional<HeapArray>& array, int64_t row);
    void report_heap();

    const Header& header_;
    const TableLayout layout_;
    FindingList& findings_;
    HduFacts& facts_;
    size_t most_intervals_;
    std::vector<Judged> judged_;
    std::vector<Pointing> pointing_;
    std::vector<Numeric> numeric_;
    bool is_walked_ = false;
    WholeRows rows_;
    HeapMap heap_map_;
    HeapCells heap_cells_;
    const Numeric* start_ = nullptr;  // scalar D or E columns START and STOP, both or neither
    const Numeric* stop_ = nullptr;
    char start_type_ = 'D';
    char stop_type_ = 'D';
    int64_t table_bytes_ = 0;
    int64_t heap_begin_ = 0;   // in the data unit
    int64_t data_offset_ = 0;  // of the data unit in the file
    int64_t position_ = 0;     // in the data unit
};

}  // namespace heafs
