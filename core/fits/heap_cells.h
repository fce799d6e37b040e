// The strings, logical values and bits of variable-length arrays: rules TAB-010, TAB-011 and
// TAB-012 in the heap. Descriptors come before the heap, so that one pass can do it; the first
// kMostHeapArrays arrays of a table are looked at, and bytes that two arrays name but once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/fits/cell_column.h"

namespace heafs {

inline constexpr size_t kMostHeapArrays = 1'000'000;

// One heap. Not for concurrent use.
class HeapCells {
   public:
    // An array of `elements` within the heap. `column` is borrowed until the heap has passed.
    void note(CellColumn& column, char element, int64_t offset, int64_t elements, int64_t row);
    // The next bytes of the heap, in order; `offset` is theirs in the file.
    void add(std::span<const std::byte> bytes, int64_t offset);

   private:
    struct Array {
        int64_t offset = 0;  // in the heap
        int64_t bytes = 0;
        int64_t row = 0;
        uint32_t column = 0;
        int32_t fill_bits = 0;
        int64_t end() const { return offset + bytes; }
    };
    std::vector<CellColumn*> columns_;
    std::vector<Array> arrays_;
    size_t next_ = 0;       // of the arrays, when they are sorted
    int64_t position_ = 0;  // in the heap
    int64_t seen_end_ = 0;  // where the last array that was looked at ends
    bool sorted_ = false;
};

}  // namespace heafs
