#include "products/sky/channel_range.h"

#include <algorithm>
#include <cmath>

#include "config/base/error.h"

namespace heafs {
namespace {

// The scale as the mission file writes it.
struct ExactScale {
    Decimal offset, gain;

    explicit ExactScale(const EnergyScale& scale) {
        const auto a = Decimal::from_double_shortest(scale.offset.kev);
        const auto b = Decimal::from_double_shortest(scale.gain.kev);
        if (!a || !b) throw Error(Fault::kMalformed, "an energy scale that cannot be");
        offset = *a;
        gain = *b;
    }
    Decimal edge(int64_t channel) const { return at(Decimal(channel)); }
    Decimal centre(int64_t channel) const {
        return at(*Decimal(2 * channel + 1).times(*Decimal::parse("0.5")));
    }
    Decimal at(const Decimal& channels) const {
        const auto value = gain.times(channels)->plus(offset);
        if (!value) throw Error(Fault::kMalformed, "an energy scale that cannot be");
        return *value;
    }
    // The first channel whose centre is at or above `energy`.
    int64_t first_from(const Decimal& energy, int64_t least, int64_t most) const {
        const double guess =
            std::ceil((energy.to_double() - offset.to_double()) / gain.to_double() - 0.5);
        auto channel = static_cast<int64_t>(
            std::clamp(guess, static_cast<double>(least), static_cast<double>(most) + 1));
        while (channel > least && centre(channel - 1) >= energy) --channel;
        while (channel <= most && centre(channel) < energy) ++channel;
        return channel;
    }
};

}  // namespace

std::optional<ChannelRange> channels_of_band(const Band& band, const EnergyScale& scale,
                                             int64_t least, int64_t most) {
    const ExactScale exact(scale);
    ChannelRange range;
    range.first = least;
    range.last = most;
    if (band.kind == Band::Kind::kChannels) {
        range.first = std::max(least, band.first_channel);
        range.last = std::min(most, band.last_channel);
    } else if (band.kind == Band::Kind::kEnergy) {
        range.first = exact.first_from(band.low_kev, least, most);
        range.last = exact.first_from(band.high_kev, least, most) - 1;
    }
    if (range.first > range.last) return std::nullopt;
    range.low_kev = exact.edge(range.first);
    range.high_kev = exact.edge(range.last + 1);
    return range;
}

ChannelEdges channel_edges(const EnergyScale& scale, int64_t channel) {
    const ExactScale exact(scale);
    return {{exact.edge(channel).to_double()}, {exact.edge(channel + 1).to_double()}};
}

}  // namespace heafs
