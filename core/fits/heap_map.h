// Which bytes of a heap are named by descriptors: rule TAB-015. Bounded: arrays that follow each
// other become one run, as nearly all writers lay them, and beyond kMostHeapRuns nothing is said.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/fits/finding_list.h"
#include "core/fits/header.h"
#include "core/fits/table_layout.h"

namespace heafs {

inline constexpr size_t kMostHeapRuns = 500'000;

// A gap before the heap, and a heap without columns that point into it.
void check_heap_cards(const Header& header, const TableLayout& layout, FindingList& findings);

// One heap. Not for concurrent use.
class HeapMap {
   public:
    HeapMap(size_t columns, size_t most_runs = kMostHeapRuns)
        : last_of_column_(columns, kNone), most_runs_(most_runs) {}

    // An array of at least one byte, within the heap; `column` is its place in the layout.
    void note(int64_t offset, int64_t bytes, int64_t row, size_t column);
    // To be called once, after the last row. `heap_begin` is that in the file.
    void report(const Header& header, const TableLayout& layout, int64_t heap_begin,
                FindingList& findings);

   private:
    static constexpr size_t kNone = SIZE_MAX;
    struct Run {
        int64_t begin = 0;
        int64_t end = 0;
        int64_t row = 0;  // of its first array
        size_t column = 0;
    };
    struct Overlap {
        Run run;
        int64_t begin = 0;
        int64_t end = 0;
    };
    bool extend(size_t place, int64_t offset, int64_t end);
    void merge();
    void note_overlap(const Run& run, int64_t begin, int64_t end);
    void report_overlap(const Header& header, const TableLayout& layout, int64_t heap_begin,
                        FindingList& findings) const;
    void report_gaps(const Header& header, const TableLayout& layout, int64_t heap_begin,
                     FindingList& findings) const;

    std::vector<Run> runs_;
    std::vector<size_t> last_of_column_;  // the run of the last array of each column
    size_t last_ = kNone;
    size_t most_runs_;
    bool given_up_ = false;
    int64_t overlapping_bytes_ = 0;
    Overlap first_overlap_;  // that of the lowest bytes
};

}  // namespace heafs
