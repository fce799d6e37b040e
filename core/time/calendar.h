// Mission seconds as FITS writes dates, counted in days of 86400 s: what DATE-OBS is in the scale
// of TIMESYS. Reading dates: core/base/calendar_date.h.
#pragma once

#include <string>

namespace heafs {

// "2008-08-22T22:04:20.347": the moment `seconds` after the reference (MJD = days + fraction), to
// a millisecond, in the reference's own scale. Raises Fault::kMalformed outside the years 0 to
// 9999.
std::string calendar_text(double mjdref_days, double mjdref_fraction, double seconds);

}  // namespace heafs
