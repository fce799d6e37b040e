// The texts of single parts of a path below sky/: positions, bands, values of options. Each parser
// takes every form that design and README name and gives the value in its canonical form, or the
// reason why there is none. None of them raises; any thread may call them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "config/base/decimal.h"
#include "products/plan/sky_request.h"

namespace heafs {

template <class T>
using ParsedPart = std::variant<T, SkyRefusal>;

// Right ascension in degrees, [0, 360), rounded once to 5 decimals: "83.63308", "05h34m31.97s".
// Hours, minutes and seconds come in this order, the last of them with a fraction if need be; what
// rounds to 360 is 0.
ParsedPart<Decimal> parse_right_ascension(std::string_view text);

// Declination in degrees, [-90, 90], rounded once to 5 decimals: "22.0145", "+22.0145",
// "-05d23m28s".
ParsedPart<Decimal> parse_declination(std::string_view text);

// "2-10", "2-10keV", "0.1-300GeV", "30-1000ch", "all".
ParsedPart<Band> parse_band(std::string_view text);

// What follows "time_": "55000-55100", "55000-", "-55100", "2009-06-18_2009-06-19T120000".
// Rounded once to 9 decimals; the start is before the stop.
ParsedPart<AskedTime> parse_asked_time(std::string_view text);

// What follows "radius_": "60", "1.5m", "0.1d", "60-120", "1-2m". Rounded once to 5 decimals.
ParsedPart<AskedRadius> parse_asked_radius(std::string_view text);

// What follows "size_": degrees above 0, at most 180.
ParsedPart<Decimal> parse_size_degrees(std::string_view text);

// What follows "pix_": arcsec above 0, at most 180 degrees.
ParsedPart<Decimal> parse_pixel_arcsec(std::string_view text);

// Digits with at most one point and no sign; Decimal::parse() for what the grammar writes without.
std::optional<Decimal> parse_unsigned(std::string_view text);

}  // namespace heafs
