#include "products/sky/sky_numbers.h"

#include <algorithm>

#include "products/sky/flux.h"
#include "products/sky/li_ma.h"

namespace heafs {
namespace {

constexpr double kOneSigma = 0.683;

bool has_background(const SkySource& source) { return source.background_extent > 0; }

int64_t count_in(const SkySource& source, const std::vector<int32_t>& events,
                 const ChannelRange& channels) {
    return std::count_if(events.begin(), events.end(), [&](int32_t i) {
        const int32_t channel = source.segment->channel(i);
        return channel >= channels.first && channel <= channels.last;
    });
}

void add(RegionCounts& sum, const SkySource& source, int64_t counts, int64_t there) {
    sum.counts += counts;
    sum.counts_background += there;
    if (there > 0)
        sum.background_in_region +=
            static_cast<double>(there) * source.region_extent / source.background_extent;
}

// One pass over the events of the region and of the background region.
struct Counted {
    RegionCounts all, soft, hard;
    double highest_rate = 0;
};

Counted count_all(const SkyPlan& plan, const std::optional<SubBands>& bands) {
    Counted counted;
    for (const SkySource* source : plan.exposed()) {
        const auto here = plan.events_in(*source, *plan.region, false);
        const auto there = has_background(*source) ? plan.background_events(*source, false)
                                                   : std::vector<int32_t>();
        const auto counts = static_cast<int64_t>(here.size());
        add(counted.all, *source, counts, static_cast<int64_t>(there.size()));
        counted.highest_rate =
            std::max(counted.highest_rate, static_cast<double>(counts) / source->exposure.value);
        if (!bands) continue;
        for (auto [sum, channels] :
             {std::pair(&counted.soft, &bands->soft), std::pair(&counted.hard, &bands->hard)})
            add(*sum, *source, count_in(*source, here, *channels),
                count_in(*source, there, *channels));
    }
    return counted;
}

SkyHardness hardness_of(const SubBands& bands, const Counted& counted) {
    const auto known = [](const RegionCounts& counts) {
        return BandCounts{counts.counts, counts.background_in_region};
    };
    return {bands, counted.soft, counted.hard,
            hardness_ratio(known(counted.soft), known(counted.hard), kOneSigma)};
}

}  // namespace

std::optional<double> expected_alpha(const SkyPlan& plan) {
    double region = 0, background = 0;
    for (const SkySource* source : plan.exposed()) {
        if (!has_background(*source)) continue;
        region += source->exposure.value * source->region_extent;
        background += source->exposure.value * source->background_extent;
    }
    if (!(background > 0)) return std::nullopt;
    return region / background;
}

SkyNumbers count_in_region(const SkyPlan& plan, Seconds exposure) {
    const auto bands = sub_bands(plan);
    const Counted counted = count_all(plan, bands);
    const RegionCounts& all = counted.all;
    const double background = all.background_in_region;
    SkyNumbers numbers;
    numbers.counts = all.counts;
    numbers.counts_background = all.counts_background;
    numbers.background_in_region = background;
    numbers.rate = static_cast<double>(all.counts) / exposure.value;
    numbers.net_rate = (static_cast<double>(all.counts) - background) / exposure.value;
    numbers.highest_rate = counted.highest_rate;
    numbers.interval = central_interval(all.counts, background, kOneSigma);
    numbers.limit_95 = upper_limit(all.counts, background, 0.95);
    numbers.limit_99865 = upper_limit(all.counts, background, kThreeSigma);
    numbers.alpha = expected_alpha(plan);
    // Of several lists the one alpha that gives the same background.
    if (numbers.alpha && all.counts_background > 0)
        numbers.alpha = background / static_cast<double>(all.counts_background);
    if (numbers.alpha)
        numbers.significance =
            li_ma_significance(all.counts, all.counts_background, *numbers.alpha);
    numbers.flux_of_a_count = flux_of_a_count(plan);
    if (bands) numbers.hardness = hardness_of(*bands, counted);
    return numbers;
}

}  // namespace heafs
