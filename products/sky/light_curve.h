// The rows that a light curve has, which follow from the good times alone: the size of
// lightcurve.fits is known before an event is read.
#pragma once

#include <string>

#include "products/sky/sky_plan.h"
#include "products/sky/time_bins.h"

namespace heafs {

inline constexpr int64_t kMostBins = int64_t{1} << 20;

// Why the folder has no lightcurve.fits, in words; "" when it has one.
std::string why_no_light_curve(const SkyPlan& plan);

}  // namespace heafs
