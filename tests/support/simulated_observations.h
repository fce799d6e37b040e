// HaloSat observations that never were: complete, valid, and the same for the same seed, so that
// tests and demonstrations need no real data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/small_fits.h"

namespace heafs {

struct SimulatedFile {
    std::string path;  // below the observation's folder: "unfiltered/hs123401.att.gz"
    std::vector<std::byte> bytes;
    bool operator==(const SimulatedFile&) const = default;
};

// The 14 files of the observation `obs_id` (TTTTSS: target and segment), in the order of
// config/missions/halosat.toml. Each of the three detectors has a cleaned event list of
// `events_count` events, which its spectrum counts; its unfiltered list has the same events and a
// quarter more, outside the cleaned good times. Observations of one target have one position;
// their times differ. Times are TT, in seconds since 2000-01-01T00:00:00 UTC.
// Raises Fault::kUsage when `obs_id` is not six digits or `events_count` is negative.
std::vector<SimulatedFile> simulate_halosat_observation(const std::string& obs_id, uint64_t seed,
                                                        int64_t events_count);

}  // namespace heafs
