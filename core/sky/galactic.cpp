#include "core/sky/galactic.h"

#include <erfa.h>

#include <numbers>

namespace heafs {

SkyPoint icrs_of_galactic(Angle l, Angle b) {
    constexpr double kRadian = std::numbers::pi / 180;
    double ra = 0, dec = 0;
    eraG2icrs(l.degrees * kRadian, b.degrees * kRadian, &ra, &dec);
    return {Angle{ra / kRadian}, Angle{dec / kRadian}};
}

}  // namespace heafs
