// The whole number in a cell of a binary table.
#pragma once

#include "core/fits/big_endian.h"

namespace heafs {

// `type` is the letter of TFORM: B (unsigned), I, J or K (FITS standard 4.0, table 18).
inline int64_t load_integer_cell(const std::byte* at, char type) {
    switch (type) {
        case 'B':
            return static_cast<uint8_t>(*at);
        case 'I':
            return load_big_endian<int16_t>(at);
        case 'J':
            return load_big_endian<int32_t>(at);
        default:
            return load_big_endian<int64_t>(at);
    }
}

}  // namespace heafs
