// The rows of a small binary table in the making, cell by cell in FITS byte order.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "core/fits/big_endian.h"

namespace heafs {

class FitsRows {
   public:
    template <typename T>
    void add(T value) {
        bytes_.resize(bytes_.size() + sizeof value);
        store_big_endian(bytes_.data() + bytes_.size() - sizeof value, value);
    }
    // A text cell of `width` bytes, filled with blanks.
    void add_text(std::string_view text, size_t width) {
        for (size_t i = 0; i < width; ++i)
            bytes_.push_back(static_cast<std::byte>(i < text.size() ? text[i] : ' '));
    }
    void add_bytes(std::span<const std::byte> bytes) {
        bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    }
    void reserve(size_t bytes) { bytes_.reserve(bytes); }
    std::span<const std::byte> bytes() const { return bytes_; }
    void clear() { bytes_.clear(); }
    // All bytes so far; the rows begin anew.
    std::vector<std::byte> take() { return std::exchange(bytes_, {}); }

   private:
    std::vector<std::byte> bytes_;
};

}  // namespace heafs
