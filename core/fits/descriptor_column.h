// The descriptors of a column of variable-length arrays: rule TAB-014, and what they tell of the
// heap.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "core/fits/finding_list.h"
#include "core/fits/header.h"
#include "core/fits/table_layout.h"

namespace heafs {

// An array in the heap, of at least one element.
struct HeapArray {
    int64_t offset = 0;
    int64_t elements = 0;
    int64_t bytes = 0;
};

// One column of form P or Q. The header and the list are borrowed. Not for concurrent use.
class DescriptorColumn {
   public:
    DescriptorColumn(const Header& header, const BinaryColumn& column, int64_t heap_bytes,
                     FindingList& findings)
        : header_(header), column_(column), heap_bytes_(heap_bytes), findings_(findings) {}

    const BinaryColumn& column() const { return column_; }
    // False if a descriptor has been reported.
    bool good() const { return good_; }
    // The descriptor of `row` (0 is the first), which lies at `offset` in the file. Gives the array
    // if it is in the heap; reports it if it is not.
    std::optional<HeapArray> take(const std::byte* descriptor, int64_t row, int64_t offset);
    // The same for a part of a descriptor that begins at its byte `at`; nothing before its end.
    std::optional<HeapArray> take_part(std::span<const std::byte> part, int64_t at, int64_t row,
                                       int64_t offset);

   private:
    void report(int64_t row, int64_t offset, uint64_t elements, uint64_t place) const;

    const Header& header_;
    BinaryColumn column_;
    int64_t heap_bytes_;
    FindingList& findings_;
    bool good_ = true;
    std::array<std::byte, 16> cut_{};  // one that is cut by the end of a piece
};

}  // namespace heafs
