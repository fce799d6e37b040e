// The sources of a simulated sky: where they are, and how they shine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/simulation/tangent_plane.h"

namespace heafs {

// A point source with a power law of photon index `index`: photons / (cm2 s keV) ~ E^-index. Its
// brightness at the mission time t is 1 + amplitude sin(2 pi t / period_s) times the mean.
struct SimulatedSource {
    std::string name;
    SkyPosition position;
    double index = 2;
    double flux_2_10 = 0;  // erg / (cm2 s) between 2 and 10 keV, the mean
    double period_s = 0;   // 0: constant
    double amplitude = 0;  // below 1
    bool operator==(const SimulatedSource&) const = default;
};

// What the sources of a mission's sky are like.
struct SkyHabits {
    double flux_low = 0, flux_high = 0;      // of targets, erg / (cm2 s)
    double period_low = 0, period_high = 0;  // of targets, s
    Angle companion_low, companion_high;     // distance of a field source from its target
};

struct SimulatedSky {
    std::vector<SimulatedSource>
        sources;  // the targets, and after them one or two field sources of each
    size_t targets = 0;
};

// The same targets for a larger number of them. Positions are rounded to 1e-5 degrees, fluxes to
// three digits. Targets are variable; field sources are constant and fainter.
SimulatedSky draw_sky(const SkyHabits& habits, uint64_t seed, int64_t targets);

}  // namespace heafs
