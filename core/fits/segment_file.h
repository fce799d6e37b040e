// A FITS file in the making that is written where it lies, not in memory: HDUs one after another,
// whose sizes are known before their data, and data that grow in several stretches side by side.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "core/fits/big_endian.h"
#include "core/fits/hdu_text.h"

namespace heafs {

// A stretch of a file that grows value by value, in FITS order; a few hundred kilobytes of memory.
class Stretch {
   public:
    // From `offset` on. The file outlives it.
    Stretch(int fd, int64_t offset);

    template <typename T>
    void add(T value) {
        if (used_ + sizeof value > buffer_.size()) write_out();
        store_big_endian(buffer_.data() + used_, value);
        used_ += sizeof value;
    }
    void add_bytes(std::span<const std::byte> bytes);
    // Writes what is left and `fill` zeros after it; with them the size is a multiple of 4. Returns
    // the sum of all.
    const OnesComplementSum& finish(int64_t fill = 0);

   private:
    void write_out();

    int fd_;
    int64_t offset_;
    int64_t written_ = 0;
    size_t used_ = 0;
    std::vector<std::byte> buffer_;
    OnesComplementSum sum_;
};

class SegmentFile {
   public:
    explicit SegmentFile(int fd) : fd_(fd) {}

    // Room for an HDU after those there are.
    struct Room {
        int64_t header = 0;  // where it begins
        int64_t data = 0;
    };
    Room add_hdu(const HeaderText& header, int64_t data_bytes);
    // What of the data is not written before stays zero where the file is new.
    void write_header(const Room& room, const HeaderText& header, const OnesComplementSum& sum);
    // Both at once, with fill.
    void write_hdu(const Room& room, const HeaderText& header, std::vector<std::byte> data);
    // An HDU with its data, after those there are.
    void append(const HeaderText& header, std::vector<std::byte> data);
    int fd() const { return fd_; }

   private:
    int fd_;
    int64_t end_ = 0;
};

}  // namespace heafs
