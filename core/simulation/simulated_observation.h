// What a simulator of a mission hands back.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "core/simulation/photons.h"

namespace heafs {

struct SimulatedFile {
    std::string path;  // below the observation's folder: "unfiltered/hs123401.att.gz"
    std::vector<std::byte> bytes;
    bool operator==(const SimulatedFile&) const = default;
};

// How many events of a cleaned list came from where.
struct EventCounts {
    std::map<size_t, int64_t> of_source;  // by index in the sky; each visible one is there
    int64_t background = 0;
    bool operator==(const EventCounts&) const = default;
};

EventCounts count_events(const std::vector<Photon>& photons, const ObservationPlan& plan);

struct SimulatedObservation {
    std::string folder;  // below obs/: "2008_08/00030795038"
    std::vector<SimulatedFile> files;
    std::map<std::string, EventCounts> counts;  // by the name of the instrument
};

}  // namespace heafs
