#include "core/tables/mapped_rows.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

#include "config/base/error.h"
#include "core/base/mapped_pages.h"

namespace heafs {

// Maps begin at pages. Private: the sandbox of workers takes no others.
MappedRows::MappedRows(int fd, int64_t offset, int64_t bytes) {
    if (bytes == 0) return;
    const int64_t page = ::sysconf(_SC_PAGESIZE);
    const int64_t begin = offset / page * page;
    mapped_bytes_ = static_cast<size_t>(offset - begin + bytes);
    mapped_ = ::mmap(nullptr, mapped_bytes_, PROT_READ, MAP_PRIVATE, fd, begin);
    if (mapped_ == MAP_FAILED) throw system_error(errno, "map the rows of a table");
    bytes_ = static_cast<const std::byte*>(mapped_) + (offset - begin);
}

void MappedRows::give_up_pages() const {
    heafs::give_up_pages({static_cast<const std::byte*>(mapped_), mapped_bytes_});
}

MappedRows::~MappedRows() {
    if (mapped_bytes_ > 0) ::munmap(mapped_, mapped_bytes_);
}

}  // namespace heafs
