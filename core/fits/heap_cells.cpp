#include "core/fits/heap_cells.h"

#include <algorithm>
#include <tuple>

namespace heafs {

void HeapCells::note(CellColumn& column, char element, int64_t offset, int64_t elements,
                     int64_t row) {
    if (arrays_.size() == kMostHeapArrays) return;
    auto found = std::find(columns_.begin(), columns_.end(), &column);
    if (found == columns_.end()) found = columns_.insert(columns_.end(), &column);
    Array array;
    array.offset = offset;
    array.bytes = element == 'X' ? elements / 8 + (elements % 8 != 0 ? 1 : 0) : elements;
    array.row = row;
    array.column = static_cast<uint32_t>(found - columns_.begin());
    if (element == 'X') array.fill_bits = static_cast<int32_t>((8 - elements % 8) % 8);
    arrays_.push_back(array);
}

void HeapCells::add(std::span<const std::byte> bytes, int64_t offset) {
    if (!sorted_) {
        std::sort(arrays_.begin(), arrays_.end(), [](const Array& a, const Array& b) {
            return std::tie(a.offset, a.row, a.column) < std::tie(b.offset, b.row, b.column);
        });
        sorted_ = true;
    }
    const int64_t begin = position_;
    const int64_t end = begin + static_cast<int64_t>(bytes.size());
    position_ = end;
    for (; next_ < arrays_.size() && arrays_[next_].offset < end; ++next_) {
        const Array& array = arrays_[next_];
        if (array.offset < seen_end_) continue;
        const int64_t from = std::max(array.offset, begin);
        const int64_t to = std::min(array.end(), end);
        columns_[array.column]->take_part(
            {bytes.subspan(static_cast<size_t>(from - begin), static_cast<size_t>(to - from)),
             array.row, from - array.offset, array.bytes, array.fill_bits,
             offset + (from - begin)});
        if (array.end() > end) return;  // the rest is to come
        seen_end_ = array.end();
    }
}

}  // namespace heafs
