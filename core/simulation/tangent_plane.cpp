#include "core/simulation/tangent_plane.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace heafs {
namespace {

constexpr double kRadian = std::numbers::pi / 180;

// Along the axes east, north and outwards at `centre`.
struct LocalVector {
    double east, north, outwards;
};

LocalVector seen_from(const SkyPosition& centre, const SkyPosition& position) {
    const double dec0 = centre.dec_deg * kRadian, dec = position.dec_deg * kRadian;
    const double ra = (position.ra_deg - centre.ra_deg) * kRadian;
    return {std::cos(dec) * std::sin(ra),
            std::sin(dec) * std::cos(dec0) - std::cos(dec) * std::sin(dec0) * std::cos(ra),
            std::sin(dec) * std::sin(dec0) + std::cos(dec) * std::cos(dec0) * std::cos(ra)};
}

}  // namespace

Angle separation(const SkyPosition& a, const SkyPosition& b) {
    const LocalVector v = seen_from(a, b);
    return {std::atan2(std::hypot(v.east, v.north), v.outwards) / kRadian};
}

SkyPosition position_at(const SkyPosition& start, Angle distance, Angle position_angle) {
    const double r = distance.degrees * kRadian, angle = position_angle.degrees * kRadian;
    const double dec0 = start.dec_deg * kRadian;
    const double sine =
        std::sin(dec0) * std::cos(r) + std::cos(dec0) * std::sin(r) * std::cos(angle);
    const double turn =
        std::atan2(std::sin(r) * std::sin(angle),
                   std::cos(dec0) * std::cos(r) - std::sin(dec0) * std::sin(r) * std::cos(angle));
    const double ra = std::fmod(start.ra_deg + turn / kRadian + 360, 360);
    return {ra, std::asin(std::clamp(sine, -1.0, 1.0)) / kRadian};
}

std::optional<PlanePoint> project(const SkyPosition& centre, const SkyPosition& position) {
    const LocalVector v = seen_from(centre, position);
    if (v.outwards <= 0) return std::nullopt;
    return PlanePoint{v.east / v.outwards / kRadian, v.north / v.outwards / kRadian};
}

}  // namespace heafs
