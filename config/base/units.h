// Quantities with their unit in the type, so that no number changes hands without one.
#pragma once

#include <compare>

namespace heafs {

// An angle in degrees.
struct Angle {
    double degrees = 0;
    auto operator<=>(const Angle&) const = default;
};

// A duration in seconds.
struct Seconds {
    double value = 0;
    auto operator<=>(const Seconds&) const = default;
};

// A photon energy in keV.
struct Energy {
    double kev = 0;
    auto operator<=>(const Energy&) const = default;
};

}  // namespace heafs
