// Values of the options of a path below sky/, as they stand behind "<option>_". Nothing here
// raises; any thread may call it.
#pragma once

#include <string_view>

#include "config/base/decimal.h"
#include "products/plan/parsed_part.h"

namespace heafs {

// "55000-55100", "55000-", "-55100", "2009-06-18_2009-06-19T120000", "2009-06-18_". Each end is
// rounded once to 9 decimals, and then the start is before the stop.
ParsedPart<AskedTime> parse_asked_time(std::string_view text);

// "60", "1.5m", "0.1d", "60-120", "1-2m". Rounded once to 5 decimals, and then above 0.
ParsedPart<AskedRadius> parse_asked_radius(std::string_view text);

// The width of an image in degrees, above 0, at most 180.
ParsedPart<Decimal> parse_size_degrees(std::string_view text);

// The width of a pixel in arcsec, above 0, at most 180 degrees.
ParsedPart<Decimal> parse_pixel_arcsec(std::string_view text);

// A day of the calendar since 1960, "2026-11-22".
ParsedPart<std::string> parse_asof_day(std::string_view text);

// The name of a selection: lower-case letters, digits and "_".
ParsedPart<std::string> parse_selection(std::string_view text);

// "annulus", "annulus-nocut", "reflected", "none", and how they are written.
ParsedPart<AskedBackground> parse_asked_background(std::string_view text);
std::string_view background_name(AskedBackground background);

// "60", "2.51", "1d": seconds, above 0, at most a thousand years. Rounded once to 6 decimals.
ParsedPart<Decimal> parse_bin_seconds(std::string_view text);

// "tan", "stg", "zea", "car", "ait", "sin".
ParsedPart<Projection> parse_projection(std::string_view text);

}  // namespace heafs
