// Which channels an asked band is, by decimal arithmetic: whole channels whose centre energy lies
// in [emin, emax). Where events have energies, the band is exactly what was asked, and channels are
// those of the spectrum's grid that it reaches into.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "config/missions/instrument.h"
#include "core/events/event_query.h"
#include "products/plan/sky_request.h"

namespace heafs {

struct ChannelRange {
    int64_t first = 0;  // both included
    int64_t last = -1;
    Decimal low_kev;   // the lower edge of the first; the band's lower end of energies
    Decimal high_kev;  // the upper edge of the last; the band's upper end
    std::optional<EnergyRange> energies;  // in the unit of the scale's column
    bool operator==(const ChannelRange&) const = default;
};

// Within the legal channels `least` to `most`; nothing when no channel is left.
std::optional<ChannelRange> channels_of_band(const Band& band, const EnergyScale& scale,
                                             int64_t least, int64_t most);

// What an instrument sees, in words, for those who asked for a band outside: "0.3-10.24 keV
// (channels 30 to 1023)".
std::string band_in_words(const EnergyScale& scale);

// The edges of one channel, by decimal arithmetic.
struct ChannelEdges {
    Energy low, high;
};
ChannelEdges channel_edges(const EnergyScale& scale, int64_t channel);

}  // namespace heafs
