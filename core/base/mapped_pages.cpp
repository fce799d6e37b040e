#include "core/base/mapped_pages.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

namespace heafs {

void give_up_pages(std::span<const std::byte> mapped) {
    const auto page = static_cast<uintptr_t>(::sysconf(_SC_PAGESIZE));
    const auto begin = reinterpret_cast<uintptr_t>(mapped.data());
    const uintptr_t first = (begin + page - 1) / page * page;
    const uintptr_t end = (begin + mapped.size()) / page * page;
    // Where it fails the pages stay, and the kernel takes them when it needs them.
    if (first < end)
        static_cast<void>(::madvise(reinterpret_cast<void*>(first), end - first, MADV_DONTNEED));
}

}  // namespace heafs
