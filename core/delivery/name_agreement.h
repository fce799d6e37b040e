// What a name has to agree with beyond its letters: the mission's announced names, the folder it
// lies in, the header inside, the other files of a delivery. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/missions/mission.h"
#include "core/base/finding.h"
#include "core/delivery/content.h"

namespace heafs {

// NAM-005, NAM-008, NAM-010 of one file, before the profile is applied. In trend/ an unknown type
// is NAM-009 as a warning, and another mission's TELESCOP is KEY-001 as an error.
std::vector<Finding> check_agreement(const Mission& mission, std::string_view delivery_path,
                                     const Content& content);

// A path inside an observation that a class of the mission takes and that is near to
// `path_in_observation`, or "".
std::string near_name(const Mission& mission, const std::string& obs_id,
                      const std::string& path_in_observation);

// DLV-015: areas that the mission requires beside observations ("doc") and that no path begins
// with. Nothing for a delivery without observations.
std::vector<Finding> find_missing_components(const Mission& mission,
                                             const std::vector<std::string>& delivery_paths);

}  // namespace heafs
