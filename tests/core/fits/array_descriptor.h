// Descriptors of arrays of variable length, as rows hold them.
#pragma once

#include <cstdint>
#include <string>

#include "core/fits/big_endian.h"

namespace heafs::hand_made {

// Of a column P: the number of elements and where they begin in the heap, in bytes.
inline std::string descriptor(int32_t elements, int32_t offset) {
    std::string bytes(8, '\0');
    store_big_endian(reinterpret_cast<std::byte*>(bytes.data()), elements);
    store_big_endian(reinterpret_cast<std::byte*>(bytes.data()) + 4, offset);
    return bytes;
}

}  // namespace heafs::hand_made
