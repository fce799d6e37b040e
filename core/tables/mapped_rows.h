// A part of a file mapped into memory to be read. Whoever holds it sees to it that the file does
// not shrink meanwhile.
#pragma once

#include <cstddef>
#include <cstdint>

namespace heafs {

class MappedRows {
   public:
    // Raises the Error of the system call. No bytes need no file.
    MappedRows(int fd, int64_t offset, int64_t bytes);
    ~MappedRows();
    MappedRows(const MappedRows&) = delete;
    MappedRows& operator=(const MappedRows&) = delete;

    const std::byte* get() const { return bytes_; }
    // Gives up the memory of what was read; it is read again when it is wanted.
    void give_up_pages() const;

   private:
    void* mapped_ = nullptr;
    size_t mapped_bytes_ = 0;
    const std::byte* bytes_ = nullptr;
};

}  // namespace heafs
