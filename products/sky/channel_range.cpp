#include "products/sky/channel_range.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/base/error.h"

namespace heafs {
namespace {

// The first channel in [least, most + 1] for which `is_reached`, which holds from some channel on.
template <typename Test>
int64_t first_channel(int64_t least, int64_t most, const Test& is_reached) {
    int64_t low = least, count = most + 1 - least;
    while (count > 0) {
        const int64_t half = count / 2;
        if (is_reached(low + half)) {
            count = half;
        } else {
            low += half + 1;
            count -= half + 1;
        }
    }
    return low;
}

double in_unit(const Decimal& kev, const EnergyScale& scale) {
    const auto value = kev.shifted(-scale.unit_places);
    if (!value) throw Error(Fault::kMalformed, "an energy with too many digits");
    return value->to_double();
}

// By energies: exactly what was asked; by channels: their edges.
std::optional<ChannelRange> energies_of_band(const Band& band, const EnergyScale& scale,
                                             int64_t least, int64_t most) {
    ChannelRange range;
    range.first = least;
    range.last = most;
    if (band.kind == Band::Kind::kChannels) {
        range.first = std::max(least, band.first_channel);
        range.last = std::min(most, band.last_channel);
    }
    if (band.kind == Band::Kind::kEnergy) {
        range.first = first_channel(least, most, [&](int64_t channel) {
            return lower_edge_kev(scale, channel + 1) > band.low_kev;
        });
        range.last = first_channel(least, most,
                                   [&](int64_t channel) {
                                       return lower_edge_kev(scale, channel) >= band.high_kev;
                                   }) -
                     1;
    }
    if (range.first > range.last) return std::nullopt;
    const bool by_energy = band.kind == Band::Kind::kEnergy;
    range.low_kev = by_energy ? band.low_kev : lower_edge_kev(scale, range.first);
    range.high_kev = by_energy ? band.high_kev : lower_edge_kev(scale, range.last + 1);
    range.energies = EnergyRange{in_unit(range.low_kev, scale), in_unit(range.high_kev, scale)};
    return range;
}

// In the unit that people of that band use, to 6 digits.
std::string energy_in_words(const Decimal& kev) {
    const double value = kev.to_double();
    if (value >= 1e8) return fmt::format("{:.6g} TeV", value / 1e9);
    if (value >= 1e4) return fmt::format("{:.6g} GeV", value / 1e6);
    return fmt::format("{:.6g} keV", value);
}

}  // namespace

std::optional<ChannelRange> channels_of_band(const Band& band, const EnergyScale& scale,
                                             int64_t least, int64_t most) {
    if (scale.kind == EnergyKind::kEnergies) return energies_of_band(band, scale, least, most);
    ChannelRange range;
    range.first = least;
    range.last = most;
    const auto first_from = [&](const Decimal& energy) {
        return first_channel(least, most,
                             [&](int64_t channel) { return centre_kev(scale, channel) >= energy; });
    };
    if (band.kind == Band::Kind::kChannels) {
        range.first = std::max(least, band.first_channel);
        range.last = std::min(most, band.last_channel);
    } else if (band.kind == Band::Kind::kEnergy) {
        range.first = first_from(band.low_kev);
        range.last = first_from(band.high_kev) - 1;
    }
    if (range.first > range.last) return std::nullopt;
    range.low_kev = lower_edge_kev(scale, range.first);
    range.high_kev = lower_edge_kev(scale, range.last + 1);
    return range;
}

std::string band_in_words(const EnergyScale& scale) {
    return fmt::format("{} to {} (channels {} to {})",
                       energy_in_words(lower_edge_kev(scale, scale.first_channel)),
                       energy_in_words(lower_edge_kev(scale, int64_t{scale.last_channel} + 1)),
                       scale.first_channel, scale.last_channel);
}

ChannelEdges channel_edges(const EnergyScale& scale, int64_t channel) {
    return {{lower_edge_kev(scale, channel).to_double()},
            {lower_edge_kev(scale, channel + 1).to_double()}};
}

}  // namespace heafs
