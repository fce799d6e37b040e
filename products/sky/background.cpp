#include "products/sky/background.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace heafs {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr double kRadian = kPi / 180;

// `v` turned about the unit vector `axis` (Rodrigues).
Direction turned(const Direction& v, const Direction& axis, double angle) {
    const double c = std::cos(angle), s = std::sin(angle);
    const double along = (axis.x * v.x + axis.y * v.y + axis.z * v.z) * (1 - c);
    return {v.x * c + (axis.y * v.z - axis.z * v.y) * s + axis.x * along,
            v.y * c + (axis.z * v.x - axis.x * v.z) * s + axis.y * along,
            v.z * c + (axis.x * v.y - axis.y * v.x) * s + axis.z * along};
}

}  // namespace

// Two circles of radius r at offset d touch when their position angles about the pointing differ
// by phi with sin(r) = sin(d) sin(phi / 2).
std::vector<std::shared_ptr<const SkyRegion>> reflected_regions(const SkyRegion& region,
                                                                const Direction& axis) {
    const double offset = std::sin(separation(region.centre(), axis).degrees * kRadian);
    const double radius = std::sin(region.outer().degrees * kRadian);
    if (!(offset > radius)) return {};
    const double touching = 2 * std::asin(radius / offset);
    const double first = touching + kReflectedMargin;
    const double room = 2 * kPi - 2 * first;
    if (room < 0) return {};
    const int steps = static_cast<int>(std::floor(room / touching * (1 - 1e-12)));
    std::vector<std::shared_ptr<const SkyRegion>> regions;
    for (int i = 0; i <= steps; ++i) {
        const double angle = steps == 0 ? kPi : first + room * i / steps;
        regions.push_back(std::make_shared<const SkyRegion>(
            point_of(turned(region.centre(), axis, angle)), region.outer(), region.inner()));
    }
    return regions;
}

BackgroundScale measure_background(const SkyPlan& plan, bool all_channels) {
    BackgroundScale scale;
    double alpha_seconds = 0;
    for (const SkySource* source : plan.exposed()) {
        if (!(source->background_extent > 0)) continue;
        const double alpha = source->region_extent / source->background_extent;
        const auto counts =
            static_cast<int64_t>(plan.background_events(*source, all_channels).size());
        scale.exposure.value += source->exposure.value;
        alpha_seconds += alpha * source->exposure.value;
        scale.counts += counts;
        scale.in_region += alpha * static_cast<double>(counts);
    }
    if (!scale.is_measured()) return scale;
    scale.mean_alpha = scale.counts > 0 ? scale.in_region / static_cast<double>(scale.counts)
                                        : alpha_seconds / scale.exposure.value;
    return scale;
}

std::vector<const SkySource*> sources_with_background(const SkyPlan& plan) {
    std::vector<const SkySource*> sources = plan.exposed();
    std::erase_if(sources,
                  [](const SkySource* source) { return !(source->background_extent > 0); });
    return sources;
}

std::vector<const SkyRegion*> background_regions(const std::vector<const SkySource*>& sources) {
    std::vector<const SkyRegion*> regions;
    for (const SkySource* source : sources)
        for (const auto& region : source->background)
            if (std::find(regions.begin(), regions.end(), region.get()) == regions.end())
                regions.push_back(region.get());
    return regions;
}

double region_scale(const SkyPlan& plan) {
    double weighted = 0, exposure = 0;
    for (const SkySource* source : plan.exposed()) {
        weighted += source->exposure.value * source->region_extent / source->field_extent;
        exposure += source->exposure.value;
    }
    return exposure > 0 ? weighted / exposure : 0;
}

}  // namespace heafs
