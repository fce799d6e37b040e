#include "config/missions/energy_scale.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "config/base/error.h"
#include "config/base/toml.h"

namespace heafs {
namespace {

constexpr int kMostChannels = 1'000'000;
constexpr int kMostGridChannels = 10'000;
constexpr int kMostPerDecade = 1000;

struct Unit {
    const char* name;
    int places;
};
constexpr std::array<Unit, 5> kUnits{{{"eV", -3}, {"keV", 0}, {"MeV", 3}, {"GeV", 6}, {"TeV", 9}}};

Decimal checked(const std::optional<Decimal>& value) {
    if (!value) throw Error(Fault::kMalformed, "an energy scale that cannot be");
    return *value;
}

Decimal decimal_of(Energy energy) { return checked(Decimal::from_double_shortest(energy.kev)); }

// Edge `k` of the grid in its unit: whole decades above the start are exact.
double grid_edge(const EnergyScale& scale, int64_t k) {
    const auto decade = static_cast<int>(k / scale.per_decade);
    const auto step = static_cast<int>(k % scale.per_decade);
    const double low =
        checked(checked(Decimal::parse(scale.grid_start)).shifted(decade)).to_double();
    return step == 0 ? low : low * std::pow(10.0, static_cast<double>(step) / scale.per_decade);
}

void read_channels(const TomlTable& energy, EnergyScale& scale) {
    const std::vector<double> channels = energy.numbers("channels");
    if (channels.size() != 2 || channels[0] < 0 || channels[1] < channels[0] ||
        channels[1] > kMostChannels || channels[0] != std::floor(channels[0]) ||
        channels[1] != std::floor(channels[1]))
        energy.refuse("channels",
                      "must be the first and the last legal channel, such as [0, 1023]");
    scale.first_channel = static_cast<int>(channels[0]);
    scale.last_channel = static_cast<int>(channels[1]);
}

void read_edges(const TomlTable& energy, EnergyScale& scale) {
    for (const double edge : energy.numbers("edges_kev")) {
        if (edge < 0 || (!scale.edges.empty() && edge <= scale.edges.back().kev))
            energy.refuse("edges_kev", "must rise from 0 keV or more");
        scale.edges.push_back(Energy{edge});
    }
    const auto wanted = static_cast<size_t>(scale.last_channel - scale.first_channel + 2);
    if (scale.edges.size() != wanted)
        energy.refuse(
            "edges_kev",
            fmt::format("has {} edges; the channels {} to {} have {}: each one's lower "
                        "edge and the upper edge of the last",
                        scale.edges.size(), scale.first_channel, scale.last_channel, wanted));
}

void read_grid(const TomlTable& energy, EnergyScale& scale) {
    scale.kind = EnergyKind::kEnergies;
    scale.unit = energy.string("unit");
    const auto* unit = std::find_if(kUnits.begin(), kUnits.end(),
                                    [&](const Unit& one) { return scale.unit == one.name; });
    if (unit == kUnits.end()) energy.refuse("unit", "is none of eV, keV, MeV, GeV, TeV");
    scale.unit_places = unit->places;
    const auto grid = energy.find_table("grid");
    if (!grid)
        energy.refuse("grid",
                      "is missing: the channels of spectra, such as { from = 0.01, per_decade = "
                      "20, channels = [0, 79] }");
    grid->allow_only({"from", "per_decade", "channels"});
    const double from = grid->number("from");
    if (!(from > 0)) grid->refuse("from", "must be above 0");
    scale.grid_start = checked(Decimal::from_double_shortest(from)).text();
    const int64_t per_decade = grid->find_integer("per_decade").value_or(0);
    if (per_decade < 1 || per_decade > kMostPerDecade)
        grid->refuse("per_decade", fmt::format("must be between 1 and {}", kMostPerDecade));
    scale.per_decade = static_cast<int>(per_decade);
    read_channels(*grid, scale);
    if (scale.last_channel - scale.first_channel >= kMostGridChannels)
        grid->refuse("channels", fmt::format("are more than {}", kMostGridChannels));
    const double decades =
        static_cast<double>(scale.last_channel - scale.first_channel + 1) / scale.per_decade;
    if (decades > 20) grid->refuse("channels", "are more than 20 decades");
}

}  // namespace

Decimal lower_edge_kev(const EnergyScale& scale, int64_t channel) {
    const int64_t above = channel - scale.first_channel;
    if (scale.kind == EnergyKind::kEnergies)
        return checked(checked(Decimal::from_double_shortest(grid_edge(scale, above)))
                           .shifted(scale.unit_places));
    if (!scale.edges.empty()) {
        const auto last = static_cast<int64_t>(scale.edges.size()) - 1;
        return decimal_of(scale.edges[static_cast<size_t>(std::clamp<int64_t>(above, 0, last))]);
    }
    const auto rise = decimal_of(scale.gain).times(Decimal(channel));
    return checked(checked(rise).plus(decimal_of(scale.offset)));
}

Decimal centre_kev(const EnergyScale& scale, int64_t channel) {
    const auto sum = lower_edge_kev(scale, channel).plus(lower_edge_kev(scale, channel + 1));
    return checked(checked(sum).times(*Decimal::parse("0.5")));
}

SpectrumGrid::SpectrumGrid(const EnergyScale& scale) : first_(scale.first_channel) {
    const int64_t channels = int64_t{scale.last_channel} - scale.first_channel + 1;
    for (int64_t k = 0; k <= channels; ++k) edges_.push_back(grid_edge(scale, k));
}

std::optional<int32_t> SpectrumGrid::channel_of(double energy) const {
    if (!(energy >= edges_.front()) || !(energy < edges_.back())) return std::nullopt;
    const auto above = std::upper_bound(edges_.begin(), edges_.end(), energy);
    return first_ + static_cast<int32_t>(above - edges_.begin()) - 1;
}

EnergyScale read_energy_scale(const TomlTable& energy) {
    EnergyScale scale;
    scale.column = energy.string("column");
    if (energy.has("unit") || energy.has("grid")) {
        energy.allow_only({"column", "unit", "grid"});
        read_grid(energy, scale);
        return scale;
    }
    if (energy.has("edges_kev")) {
        energy.allow_only({"column", "channels", "edges_kev"});
        read_channels(energy, scale);
        read_edges(energy, scale);
        return scale;
    }
    energy.allow_only(
        {"column", "offset_kev", "gain_kev", "channels", "edges_kev", "unit", "grid"});
    scale.offset = Energy{energy.number("offset_kev")};
    scale.gain = Energy{energy.number("gain_kev")};
    if (!(scale.gain.kev > 0)) energy.refuse("gain_kev", "must be above 0");
    read_channels(energy, scale);
    return scale;
}

}  // namespace heafs
