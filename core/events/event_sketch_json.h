// A sketch as text: in a worker's answer and beside the headers of published files.
#pragma once

#include <string>

#include "core/events/event_sketch.h"

namespace heafs {

// One line: [rows, first time, last time, complete, "16 hex digits for each hash"].
std::string sketch_to_json(const EventSketch& sketch);
// Raises Fault::kMalformed, also for what no list of events can give.
EventSketch sketch_from_json(const std::string& text);

}  // namespace heafs
