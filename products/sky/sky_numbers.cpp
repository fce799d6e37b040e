#include "products/sky/sky_numbers.h"

namespace heafs {

SkyNumbers count_in_region(const SkyPlan& plan, Seconds exposure) {
    SkyNumbers numbers;
    for (const SkySource* source : plan.exposed()) {
        numbers.counts += static_cast<int64_t>(plan.events_in(*source, *plan.region, false).size());
        if (!plan.background || !(source->background_extent > 0)) continue;
        const auto there =
            static_cast<int64_t>(plan.events_in(*source, *plan.background, false).size());
        numbers.counts_background += there;
        numbers.background_in_region +=
            static_cast<double>(there) * source->region_extent / source->background_extent;
    }
    const double background = numbers.background_in_region;
    numbers.rate = static_cast<double>(numbers.counts) / exposure.value;
    numbers.net_rate = (static_cast<double>(numbers.counts) - background) / exposure.value;
    numbers.interval = central_interval(numbers.counts, background, 0.683);
    numbers.limit_95 = upper_limit(numbers.counts, background, 0.95);
    numbers.limit_99865 = upper_limit(numbers.counts, background, kThreeSigma);
    return numbers;
}

}  // namespace heafs
