// Positions of catalogues in other frames and equinoxes, brought to J2000.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/sky/direction.h"

namespace heafs {

struct SkyFrame {
    enum class Kind { kFk4, kFk5, kIcrs, kGalactic };
    Kind kind = Kind::kFk5;
    double year = 2000;  // the equinox: Besselian of FK4, Julian of FK5
    // As it is written in names of columns: "1775", "1991_25".
    std::string name = "2000";
    bool operator==(const SkyFrame&) const = default;
};

// "B1775", "J1991.25", "1950" (FK4 before 1984, else FK5: FITS 4.0, table 25), "icrs", "galactic".
std::optional<SkyFrame> parse_sky_frame(std::string_view text);

// FK5 of J2000 and ICRS are not rotated into each other.
bool is_j2000(const SkyFrame& frame);

// Mean positions without proper motion, of the epoch of their equinox. FK4: without the E-terms of
// its equinox to B1950 (Newcomb's precession; Kinoshita 1975, as in SLALIB's PREBN and ETRMS), then
// ERFA's fk45z (Standish 1982, Aoki et al. 1983). FK5: the precession of IAU 1976 (ERFA's prec76).
SkyPoint j2000_of(const SkyFrame& frame, Angle longitude, Angle latitude);

}  // namespace heafs
