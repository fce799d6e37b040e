// Directions on the sky (ICRS and FK5 J2000 alike: they are not rotated into each other) and the
// geometry between them.
#pragma once

#include "config/base/units.h"

namespace heafs {

// A unit vector: x towards ra 0 dec 0, z towards the north pole.
struct Direction {
    double x = 1;
    double y = 0;
    double z = 0;
};

Direction direction_of(Angle ra, Angle dec);

struct SkyPoint {
    Angle ra;   // [0, 360)
    Angle dec;  // [-90, 90]
};
SkyPoint point_of(const Direction& direction);

// |a - b|^2, which is 4 sin^2(r/2) for directions r apart: exact where a cosine is not.
inline double chord2(const Direction& a, const Direction& b) {
    const double x = a.x - b.x, y = a.y - b.y, z = a.z - b.z;
    return x * x + y * y + z * z;
}
// 4 sin^2(r/2).
double chord2_of(Angle radius);
Angle separation(const Direction& a, const Direction& b);

// The area that two circles on the plane have in common, in square degrees: radii r and s, centres
// d apart (Weisstein, "Circle-Circle Intersection", MathWorld, eq. 14). For circles of a few
// degrees at most, where the sky is nearly plane.
double common_area_deg2(Angle r, Angle s, Angle d);

// The gnomonic projection (TAN; Calabretta & Greisen 2002, section 5.1.3) about a point, north up.
class TangentPlane {
   public:
    explicit TangentPlane(SkyPoint centre);

    // Standard coordinates in degrees: x grows to the east, y to the north.
    struct Place {
        double x_deg = 0;
        double y_deg = 0;
        bool visible = false;  // false on the hemisphere that faces away
    };
    Place project(const Direction& direction) const;
    Direction deproject(double x_deg, double y_deg) const;

   private:
    Direction centre_, east_, north_;
};

}  // namespace heafs
