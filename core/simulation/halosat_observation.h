// HaloSat observations that never were: complete, valid, and the same for the same seed, so that
// tests and demonstrations need no real data.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/simulation/simulated_observation.h"

namespace heafs {

// The 14 files of the observation `obs_id` (TTTTSS: target and segment), in the order of
// config/missions/halosat.toml. Each of the three detectors has a cleaned event list of
// `events_count` events, which its spectrum counts; its unfiltered list has the same events and a
// quarter more, outside the cleaned good times. Observations of one target have one position;
// their times differ. Times are TT, in seconds since 2000-01-01T00:00:00 UTC.
// Raises Fault::kUsage when `obs_id` is not six digits or `events_count` is negative.
std::vector<SimulatedFile> simulate_halosat_observation(const std::string& obs_id, uint64_t seed,
                                                        int64_t events_count);

// The cleaned lists of an observation, one a detector, in the order in which simulate_halosat()
// wants them.
std::vector<std::string> halosat_cleaned_lists(const std::string& obs_id);

// How HaloSat observes: bright sources, since its detectors are of 0.1 cm2, under the glow of the
// halo.
ObservingHabits halosat_habits();

// The 14 files of a planned observation, whose cleaned lists have the events of sources in the
// field and of the halo. `skies` are the sky through the instrument that each cleaned list feeds.
SimulatedObservation simulate_halosat(std::span<const FoldedSky> skies, const SimulatedSky& sky,
                                      const ObservationPlan& plan, uint64_t seed);

}  // namespace heafs
