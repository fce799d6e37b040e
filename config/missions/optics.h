// What an instrument's mirrors and detectors do to light: how it is spread, and how it gets less
// away from the axis.
#pragma once

#include <optional>
#include <vector>

#include "config/base/units.h"

namespace heafs {

class TomlTable;

// Encircled energy fraction within radius r:
//   king:  1 - (1 + (r/core)^2)^(1 - beta)   (profile (1 + (r/core)^2)^-beta, beta > 1)
//   table: linear between knots, from 0 at r = 0; the last fraction beyond the last knot
struct PointSpread {
    struct Knot {
        Angle radius;
        double fraction = 0;
        bool operator==(const Knot&) const = default;
    };
    Angle core;
    double beta = 0;
    std::vector<Knot> table;  // not empty: in the place of core and beta
    bool operator==(const PointSpread&) const = default;
};

// The effective area at an angle from the axis over that on it:
//   quadratic: 1 - C theta^2, theta in arcmin, C the same at all energies or rise base^E + rest
//              (E in keV; Swift's CALDB, vignconst_xrt)
//   table:     linear between knots of theta, the last one's beyond; the same at all energies
struct Vignetting {
    struct Knot {
        Angle off_axis;
        double factor = 1;
        bool operator==(const Knot&) const = default;
    };
    double per_arcmin2 = 0;  // C, or where it rises with energy: rest
    double rise = 0;
    double base = 1;
    std::vector<Knot> table;  // not empty: in the place of the formula
    bool operator==(const Vignetting&) const = default;
};

// In [0, 1].
double vignetting_factor(const Vignetting& vignetting, Angle off_axis, Energy energy);

// The `psf` and `vignetting` tables of an instrument. Raise Fault::kMalformed with file, line, key.
PointSpread read_point_spread(const TomlTable& psf);
Vignetting read_vignetting(const TomlTable& vignetting);

}  // namespace heafs
