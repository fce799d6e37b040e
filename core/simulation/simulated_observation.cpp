#include "core/simulation/simulated_observation.h"

namespace heafs {

EventCounts count_events(const std::vector<Photon>& photons, const ObservationPlan& plan) {
    EventCounts counts;
    for (const size_t source : plan.visible) counts.of_source[source] = 0;
    for (const Photon& photon : photons)
        ++(photon.source == kBackground ? counts.background
                                        : counts.of_source[static_cast<size_t>(photon.source)]);
    return counts;
}

}  // namespace heafs
