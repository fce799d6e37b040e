// What is counted in the region of a sky folder, and what follows from it.
#pragma once

#include <cstdint>

#include "products/sky/poisson_limits.h"
#include "products/sky/sky_plan.h"

namespace heafs {

struct SkyNumbers {
    int64_t counts = 0;               // in the region, of the asked band and time
    int64_t counts_background = 0;    // in the background region
    double background_in_region = 0;  // of these, expected in the region: sum of alpha_k C_k
    double rate = 0;                  // count/s
    double net_rate = 0;              // less the background's
    CountInterval interval;           // 68.3 %, source counts
    double limit_95 = 0;              // upper limits, source counts
    double limit_99865 = 0;
};

// `exposure` is that of all exposed sources, above 0.
SkyNumbers count_in_region(const SkyPlan& plan, Seconds exposure);

}  // namespace heafs
