// Finds bytes that are no ASCII text (FITS 4.0, 3.2 and 7.3.3.1: 0x20 to 0x7E), eight at a time.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace heafs {

inline bool is_printable(std::byte value) {
    return value >= std::byte{0x20} && value <= std::byte{0x7E};
}

// The high bit of each byte of `word` that is not printable; above the first of them, false alarms
// are possible (a borrow runs on), below it none.
inline uint64_t unprintable_bytes(uint64_t word) {
    constexpr uint64_t kOnes = 0x0101010101010101;
    constexpr uint64_t kHighs = 0x8080808080808080;
    const uint64_t control = (word - kOnes * 0x20) & ~word;
    const uint64_t beyond = word | (word + kOnes);  // 0x7F and all from 0x80 on
    return (control | beyond) & kHighs;
}

// The index of the first byte that is not printable, `bytes.size()` if all are.
inline size_t first_unprintable(std::span<const std::byte> bytes) {
    size_t at = 0;
    if constexpr (std::endian::native == std::endian::little) {
        for (; at + 8 <= bytes.size(); at += 8) {
            uint64_t word = 0;
            std::memcpy(&word, bytes.data() + at, sizeof word);
            if (const uint64_t bad = unprintable_bytes(word))
                return at + static_cast<size_t>(std::countr_zero(bad)) / 8;
        }
    }
    while (at < bytes.size() && is_printable(bytes[at])) ++at;
    return at;
}

}  // namespace heafs
