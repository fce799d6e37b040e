// Makes one segment of the event index out of one event list: its usable events with their exact
// positions, sorted along the sky, in FITS. The same list and mission file give the same bytes.
// Format, keywords and reasons: README.md beside.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "config/missions/instrument.h"
#include "core/events/event_sorter.h"

namespace heafs {

inline constexpr int kSegmentFormat = 1;  // HEAFSIDX
inline constexpr int64_t kEventsOfABlock = 4096;

struct SegmentSource {
    std::string path;  // in the mount: "obs/swift/2008_08/..."
    std::string sha256;
    std::string mission;
    std::string obs_id;
    std::string mission_file_sha256;
    bool operator==(const SegmentSource&) const = default;
};

// Where a segment is made: two files that can be read and written, on disk so that they take no
// memory.
struct SegmentFiles {
    int output = -1;   // new and empty
    int scratch = -1;  // for events that are not sorted yet, where there are more than a run
    int64_t scratch_offset = 0;
    int64_t events_of_a_run = kEventsOfARun;
};

// `fits` are the inflated bytes of an event list whose structure is sound. Raises Fault::kMalformed
// with what is missing when the list cannot be indexed (no such HDU or column, no positions),
// before a byte is written, and the Error of a system call. Takes 80 MiB at most beside the bytes
// themselves, and 48 bytes an event of the scratch file.
void build_segment(std::span<const std::byte> fits, const Instrument& instrument,
                   const SegmentSource& source, const SegmentFiles& files);
// The same, all in memory.
std::vector<std::byte> build_segment(std::span<const std::byte> fits, const Instrument& instrument,
                                     const SegmentSource& source,
                                     int64_t events_of_a_run = kEventsOfARun);

// "index/swift_xrt_pc/00030795038_0123456789ab.fits"
inline constexpr size_t kSegmentHashDigits = 12;  // of the event list's SHA-256, at its end
std::string segment_path(const std::string& instrument, const SegmentSource& source);

}  // namespace heafs
