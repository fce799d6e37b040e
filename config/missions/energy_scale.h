// What the numbers in an event list's energy column mean: channels with edges in keV, or energies,
// for which spectra have a grid of channels.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/base/decimal.h"
#include "config/base/units.h"

namespace heafs {

class TomlTable;

enum class EnergyKind {
    kChannels,  // integers; the lower edge of channel c lies at offset + gain c, or in a list
    kEnergies,  // energies in one unit; spectra have logarithmic channels
};

struct EnergyScale {
    EnergyKind kind = EnergyKind::kChannels;
    std::string column = "PI";
    int first_channel = 0;  // legal channels where the file has no TLMIN and TLMAX; of the grid
    int last_channel = 0;
    // Of channels.
    Energy offset;
    Energy gain;
    // As EBOUNDS has them: the lower edges of first_channel to last_channel, then the last one's
    // upper edge. Not empty: they stand in the place of offset and gain.
    std::vector<Energy> edges;
    // Of energies.
    std::string unit;        // eV, keV, MeV, GeV or TeV
    int unit_places = 0;     // one of it is 10^places keV
    std::string grid_start;  // the lower edge of first_channel, a decimal in `unit`
    int per_decade = 0;      // channels of a decade
    bool operator==(const EnergyScale&) const = default;
};

// The lower edge of a channel (that of last_channel + 1 is the upper edge of the last) in keV, as
// the mission file writes it: exact but for the edges between decades of a grid, which are the
// nearest doubles. Raises Fault::kMalformed for what no decimal can hold.
Decimal lower_edge_kev(const EnergyScale& scale, int64_t channel);
// The energy half a channel higher: the middle of its edges.
Decimal centre_kev(const EnergyScale& scale, int64_t channel);

// The grid of a scale of energies, its edges in the column's unit.
class SpectrumGrid {
   public:
    explicit SpectrumGrid(const EnergyScale& scale);

    // The channel of an energy; nothing below the first edge, from the last edge on, and for NaN.
    std::optional<int32_t> channel_of(double energy) const;
    const std::vector<double>& edges() const { return edges_; }

   private:
    std::vector<double> edges_;
    int first_ = 0;
};

// The `energy` table of an instrument. Raises Fault::kMalformed with file, line and key.
EnergyScale read_energy_scale(const TomlTable& energy);

}  // namespace heafs
