// A calibration file against those that were released before it: CAL-011 (versions), CAL-012,
// CAL-013 and CAL-015. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/finding.h"
#include "core/content/calibration_entry.h"

namespace heafs {

// Under which name the entries of a published file are kept beside its headers.
inline constexpr const char* kCalibrationHeader = "CALDB";

struct ReleasedCalibration {
    std::string path;  // below data/, or in the delivery
    std::vector<CalibrationEntry> entries;
    bool operator==(const ReleasedCalibration&) const = default;
};

// "swxpc0to12s6_20130101v014.rmf.gz" is version 14 of "swxpc0to12s6_20130101.rmf.gz".
struct CalibrationVersion {
    std::string family;
    int version = 0;
    bool operator==(const CalibrationVersion&) const = default;
};
std::optional<CalibrationVersion> calibration_version(const std::string& name);

// `others` are released files of the same instrument, and files of the same delivery. A later
// version of a file supersedes the earlier ones. The findings name `delivery_path`.
std::vector<Finding> compare_with_released(const std::string& delivery_path,
                                           const std::vector<CalibrationEntry>& entries,
                                           const std::vector<ReleasedCalibration>& others);

// CAL-012's words: other bytes under the name of a released file.
std::string words_for_released(const std::string& path);

}  // namespace heafs
