// Spreads the bits of a number over all of a hash.
#pragma once

#include <cstdint>

namespace heafs {

// The finalizer of MurmurHash3, in the public domain.
inline uint64_t mixed(uint64_t hash) {
    hash ^= hash >> 33;
    hash *= 0xff51afd7ed558ccd;
    hash ^= hash >> 33;
    hash *= 0xc4ceb9fe1a85ec53;
    return hash ^ (hash >> 33);
}

}  // namespace heafs
