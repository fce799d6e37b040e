// The second half of an external merge sort: sorted runs become one order.
#pragma once

#include <algorithm>
#include <vector>

namespace heafs {

// Hands out the items of all readers in order. A reader is at its first item: head() is the item,
// advance() goes to the next and says whether there is one. comes_first(a, b): a before b.
template <typename Reader, typename ComesFirst, typename Take>
void merge_runs(std::vector<Reader>& readers, const ComesFirst& comes_first, const Take& take) {
    std::vector<Reader*> heap;
    for (Reader& reader : readers) heap.push_back(&reader);
    const auto comes_later = [&](const Reader* a, const Reader* b) {
        return comes_first(b->head(), a->head());
    };
    std::make_heap(heap.begin(), heap.end(), comes_later);
    while (!heap.empty()) {
        std::pop_heap(heap.begin(), heap.end(), comes_later);
        Reader& first = *heap.back();
        take(first.head());
        if (first.advance())
            std::push_heap(heap.begin(), heap.end(), comes_later);
        else
            heap.pop_back();
    }
}

}  // namespace heafs
