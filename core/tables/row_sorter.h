// Rows of a table in the order of a column, in bounded memory however many there are: an external
// merge sort. What is more than one run goes to the scratch file in sorted runs.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/tables/spool.h"

namespace heafs {

struct KeyedRow {
    uint64_t key = 0;
    uint32_t row = 0;
};

// 64 MiB of them.
inline constexpr size_t kRowsOfARun = size_t{4} << 20;

// How rows whose keys are equal differ beyond these: long texts are compared piece by piece.
class FurtherOrder {
   public:
    virtual ~FurtherOrder() = default;
    // The pieces behind the key, in order; beyond pieces() of them only compare() knows more.
    virtual int pieces() const = 0;
    virtual uint64_t piece(uint32_t row, int number) const = 0;
    // Compares two rows as a whole: negative, 0 or positive.
    virtual int compare(uint32_t a, uint32_t b) const = 0;
};

class RowSorter {
   public:
    // `further` is null where equal keys are equal values; those go by row.
    RowSorter(ScratchFile& scratch, const FurtherOrder* further, size_t rows_of_a_run = kRowsOfARun)
        : scratch_(scratch), further_(further), rows_of_a_run_(rows_of_a_run) {}

    void add(uint64_t key, uint32_t row) {
        if (run_.size() == rows_of_a_run_) end_run();
        run_.push_back({key, row});
        ++size_;
    }
    int64_t size() const { return size_; }

    // Hands out all rows in order; once, after the last add().
    void drain(const std::function<void(const KeyedRow&)>& take);

   private:
    struct Run {
        int64_t offset = 0;
        size_t rows = 0;
    };
    class Reader;
    void sort_run();
    void refine(size_t begin, size_t end, int number);
    void refine_equals(size_t begin, size_t end, int number);
    bool comes_first(const KeyedRow& a, const KeyedRow& b) const;
    void end_run();
    void merge(const std::function<void(const KeyedRow&)>& take);

    ScratchFile& scratch_;
    const FurtherOrder* further_;
    const size_t rows_of_a_run_;
    int64_t size_ = 0;
    std::vector<KeyedRow> run_;
    std::vector<Run> runs_;
};

}  // namespace heafs
