// Numbers in the byte order of FITS.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace heafs {

template <typename T>
using BitsOf =
    std::conditional_t<sizeof(T) == 8, uint64_t,
                       std::conditional_t<sizeof(T) == 4, uint32_t,
                                          std::conditional_t<sizeof(T) == 2, uint16_t, uint8_t>>>;

template <typename Bits>
constexpr Bits swapped_bytes(Bits bits) {
    if constexpr (sizeof(Bits) == 8) return __builtin_bswap64(bits);
    if constexpr (sizeof(Bits) == 4) return __builtin_bswap32(bits);
    if constexpr (sizeof(Bits) == 2) return __builtin_bswap16(bits);
    return bits;
}

template <typename T>
T load_big_endian(const std::byte* at) {
    BitsOf<T> bits;
    std::memcpy(&bits, at, sizeof bits);
    if constexpr (std::endian::native == std::endian::little) bits = swapped_bytes(bits);
    return std::bit_cast<T>(bits);
}

template <typename T>
void store_big_endian(std::byte* at, T value) {
    auto bits = std::bit_cast<BitsOf<T>>(value);
    if constexpr (std::endian::native == std::endian::little) bits = swapped_bytes(bits);
    std::memcpy(at, &bits, sizeof bits);
}

}  // namespace heafs
