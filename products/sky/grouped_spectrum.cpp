#include "products/sky/grouped_spectrum.h"

#include <algorithm>
#include <cmath>

namespace heafs {
namespace {

constexpr int64_t kLeastCounts = 15, kPlenty = 100;
constexpr int64_t kManyGroups = 60;
constexpr double kNarrowest = 1 / 80.0, kWidest = 1 / 12.0;  // of the range in log energy

void add(SpectrumGroup& group, const SpectrumGroup& more) {
    group.high_kev = more.high_kev;
    group.counts += more.counts;
    group.counts_background += more.counts_background;
    group.background_in_region += more.background_in_region;
}

double log_width(double low, double high) { return std::log(high / low); }

// The edges of each channel of the band.
std::vector<SpectrumGroup> empty_channels(const SkyPlan& plan) {
    std::vector<SpectrumGroup> channels;
    Band one;
    one.kind = Band::Kind::kChannels;
    for (int64_t channel = plan.channels.first; channel <= plan.channels.last; ++channel) {
        one.first_channel = one.last_channel = channel;
        const auto range =
            channels_of_band(one, plan.instrument->energy, plan.least_channel, plan.most_channel);
        channels.push_back({range->low_kev.to_double(), range->high_kev.to_double()});
    }
    return channels;
}

}  // namespace

std::vector<SpectrumGroup> joined_for_display(const std::vector<SpectrumGroup>& channels) {
    std::vector<SpectrumGroup> groups;
    if (channels.empty()) return groups;
    int64_t all = 0;
    for (const SpectrumGroup& channel : channels) all += channel.counts;
    const int64_t enough = std::clamp(all / kManyGroups, kLeastCounts, kPlenty);
    const double range = log_width(channels.front().low_kev, channels.back().high_kev);
    bool is_open = false;
    for (const SpectrumGroup& channel : channels) {
        if (is_open)
            add(groups.back(), channel);
        else
            groups.push_back(channel);
        const SpectrumGroup& group = groups.back();
        const double width = log_width(group.low_kev, group.high_kev);
        is_open =
            !(width >= kWidest * range || (group.counts >= enough && width >= kNarrowest * range));
    }
    if (is_open && groups.size() > 1) {
        const SpectrumGroup rest = groups.back();
        groups.pop_back();
        add(groups.back(), rest);
    }
    return groups;
}

std::vector<SpectrumGroup> spectrum_of_band(const SkyPlan& plan) {
    std::vector<SpectrumGroup> channels = empty_channels(plan);
    const auto at = [&](const SkySource& source, int32_t i) -> SpectrumGroup& {
        return channels[static_cast<size_t>(source.segment->channel(i) - plan.channels.first)];
    };
    for (const SkySource* source : plan.exposed()) {
        for (const int32_t i : plan.events_in(*source, *plan.region, false))
            ++at(*source, i).counts;
        if (!(source->background_extent > 0)) continue;
        const double alpha = source->region_extent / source->background_extent;
        for (const int32_t i : plan.background_events(*source, false)) {
            SpectrumGroup& channel = at(*source, i);
            ++channel.counts_background;
            channel.background_in_region += alpha;
        }
    }
    std::erase_if(channels, [](const SpectrumGroup& one) { return !(one.low_kev > 0); });
    return channels;
}

}  // namespace heafs
