// What is counted in the region of a sky folder, and what follows from it.
#pragma once

#include <cstdint>
#include <optional>

#include "products/sky/hardness_ratio.h"
#include "products/sky/poisson_limits.h"
#include "products/sky/sky_plan.h"
#include "products/sky/sub_bands.h"

namespace heafs {

struct RegionCounts {
    int64_t counts = 0;               // in the region
    int64_t counts_background = 0;    // in the background region
    double background_in_region = 0;  // of these, expected in the region: sum of alpha_k C_k
};

struct SkyHardness {
    SubBands bands;
    RegionCounts soft;
    RegionCounts hard;
    HardnessRatio ratio;  // its interval at 68.3 %
};

struct SkyNumbers {
    int64_t counts = 0;  // as RegionCounts, of the asked band and time
    int64_t counts_background = 0;
    double background_in_region = 0;
    double rate = 0;          // count/s
    double net_rate = 0;      // less the background's
    double highest_rate = 0;  // count/s in the region, of the one list with the highest
    CountInterval interval;   // 68.3 %, source counts
    double limit_95 = 0;      // upper limits, source counts
    double limit_99865 = 0;
    std::optional<double> alpha;            // effective; absent where no background region is alive
    std::optional<double> significance;     // Li & Ma; absent as alpha is
    std::optional<double> flux_of_a_count;  // erg/cm2, see flux.h; absent without responses
    std::optional<SkyHardness> hardness;    // absent for a band that does not divide
};

// Region over background region, the mean over the exposed sources weighted by exposure: what is
// expected of a constant background. Absent where no background region is alive.
std::optional<double> expected_alpha(const SkyPlan& plan);

// `exposure` is that of all exposed sources, above 0.
SkyNumbers count_in_region(const SkyPlan& plan, Seconds exposure);

}  // namespace heafs
