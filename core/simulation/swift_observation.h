// Swift observations that never were, of its X-ray telescope in photon counting mode: the cleaned
// event list, its exposure map, attitude and frame housekeeping, with the names, columns and
// keywords of the real ones.
#pragma once

#include <string>
#include <vector>

#include "core/simulation/simulated_observation.h"

namespace heafs {

// The one cleaned list of an observation.
std::vector<std::string> swift_cleaned_lists(const std::string& obs_id);

// How Swift observes: targets of some 0.1 to 1 counts a second, and a background of particles of
// 0.05 counts a second over the square that holds the field.
ObservingHabits swift_habits();

// The files of a planned observation. `folded` is the sky through the instrument of the mission
// file whose lists these are.
SimulatedObservation simulate_swift(const FoldedSky& folded, const SimulatedSky& sky,
                                    const ObservationPlan& plan, uint64_t seed);

}  // namespace heafs
