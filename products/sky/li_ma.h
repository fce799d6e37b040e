// The significance of an excess over a background that is counted beside the source.
#pragma once

#include <cstdint>

namespace heafs {

// Standard deviations by Li & Ma 1983 (ApJ 272, 317), equation 17: `on` counts in the region, `off`
// in the background region, alpha = exposure and area of the region over those of the background's.
// Negative where there are fewer counts than the background explains. alpha > 0.
double li_ma_significance(int64_t on, int64_t off, double alpha);

}  // namespace heafs
