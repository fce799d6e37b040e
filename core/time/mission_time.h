// Times as people, FITS headers and spacecraft write them: UTC dates, MJD in terrestrial time, and
// mission seconds. MJD (TT) is an exact decimal; leap seconds are those of ERFA. All functions may
// be called from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/base/decimal.h"
#include "config/missions/instrument.h"

namespace heafs {

// How one file counts its seconds, as its header says: MJDREFI and MJDREFF (or MJDREF and 0), and
// for kSwiftUtcf its UTCFINIT.
struct MissionClock {
    ClockModel model = ClockModel::kIdeal;
    double mjdref_days = 0;
    double mjdref_fraction = 0;
    double utcf_seconds = 0;
    bool operator==(const MissionClock&) const = default;
};

// The MJD (TT) of a UTC date (`2009-06-18`, its 00:00) or moment (`2009-06-18T120000`, with or
// without a fraction behind the seconds), rounded once to 9 decimals. 23:59:60 exists on days that
// end with a leap second. Nothing for other texts, for dates that the calendar does not have, and
// for years before 1960, when UTC began.
std::optional<Decimal> parse_utc(std::string_view text);

// Mission seconds at a moment, to the nearest double.
//   kIdeal:     (mjd - MJDREFI - MJDREFF) 86400
//   kSwiftUtcf: UTC in days of 86400 s since the reference day, less UTCFINIT. Within a leap second
//               the count runs on over the next day's first second.
// Raises Fault::kMalformed for moments and references more than 10^7 days from MJD 0 and for what
// is not finite.
double mission_seconds_of(const MissionClock& clock, const Decimal& mjd_tt);

// The other way round, rounded to 15 decimals of a day (0.1 ns). Raises Fault::kMalformed as above.
Decimal mjd_tt_of(const MissionClock& clock, double mission_seconds);

// "2009-06-18T12:00:00.000": UTC of a moment, the seconds rounded to `decimals` (0 to 9), for
// DATE-OBS and the like. Before 1960 it is TAI. Raises Fault::kMalformed outside the years 0 to
// 9999.
std::string utc_text_of(const Decimal& mjd_tt, int decimals);

}  // namespace heafs
