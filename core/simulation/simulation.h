// A whole simulated mission on disk: deliveries, the responses that belong to them, and the truth.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "config/missions/mission.h"

namespace heafs {

struct SimulationRequest {
    int64_t observations = 1;
    int64_t sources = 5;  // targets; each has one or two field sources beside it
    int64_t events = 0;   // mean number in each cleaned list; 0: what the fluxes give
    uint64_t seed = 1;
};

struct SimulationSummary {
    int64_t observations = 0;
    int64_t files = 0;   // of observations
    int64_t events = 0;  // in their cleaned lists
};

// The missions that simulate() knows, sorted.
std::vector<std::string> simulated_missions();

// Writes out/obs/<folders of the mission>/..., out/caldb/data/... and out/truth.json. `out` is made
// when it is absent. The same mission file and request give the same bytes.
// Raises Fault::kUsage for a mission without a simulator and for numbers that cannot be meant,
// Fault::kNotEmpty when `out` has anything in it, and the errors of the file system.
SimulationSummary simulate(const Mission& mission, const SimulationRequest& request,
                           const std::filesystem::path& out);

}  // namespace heafs
