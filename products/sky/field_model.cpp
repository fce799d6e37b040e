#include "products/sky/field_model.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/sky/circle_area.h"

namespace heafs {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr double kRadian = kPi / 180;
constexpr double kWholeSky = 180;  // the radius of a field that has no edge
constexpr double kSphereDeg2 = 4 * kPi / (kRadian * kRadian);
// Rings of equal weight and, where a mask is asked, places in each: half a per mille for a circle
// with one bad column.
constexpr int kRings = 1024;
constexpr int kMaskedRings = 128;
constexpr int kPlacesOfARing = 256;
constexpr double kNothing = 1e-12;  // of a circle: what rounding leaves of an area that is cut out

Angle inner_of(const SkyRegion& region) { return region.inner().value_or(Angle{0}); }

// The part of a circle of radius r that lies inside a circle of radius s whose centre is d away:
// the angle at which they cross, by the cosine rule.
double part_inside(double r, double s, double d) {
    if (r + d <= s) return 1;
    if (r >= s + d || d >= r + s) return 0;
    return std::acos(std::clamp((d * d + r * r - s * s) / (2 * d * r), -1.0, 1.0)) / kPi;
}

// Of [-r, r], what lies in a field of half length s whose centre is d away.
double common_length(double r, double s, double d) {
    return std::max(0.0, std::min(r, d + s) - std::max(-r, d - s));
}

Angle off_axis_of(const FieldOfView& field, const SkyRegion& region) {
    return separation(field.axis, region.centre());
}

// The mean over the ring of radius r about the region's centre: alive and in the field.
class LiveRings {
   public:
    LiveRings(const FieldOfView& field, const SkyRegion& region)
        : field_(field),
          region_(region),
          plane_(point_of(region.centre())),
          off_axis_(off_axis_of(field, region).degrees),
          edge_chord2_(chord2_of(field.radius)) {}

    double live_part(double radius_deg) const {
        if (field_.mask == nullptr)
            return part_inside(radius_deg, field_.radius.degrees, off_axis_);
        // In the tangential plane a ring of radius r is at tan r.
        const double there = std::tan(radius_deg * kRadian) / kRadian;
        double sum = 0;
        for (int i = 0; i < kPlacesOfARing; ++i) {
            const double angle = 2 * kPi * (i + 0.5) / kPlacesOfARing;
            const Direction place =
                plane_.deproject(there * std::sin(angle), there * std::cos(angle));
            if (chord2(place, field_.axis) <= edge_chord2_ && !region_.is_cut(place))
                sum += field_.mask->live_part(place);
        }
        return sum / kPlacesOfARing;
    }

   private:
    const FieldOfView& field_;
    const SkyRegion& region_;
    TangentPlane plane_;
    double off_axis_;
    double edge_chord2_;
};

double masked_area(const FieldOfView& field, const SkyRegion& region) {
    const LiveRings rings(field, region);
    const double inner = inner_of(region).degrees, outer = region.outer().degrees;
    const double area = kPi * (outer * outer - inner * inner);
    double sum = 0;
    for (int i = 0; i < kMaskedRings; ++i)  // rings of equal area
        sum += rings.live_part(
            std::sqrt(inner * inner + (outer * outer - inner * inner) * (i + 0.5) / kMaskedRings));
    return area * sum / kMaskedRings;
}

// On the plane about the region's centre on which all distances from it are true.
double cut_area(const FieldOfView& field, const SkyRegion& region) {
    const TangentPlane plane(point_of(region.centre()));
    const auto circle_at = [&](const Direction& centre, Angle radius) {
        const TangentPlane::Place place = plane.project(centre);
        const double tangent = std::hypot(place.x_deg, place.y_deg);
        const double away = separation(centre, region.centre()).degrees;
        const double scale = tangent > 0 ? away / tangent : 1;
        return PlaneCircle{place.x_deg * scale, place.y_deg * scale, radius.degrees};
    };
    const Angle outer = region.outer();
    std::vector<PlaneCircle> within = {{0, 0, outer.degrees}}, without;
    if (off_axis_of(field, region).degrees + outer.degrees > field.radius.degrees)
        within.push_back(circle_at(field.axis, field.radius));
    if (region.inner() && region.inner()->degrees > 0)
        without.push_back({0, 0, region.inner()->degrees});
    for (const SkyCircle& hole : region.holes())
        without.push_back(circle_at(direction_of(hole.centre.ra, hole.centre.dec), hole.radius));
    const double area = area_between_circles(within, without);
    return area > kNothing * kPi * outer.degrees * outer.degrees ? area : 0;
}

// The radius that holds this part of the light: the inverse of encircled_energy().
double radius_holding(const PointSpread& psf, double part) {
    if (!psf.table.empty()) {
        PointSpread::Knot below;
        for (const PointSpread::Knot& knot : psf.table) {
            if (part <= knot.fraction && knot.fraction > below.fraction)
                return below.radius.degrees + (part - below.fraction) /
                                                  (knot.fraction - below.fraction) *
                                                  (knot.radius.degrees - below.radius.degrees);
            below = knot;
        }
        return below.radius.degrees;
    }
    return psf.core.degrees * std::sqrt(std::pow(1 - part, 1 / (1 - psf.beta)) - 1);
}

}  // namespace

