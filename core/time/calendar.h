// Dates as FITS writes them, counted in days of 86400 s: what DATE-OBS is in the scale of TIMESYS.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace heafs {

// "2008-08-22T22:04:20.347": the moment `seconds` after the reference (MJD = days + fraction), to
// a millisecond, in the reference's own scale. Raises Fault::kMalformed outside the years 0 to
// 9999.
std::string calendar_text(double mjdref_days, double mjdref_fraction, double seconds);

// Nanoseconds since 1970 of "2023-10-19" or "2023-10-19T21:43:38[.5][Z]", for file times. Nothing
// for other texts.
std::optional<int64_t> nanoseconds_of_date(std::string_view text);

}  // namespace heafs
