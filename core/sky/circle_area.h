// Areas that circles on the plane bound together.
#pragma once

#include <span>

namespace heafs {

// Any unit of length.
struct PlaneCircle {
    double x = 0;
    double y = 0;
    double radius = 0;  // above 0
    bool operator==(const PlaneCircle&) const = default;
};

// The area of what lies in each circle of `within` and in none of `without`, which none of `within`
// is among, by Green's theorem: half the integral of x dy - y dx along the arcs that bound it.
// `within` is not empty. Circles count once, however often they are given.
double area_between_circles(std::span<const PlaneCircle> within,
                            std::span<const PlaneCircle> without);

}  // namespace heafs
