// The events of one simulated cleaned list, before they become columns of a file.
#pragma once

#include <vector>

#include "core/simulation/observation_plan.h"

namespace heafs {

inline constexpr int kBackground = -1;

struct Photon {
    double time = 0;  // mission seconds, exact; a file may round it
    int channel = 0;
    int source = kBackground;  // index in the sky
};

// A Poisson process in the good times: each visible source at its rate, modulated by its period,
// and the background. In the order of time.
std::vector<Photon> draw_photons(const FoldedSky& folded, const SimulatedSky& sky,
                                 const ObservationPlan& plan, const ObservingHabits& habits,
                                 Random& random);

}  // namespace heafs
