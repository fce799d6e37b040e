// truth.json: what a simulation put into its event lists, for whoever measures them.
#pragma once

#include <string>

#include "core/simulation/simulated_observation.h"

namespace heafs {

// One observation's row.
struct ObservationTruth {
    ObservationPlan plan;
    std::string folder;
    double live_seconds = 0;                    // EXPOSURE
    std::map<std::string, EventCounts> counts;  // by the name of the instrument
    size_t files = 0;                           // not in truth.json
};

struct Truth {
    std::string mission;
    uint64_t seed = 1;
    SimulatedSky sky;
    std::vector<ObservationTruth> observations;
};

// Its keys are described in README.md.
std::string truth_json(const Truth& truth);

}  // namespace heafs