FieldOfView field_of(const EventSegment& segment, const Instrument& instrument) {
    FieldOfView field;
    field.axis = direction_of(segment.pointing().ra, segment.pointing().dec);
    field.radius = instrument.field_radius;
    field.geometry = instrument.geometry;
    const double radius = field.radius.degrees;
    if (radius >= kWholeSky) {
        field.radius = Angle{2 * kWholeSky};  // no region reaches over an edge
        field.extent = kSphereDeg2;
        return field;
    }
    if (field.geometry == Geometry::kStrip)
        field.extent = 2 * radius;
    else
        field.extent =
            segment.plane_area_deg2() > 0 ? segment.plane_area_deg2() : kPi * radius * radius;
    return field;
}

double encircled_energy(const PointSpread& psf, Angle radius) {
    if (!psf.table.empty()) {
        PointSpread::Knot below;
        for (const PointSpread::Knot& knot : psf.table) {
            if (radius < knot.radius)
                return below.fraction + (radius.degrees - below.radius.degrees) /
                                            (knot.radius.degrees - below.radius.degrees) *
                                            (knot.fraction - below.fraction);
            below = knot;
        }
        return below.fraction;
    }
    const double r = radius.degrees / psf.core.degrees;
    return r > 0 ? 1 - std::pow(1 + r * r, 1 - psf.beta) : 0;
}

// With x = core tan u the profile is cos(u)^(2 beta - 3), and the whole integral a ratio of gamma
// functions (Abramowitz & Stegun 6.2.1). Next to u = pi/2 the power may be singular; what lies
// beyond `distance` is not summed, so the sum stays where it is smooth.
double enclosed_in_strip(const PointSpread& psf, Angle distance) {
    if (!(distance.degrees > 0)) return 0;
    // A table does not say how the light lies across: as much along a strip as in a circle, at
    // least.
    if (!psf.table.empty()) return encircled_energy(psf, distance);
    constexpr int kSteps = 2000;
    const double end = std::atan(distance.degrees / psf.core.degrees);
    double sum = 0;
    for (int i = 0; i < kSteps; ++i)
        sum += std::pow(std::cos(end * (i + 0.5) / kSteps), 2 * psf.beta - 3);
    const double whole =
        std::sqrt(kPi) / 2 * std::exp(std::lgamma(psf.beta - 1) - std::lgamma(psf.beta - 0.5));
    return std::min(1.0, sum * end / kSteps / whole);
}

double live_extent(const FieldOfView& field, const SkyRegion& region) {
    const Angle off_axis = off_axis_of(field, region);
    if (field.geometry == Geometry::kStrip)
        return common_length(region.outer().degrees, field.radius.degrees, off_axis.degrees) -
               common_length(inner_of(region).degrees, field.radius.degrees, off_axis.degrees);
    if (field.mask != nullptr) return masked_area(field, region);
    if (!region.holes().empty()) return cut_area(field, region);
    double area = common_area_deg2(region.outer(), field.radius, off_axis);
    if (region.inner()) area -= common_area_deg2(*region.inner(), field.radius, off_axis);
    return area;
}

double psf_fraction(const FieldOfView& field, const SkyRegion& region, const PointSpread& psf) {
    if (field.geometry == Geometry::kStrip)
        return enclosed_in_strip(psf, region.outer()) - enclosed_in_strip(psf, inner_of(region));
    const double within = encircled_energy(psf, inner_of(region));
    const double all = encircled_energy(psf, region.outer()) - within;
    const double reach = off_axis_of(field, region).degrees + region.outer().degrees;
    if (field.mask == nullptr && reach <= field.radius.degrees) return all;
    const LiveRings rings(field, region);
    const int count = field.mask == nullptr ? kRings : kMaskedRings;
    double sum = 0;
    for (int i = 0; i < count; ++i)  // rings of equal light
        sum += rings.live_part(radius_holding(psf, within + all * (i + 0.5) / count));
    return all * sum / count;
}

}  // namespace heafs
