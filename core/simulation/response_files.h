// The response files (OGIP CAL/GEN/92-002) that belong to simulated event lists: redistribution and
// effective area on axis, from the mission file's own numbers.
#pragma once

#include <string>

#include "config/missions/mission.h"
#include "core/simulation/simulated_observation.h"

namespace heafs {

// First day on which the simulated responses are valid: before the missions' first observations.
inline constexpr char kResponseValidFrom[] = "2001-01-01";

// Paths as below CALDB: "data/swift/xrt/cpf/rmf/swift_xrt_pc_20010101v001.rmf". The energy grid of
// both files has the width of a channel and reaches from the first to the last knot of the area.
// Raises Fault::kMalformed when the mission file gives the instrument no response.
SimulatedFile redistribution_file(const Mission& mission, const Instrument& instrument);
SimulatedFile effective_area_file(const Mission& mission, const Instrument& instrument);

}  // namespace heafs
