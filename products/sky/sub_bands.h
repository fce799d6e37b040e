// The soft and the hard half of an asked band, for its hardness ratio.
#pragma once

#include <optional>
#include <string>

#include "products/sky/sky_plan.h"

namespace heafs {

struct SubBands {
    ChannelRange soft;
    ChannelRange hard;
    bool by_mission = false;  // two bands of the mission file; else halves in log energy
};

// Two bands of the mission file that adjoin and make up the asked one ("0.3-1.5" and "1.5-10" for
// "0.3-10"); else the channels below and above the geometric mean of the asked band's edges (of its
// first channel's centre where the lower edge is not above 0). Nothing for a band that does not
// divide: one channel.
std::optional<SubBands> sub_bands(const SkyPlan& plan);

}  // namespace heafs
