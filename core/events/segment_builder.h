// Makes one segment of the event index out of one event list: its usable events with their exact
// positions, sorted along the sky, in FITS. The same list and mission file give the same bytes.
// Format, keywords and reasons: README.md beside.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "config/missions/instrument.h"

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

// Takes the bytes of a segment in order.
using SegmentSink = std::function<void(std::span<const std::byte>)>;

// `fits` are the inflated bytes of an event list whose structure is sound. Raises Fault::kMalformed
// with what is missing when the list cannot be indexed (no such HDU or column, no positions),
// before the sink gets a byte. Takes memory of 64 bytes an event and of the largest HDU of the
// segment.
void build_segment(std::span<const std::byte> fits, const Instrument& instrument,
                   const SegmentSource& source, const SegmentSink& sink);
// The same, all in memory.
std::vector<std::byte> build_segment(std::span<const std::byte> fits, const Instrument& instrument,
                                     const SegmentSource& source);

// "index/swift_xrt_pc/00030795038_0123456789ab.fits"
std::string segment_path(const std::string& instrument, const SegmentSource& source);

}  // namespace heafs
