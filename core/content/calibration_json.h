// Calibration entries as text: in a worker's answer and beside the headers of published files.
#pragma once

#include <string>
#include <vector>

#include "core/content/calibration_entry.h"

namespace heafs {

// One line.
std::string calibration_to_json(const std::vector<CalibrationEntry>& entries);
// Raises Fault::kMalformed, also for more or longer entries than a file can have.
std::vector<CalibrationEntry> calibration_from_json(const std::string& text);

}  // namespace heafs
