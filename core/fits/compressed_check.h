// Whether the keywords of tile-compressed images and tables agree with each other and with the
// table that holds the tiles (FITS 4.0, section 10): rule TAB-020, as far as headers tell.
#pragma once

#include "core/fits/stated_header.h"

namespace heafs {

inline constexpr int64_t kMostTilePixels = int64_t{1} << 28;

void check_compressed(const StatedHeader& stated);

}  // namespace heafs
