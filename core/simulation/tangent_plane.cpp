#include "core/simulation/tangent_plane.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/sky/direction.h"

namespace heafs {
namespace {

constexpr double kRadian = std::numbers::pi / 180;

Direction direction_of(const SkyPosition& position) {
    return direction_of(Angle{position.ra_deg}, Angle{position.dec_deg});
}

}  // namespace

Angle separation(const SkyPosition& a, const SkyPosition& b) {
    return separation(direction_of(a), direction_of(b));
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
    const TangentPlane plane({Angle{centre.ra_deg}, Angle{centre.dec_deg}});
    const auto place = plane.project(direction_of(position));
    if (!place.visible) return std::nullopt;
    return PlanePoint{place.x_deg, place.y_deg};
}

}  // namespace heafs
