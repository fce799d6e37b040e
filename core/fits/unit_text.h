// Units as text, by FITS 4.0, section 4.3 (tables 3 to 6) and OGIP/93-001: "erg/cm**2/s",
// "10**-3 count s-1", "log(Hz)". Beside these, degC and c (of GeV/c) are units: neither has one for
// what housekeeping is full of.
#pragma once

#include <string>
#include <string_view>

namespace heafs {

// True if `text` is a unit. Units are told apart by case.
bool is_unit(std::string_view text);

// The unit that was probably meant, "count/s" for "Counts/sec"; "" if nobody can tell.
std::string probable_unit(std::string_view text);

}  // namespace heafs
