// Where the background of a source region is measured, and how its counts scale to the region.
#pragma once

#include <memory>
#include <vector>

#include "products/sky/sky_plan.h"

namespace heafs {

// The regions of a source region's form and size that lie at its offset from the pointing, where an
// imaging Cherenkov telescope has the same acceptance (Berge, Funk & Hinton 2007, A&A 466, 1219,
// 4.3): as many as fit without touching each other, none nearer to the source region than
// kReflectedMargin beyond touching. None when the region is too near to the pointing.
std::vector<std::shared_ptr<const SkyRegion>> reflected_regions(const SkyRegion& region,
                                                                const Direction& axis);
inline constexpr double kReflectedMargin = 0.1;  // radian of position angle about the pointing

// What background counts say of the region of all exposed sources:
//   sum of alpha_k C_k, alpha_k = (live extent of the region) / (that of the background regions)
// over the sources that have background regions.
struct BackgroundScale {
    Seconds exposure;       // of the sources with background regions
    int64_t counts = 0;     // sum of C_k
    double in_region = 0;   // expected in the region
    double mean_alpha = 0;  // in_region / counts; without counts by exposure
    bool is_measured() const { return exposure.value > 0; }
};
// `all_channels`: of all legal channels, not of the asked band.
BackgroundScale measure_background(const SkyPlan& plan, bool all_channels);

// The sources with background regions.
std::vector<const SkySource*> sources_with_background(const SkyPlan& plan);

// Their background regions, each once.
std::vector<const SkyRegion*> background_regions(const std::vector<const SkySource*>& sources);

// The live extent of the source region over that of the field, weighted by exposure: BACKSCAL.
double region_scale(const SkyPlan& plan);

}  // namespace heafs
