// Positions as they stand in paths: degrees, or hours and degrees with minutes and seconds.
// Nothing here raises; any thread may call it.
#pragma once

#include <string_view>

#include "config/base/decimal.h"
#include "products/plan/parsed_part.h"

namespace heafs {

// Right ascension in degrees, [0, 360), rounded once to 5 decimals: "83.63308", "05h34m31.97s".
// Hours, minutes and seconds come in this order; later ones may be left out, and the last may have
// a fraction. What rounds to 360 is 0.
ParsedPart<Decimal> parse_right_ascension(std::string_view text);

// Declination in degrees, [-90, 90], rounded once to 5 decimals: "22.0145", "+22.0145",
// "-05d23m28s".
ParsedPart<Decimal> parse_declination(std::string_view text);

}  // namespace heafs
