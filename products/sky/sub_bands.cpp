#include "products/sky/sub_bands.h"

#include <cmath>

#include "products/plan/band_text.h"

namespace heafs {
namespace {

constexpr int kDecimals = 9;  // of an energy in keV

std::optional<ChannelRange> channels_of(const SkyPlan& plan, const Band& band) {
    return channels_of_band(band, plan.instrument->energy, plan.least_channel, plan.most_channel);
}

std::optional<SubBands> bands_of_the_mission(const SkyPlan& plan) {
    std::vector<ChannelRange> ranges;
    for (const std::string& text : plan.instrument->bands)
        if (const auto band = parse_band(text); std::holds_alternative<Band>(band))
            if (const auto range = channels_of(plan, std::get<Band>(band)))
                ranges.push_back(*range);
    for (const ChannelRange& soft : ranges)
        for (const ChannelRange& hard : ranges)
            if (soft.first == plan.channels.first && soft.last + 1 == hard.first &&
                hard.last == plan.channels.last)
                return SubBands{soft, hard, true};
    return std::nullopt;
}

ChannelRange channels_from(const SkyPlan& plan, int64_t first, int64_t last) {
    Band band;
    band.kind = Band::Kind::kChannels;
    band.first_channel = first;
    band.last_channel = last;
    return *channels_of(plan, band);
}

double middle_kev(const SkyPlan& plan) {
    double low = plan.channels.low_kev.to_double();
    if (!(low > 0)) {
        const ChannelRange one = channels_from(plan, plan.channels.first, plan.channels.first);
        low = (one.low_kev.to_double() + one.high_kev.to_double()) / 2;
    }
    return std::sqrt(low * plan.channels.high_kev.to_double());
}

std::optional<SubBands> halves(const SkyPlan& plan) {
    const auto middle = Decimal::from_double_shortest(middle_kev(plan));
    if (!middle) return std::nullopt;
    Band lower;
    lower.kind = Band::Kind::kEnergy;
    lower.low_kev = plan.channels.low_kev;
    lower.high_kev = middle->rounded(kDecimals);
    const auto soft = channels_of(plan, lower);
    if (!soft || soft->last >= plan.channels.last) return std::nullopt;
    return SubBands{channels_from(plan, plan.channels.first, soft->last),
                    channels_from(plan, soft->last + 1, plan.channels.last), false};
}

}  // namespace

std::optional<SubBands> sub_bands(const SkyPlan& plan) {
    if (plan.channels.first == plan.channels.last) return std::nullopt;
    if (auto bands = bands_of_the_mission(plan)) return bands;
    return halves(plan);
}

}  // namespace heafs
