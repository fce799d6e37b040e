#include "core/sky/direction.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace heafs {
namespace {

constexpr double kRadian = std::numbers::pi / 180;

double dot(const Direction& a, const Direction& b) { return a.x * b.x + a.y * b.y + a.z * b.z; }

Direction unit(Direction v) {
    const double length = std::sqrt(dot(v, v));
    return {v.x / length, v.y / length, v.z / length};
}

}  // namespace

Direction direction_of(Angle ra, Angle dec) {
    const double a = ra.degrees * kRadian, d = dec.degrees * kRadian;
    return {std::cos(d) * std::cos(a), std::cos(d) * std::sin(a), std::sin(d)};
}

SkyPoint point_of(const Direction& v) {
    double ra = std::atan2(v.y, v.x) / kRadian;
    if (ra < 0) ra += 360;
    if (ra >= 360) ra = 0;
    return {Angle{ra}, Angle{std::atan2(v.z, std::hypot(v.x, v.y)) / kRadian}};
}

double chord2_of(Angle radius) {
    const double half = std::sin(radius.degrees * kRadian / 2);
    return 4 * half * half;
}

Angle separation(const Direction& a, const Direction& b) {
    const double x = a.y * b.z - a.z * b.y, y = a.z * b.x - a.x * b.z, z = a.x * b.y - a.y * b.x;
    return Angle{std::atan2(std::sqrt(x * x + y * y + z * z), dot(a, b)) / kRadian};
}

double common_area_deg2(Angle first, Angle second, Angle distance) {
    const double r = std::min(first.degrees, second.degrees);
    const double s = std::max(first.degrees, second.degrees);
    const double d = distance.degrees;
    if (d >= r + s || r <= 0) return 0;
    if (d <= s - r) return std::numbers::pi * r * r;
    const double a = (d * d + r * r - s * s) / (2 * d * r);
    const double b = (d * d + s * s - r * r) / (2 * d * s);
    const double k = (-d + r + s) * (d + r - s) * (d - r + s) * (d + r + s);
    return r * r * std::acos(std::clamp(a, -1.0, 1.0)) +
           s * s * std::acos(std::clamp(b, -1.0, 1.0)) - std::sqrt(std::max(k, 0.0)) / 2;
}

TangentPlane::TangentPlane(SkyPoint centre)
    : centre_(direction_of(centre.ra, centre.dec)),
      east_(direction_of(Angle{centre.ra.degrees + 90}, Angle{0})) {
    north_ = {centre_.y * east_.z - centre_.z * east_.y, centre_.z * east_.x - centre_.x * east_.z,
              centre_.x * east_.y - centre_.y * east_.x};
}

TangentPlane::Place TangentPlane::project(const Direction& v) const {
    const double along = dot(v, centre_);
    if (along <= 0) return {};
    return {dot(v, east_) / along / kRadian, dot(v, north_) / along / kRadian, true};
}

Direction TangentPlane::deproject(double x_deg, double y_deg) const {
    const double x = x_deg * kRadian, y = y_deg * kRadian;
    return unit({centre_.x + x * east_.x + y * north_.x, centre_.y + x * east_.y + y * north_.y,
                 centre_.z + x * east_.z + y * north_.z});
}

}  // namespace heafs
