#include "core/sky/projection.h"

#include <fmt/format.h>
#include <wcslib/cel.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <numbers>

#include "config/base/error.h"

namespace heafs {
namespace {

constexpr double kRadian = std::numbers::pi / 180;
constexpr double kUndefined = 999;  // wcslib: take the default of the standard
// Calabretta & Greisen's Hammer-Aitoff shows no angle larger than 1.2083 times its distance from
// the middle (the greatest ratio over a grid of the whole sky).
constexpr double kAitoffStretch = 1.21;

constexpr std::array<std::string_view, 6> kNames = {"tan", "stg", "zea", "car", "ait", "sin"};
constexpr std::array<std::string_view, 6> kCodes = {"TAN", "STG", "ZEA", "CAR", "AIT", "SIN"};

}  // namespace

std::string_view projection_name(Projection projection) {
    return kNames[static_cast<size_t>(projection)];
}

std::string_view projection_code(Projection projection) {
    return kCodes[static_cast<size_t>(projection)];
}

struct SkyProjection::Celestial {
    celprm parameters;
    explicit Celestial(Projection projection, SkyPoint centre) {
        celini(&parameters);
        parameters.ref[0] = centre.ra.degrees;
        parameters.ref[1] = centre.dec.degrees;
        parameters.ref[2] = parameters.ref[3] = kUndefined;
        const std::string_view code = projection_code(projection);
        std::memcpy(parameters.prj.code, code.data(), code.size());
        parameters.prj.code[code.size()] = '\0';
        if (const int status = celset(&parameters); status != 0)
            throw Error(Fault::kSystem,
                        fmt::format("wcslib has no {} projection about {} {}: {}", code,
                                    centre.ra.degrees, centre.dec.degrees, cel_errmsg[status]));
    }
    ~Celestial() { celfree(&parameters); }
    Celestial(const Celestial&) = delete;
    Celestial& operator=(const Celestial&) = delete;
};

SkyProjection::SkyProjection(Projection projection, SkyPoint centre)
    : plane_(centre), is_tan_(projection == Projection::kTan) {
    if (!is_tan_) celestial_ = std::make_unique<Celestial>(projection, centre);
}

SkyProjection::~SkyProjection() = default;

TangentPlane::Place SkyProjection::project(const Direction& direction) {
    if (is_tan_) return plane_.project(direction);
    const SkyPoint point = point_of(direction);
    double phi = 0, theta = 0;
    TangentPlane::Place place;
    int outside = 0;
    const int status =
        cels2x(&celestial_->parameters, 1, 1, 1, 1, &point.ra.degrees, &point.dec.degrees, &phi,
               &theta, &place.x_deg, &place.y_deg, &outside);
    place.visible = status == 0 && outside == 0;
    return place;
}

SkyProjection::Seen SkyProjection::deproject(double x_deg, double y_deg) {
    if (is_tan_) return {plane_.deproject(x_deg, y_deg), true};
    double phi = 0, theta = 0, longitude = 0, latitude = 0;
    int outside = 0;
    const int status = celx2s(&celestial_->parameters, 1, 1, 1, 1, &x_deg, &y_deg, &phi, &theta,
                              &longitude, &latitude, &outside);
    if (status != 0 || outside != 0) return {};
    return {direction_of(Angle{longitude}, Angle{latitude}), true};
}

Angle projection_reach(Projection projection, double distance_deg) {
    const double r = distance_deg * kRadian;
    const auto degrees = [](double radians) { return Angle{std::min(radians / kRadian, 180.0)}; };
    switch (projection) {
        case Projection::kTan:
            return degrees(std::atan(r));
        case Projection::kStg:
            return degrees(2 * std::atan(r / 2));
        case Projection::kZea:
            return degrees(r < 2 ? 2 * std::asin(r / 2) : std::numbers::pi);
        case Projection::kSin:
            return degrees(r < 1 ? std::asin(r) : std::numbers::pi / 2);
        case Projection::kCar:  // cos(angle) = cos x cos y
            return degrees(r);
        case Projection::kAit:
            return degrees(r * kAitoffStretch);
    }
    return Angle{180};
}

}  // namespace heafs
