#include "products/sky/sky_numbers.h"

#include "products/sky/background.h"

namespace heafs {

SkyNumbers count_in_region(const SkyPlan& plan, Seconds exposure) {
    SkyNumbers numbers;
    for (const SkySource* source : plan.exposed())
        numbers.counts += static_cast<int64_t>(plan.events_in(*source, *plan.region, false).size());
    const BackgroundScale scale = measure_background(plan, false);
    numbers.counts_background = scale.counts;
    numbers.background_in_region = scale.in_region;
    const double background = numbers.background_in_region;
    numbers.rate = static_cast<double>(numbers.counts) / exposure.value;
    numbers.net_rate = (static_cast<double>(numbers.counts) - background) / exposure.value;
    numbers.interval = central_interval(numbers.counts, background, 0.683);
    numbers.limit_95 = upper_limit(numbers.counts, background, 0.95);
    numbers.limit_99865 = upper_limit(numbers.counts, background, kThreeSigma);
    return numbers;
}

}  // namespace heafs
