// Radii of cones as they stand in paths. Nothing here raises; any thread may call it.
#pragma once

#include <string_view>

#include "config/base/decimal.h"
#include "products/plan/parsed_part.h"

namespace heafs {

// "30", "30m", "10s", "0.5d": arcmin unless `s` (arcsec) or `d` (degree) follows; from 0 to 180
// degrees. In arcmin, rounded once to 7 decimals (0.000006 arcsec).
ParsedPart<Decimal> parse_cone_radius(std::string_view text);

}  // namespace heafs
