// All bytes of a file at once, for readers that go to and fro: mapped where they lie in it,
// inflated into memory where it is gzip.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace heafs {

// The file does not change while this lives, and may be closed.
class FileBytes {
   public:
    // The first `size` bytes of the file. Raises Fault::kTooBig when they inflate to more than
    // `most_inflated`, kMalformed when the gzip stream is damaged, or the Error of a system call.
    FileBytes(int fd, int64_t size, int64_t most_inflated);
    ~FileBytes();
    FileBytes(const FileBytes&) = delete;
    FileBytes& operator=(const FileBytes&) = delete;

    std::span<const std::byte> get() const { return bytes_; }

   private:
    void inflate(int64_t most);

    void* mapped_ = nullptr;
    size_t mapped_bytes_ = 0;
    std::byte* inflated_ = nullptr;  // of malloc: it grows in place, a vector would copy
    std::span<const std::byte> bytes_;
};

}  // namespace heafs
