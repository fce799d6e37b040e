// The segments of the event index in the catalogue: which event list each was made of, and what of
// the sky, of time and of energy it covers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/base/units.h"
#include "core/catalog/database.h"

namespace heafs {

struct SegmentRow {
    std::string instrument;
    std::string mission;
    std::string obs_id;
    int64_t file_id = 0;   // of the event list
    std::string path;      // below the archive: "index/swift_xrt_pc/..."
    double start_mjd = 0;  // TT; for finding, not for selecting
    double stop_mjd = 0;
    int64_t first_channel = 0;  // legal ones
    int64_t last_channel = 0;
    int64_t events = 0;
    Angle ra;  // where the instrument looked
    Angle dec;
    Angle reach;  // from there to the farthest event
    // Of the event list, in what load_segments() gives.
    std::string source_path;
    std::string source_sha256;
};

// A segment in the place of any other of the same event list and instrument.
void store_segment(Database& database, const SegmentRow& row);

// Those whose event list is published, by instrument, observation and path of the list.
std::vector<SegmentRow> load_segments(Database& database);

// Those whose event list was public at that moment (nanoseconds since 1970), withdrawn ones not
// among them.
std::vector<SegmentRow> load_segments_as_of(Database& database, int64_t moment_ns);

// Grows with every publication that was committed.
int64_t last_publication(Database& database);
// Another number whenever load_segments() may give something else.
int64_t index_state(Database& database);

}  // namespace heafs
