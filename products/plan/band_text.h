// Energy bands and ranges of channels as they stand in paths. Nothing here raises; any thread may
// call it.
#pragma once

#include <string_view>

#include "products/plan/parsed_part.h"

namespace heafs {

// "2-10", "2-10keV", "0.1-300GeV", "30-1000ch", "all". The text of the band is canonical: keV where
// the lower end is below 10 MeV, GeV below 100 GeV, TeV above.
ParsedPart<Band> parse_band(std::string_view text);

}  // namespace heafs
