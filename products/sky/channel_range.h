// Which channels an asked band is, by decimal arithmetic: whole channels whose centre energy lies
// in [emin, emax), the lower edge of channel c lying at offset + gain c.
#pragma once

#include <cstdint>
#include <optional>

#include "config/missions/instrument.h"
#include "products/plan/sky_request.h"

namespace heafs {

struct ChannelRange {
    int64_t first = 0;  // both included
    int64_t last = -1;
    Decimal low_kev;   // the lower edge of the first
    Decimal high_kev;  // the upper edge of the last
    bool operator==(const ChannelRange&) const = default;
};

// Within the legal channels `least` to `most`; nothing when no channel is left.
std::optional<ChannelRange> channels_of_band(const Band& band, const EnergyScale& scale,
                                             int64_t least, int64_t most);

// The edges of one channel, by decimal arithmetic.
struct ChannelEdges {
    Energy low, high;
};
ChannelEdges channel_edges(const EnergyScale& scale, int64_t channel);

}  // namespace heafs
