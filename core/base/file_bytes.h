// All bytes of a file at once, for readers that go to and fro: mapped where they lie in it; where
// it is gzip, inflated into memory or into another file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

namespace heafs {

// The file does not change while this lives, and may be closed.
class FileBytes {
   public:
    // The first `size` bytes of the file. Raises Fault::kTooBig when they inflate to more than
    // `most_inflated`, kMalformed when the gzip stream is damaged, or the Error of a system call.
    FileBytes(int fd, int64_t size, int64_t most_inflated);
    // The same in bounded memory: gzip is inflated to the start of the file `scratch`, which is
    // empty, and mapped there.
    FileBytes(int fd, int64_t size, int64_t most_inflated, int scratch);
    ~FileBytes();
    FileBytes(const FileBytes&) = delete;
    FileBytes& operator=(const FileBytes&) = delete;

    std::span<const std::byte> get() const { return bytes_; }
    // Gives up the memory of what was read of a mapped file; it is read again when it is wanted.
    void give_up_pages() const;
    // How much of the scratch file it takes.
    int64_t scratch_bytes() const { return scratch_bytes_; }

   private:
    // Whether the file is gzip.
    bool map(int fd, int64_t size);
    void unmap();
    void inflate_into(int64_t most, const std::function<void(std::span<const std::byte>)>& keep);
    void inflate_to_memory(int64_t most);
    void inflate_to_file(int64_t most, int scratch);

    void* mapped_ = nullptr;
    size_t mapped_bytes_ = 0;
    int64_t scratch_bytes_ = 0;
    std::byte* inflated_ = nullptr;  // of malloc: it grows in place, a vector would copy
    std::span<const std::byte> bytes_;
};

}  // namespace heafs
