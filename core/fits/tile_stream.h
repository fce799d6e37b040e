// The compressed bytes of tiles as they lie in the heap, and how many pixels they say they hold:
// what can be told without decoding, and must be told before CFITSIO does, which writes as many
// pixels as some of them announce.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "core/fits/fits_view.h"

namespace heafs {

// The array in the heap that the descriptor in row `row` (from 0) of a P or Q column names; empty
// where it lies outside of the data.
std::span<const std::byte> heap_array(const FitsHdu& table, const BinaryColumn& column,
                                      int64_t row);

// What an HCOMPRESS_1 stream announces (FITS 4.0, section 10.4.4): its first bytes are a code, the
// lengths of its two axes and what else it needs. Nothing when these are missing or cannot be.
std::optional<int64_t> hcompress_pixels(std::span<const std::byte> stream);

// What a PLIO_1 line list draws (FITS 4.0, section 10.4.3). Nothing when it is longer than the
// array that holds it, begins outside or has codes that are none.
std::optional<int64_t> plio_pixels(std::span<const std::byte> list);

// The bytes that a gzip stream inflates to, looked at up to a little beyond `most`.
struct InflatedTile {
    int64_t bytes = 0;
    std::string fault;  // of the stream; empty if it is whole, or longer than `most`
};
InflatedTile inflate_tile(std::span<const std::byte> stream, int64_t most);

}  // namespace heafs
