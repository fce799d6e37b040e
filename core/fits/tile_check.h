// Whether compressed images and tables (FITS 4.0, section 10) decode to the size that their headers
// state: rule TAB-020, in depth. What compressed_check.h tells of headers has passed before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/finding.h"
#include "core/fits/hdu_facts.h"

namespace heafs {

inline constexpr int64_t kMostTileBytes = int64_t{256} << 20;  // at 8 bytes a pixel, and of a table
inline constexpr int64_t kMostDecodedPixels = int64_t{1} << 30;  // of a file

// True of a binary table that holds a compressed image or table.
bool is_compressed(const HduFacts& hdu);

// Decodes all tiles of a file whose structure is sound, one by one. What is beyond the limits above
// or CFITSIO does not know gets a finding of severity info: it was not looked at. For the sandbox:
// a hostile file may end the process.
std::vector<Finding> check_tiles(std::span<const std::byte> file);

}  // namespace heafs
