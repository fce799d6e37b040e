// The plane that touches the sky at a pointing (FITS "TAN", gnomonic), and angles between
// positions.
#pragma once

#include <optional>

#include "config/base/units.h"

namespace heafs {

struct SkyPosition {
    double ra_deg = 0;
    double dec_deg = 0;
    bool operator==(const SkyPosition&) const = default;
};

// Between two positions: exact for small angles too.
Angle separation(const SkyPosition& a, const SkyPosition& b);

// The position at `distance` from `start`, towards `position_angle` (from north to east).
SkyPosition position_at(const SkyPosition& start, Angle distance, Angle position_angle);

// Degrees in the tangential plane: `east` grows with right ascension, `north` with declination.
struct PlanePoint {
    double east = 0;
    double north = 0;
};

// Where `position` falls in the plane that touches the sky at `centre` (Calabretta and Greisen
// 2002, 5.1.3); nothing for the far half of the sky.
std::optional<PlanePoint> project(const SkyPosition& centre, const SkyPosition& position);

}  // namespace heafs
