#include "core/simulation/xrt_detector.h"

#include <cmath>
#include <numbers>

namespace heafs {
namespace {

constexpr double kDetectorCentre = 300.5;

// Pixel k reaches from k - 0.5 to k + 0.5.
int16_t pixel_at(double coordinate) { return static_cast<int16_t>(std::floor(coordinate + 0.5)); }

}  // namespace

XrtDetector::XrtDetector(Angle roll, Angle field_radius)
    : sine_(std::sin(roll.degrees * std::numbers::pi / 180)),
      cosine_(std::cos(roll.degrees * std::numbers::pi / 180)),
      field_pixels_(field_radius.degrees / kXrtPixelDeg) {}

std::optional<XrtPixel> XrtDetector::pixel_of(const PlanePoint& point) const {
    const double x = -point.east / kXrtPixelDeg, y = point.north / kXrtPixelDeg;
    if (std::hypot(x, y) >= field_pixels_) return std::nullopt;
    // The mirrored turn of the real lists; it is its own inverse.
    const double detx = kDetectorCentre - sine_ * x + cosine_ * y;
    const double dety = kDetectorCentre + cosine_ * x + sine_ * y;
    const double low = 0.5, high = kXrtDetectorPixels + 0.5;
    if (detx < low || detx >= high || dety < low || dety >= high) return std::nullopt;
    return XrtPixel{pixel_at(kXrtSkyCentre + x), pixel_at(kXrtSkyCentre + y), pixel_at(detx),
                    pixel_at(dety)};
}

// Inverse of the encircled energy 1 - (1 + (r/core)^2)^(1 - beta).
PlanePoint smeared(const PlanePoint& point, const PointSpread& psf, Random& random) {
    const double left = 1 - random.uniform();
    const double radius = psf.core.degrees * std::sqrt(std::pow(left, 1 / (1 - psf.beta)) - 1);
    const double angle = 2 * std::numbers::pi * random.uniform();
    return {point.east + radius * std::sin(angle), point.north + radius * std::cos(angle)};
}

PlanePoint point_in_field(Angle field_radius, Random& random) {
    const double r = field_radius.degrees;
    const double east = random.uniform(-r, r);
    return {east, random.uniform(-r, r)};
}

}  // namespace heafs
