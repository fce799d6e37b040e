// What is set aside in a scratch file to be read again in its order, in bounded memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace heafs {

// A file of which several borrow pieces. It outlives them.
class ScratchFile {
   public:
    explicit ScratchFile(int fd) : fd_(fd) {}

    // Returns where the bytes are.
    int64_t append(std::span<const std::byte> bytes);
    void read(std::span<std::byte> into, int64_t offset) const;

    // What was appended after end() was that may be written over.
    int64_t end() const { return end_; }
    void shrink(int64_t end) { end_ = end; }

   private:
    int fd_;
    int64_t end_ = 0;
};

// Bytes that come one after another, in pieces of the scratch file among those of others.
class Spool {
   public:
    Spool(ScratchFile& file, size_t piece_bytes);

    void add(std::span<const std::byte> bytes);
    int64_t bytes() const { return bytes_; }
    // Hands out all of them in stretches, as often as it is called. Those of all calls of add()
    // whose sizes divide `piece_bytes` are whole.
    void each(const std::function<void(std::span<const std::byte>)>& take) const;

   private:
    ScratchFile& file_;
    std::vector<std::byte> buffer_;
    size_t used_ = 0;
    int64_t bytes_ = 0;
    std::vector<int64_t> pieces_;  // where they begin; all of the size of buffer_
};

}  // namespace heafs
