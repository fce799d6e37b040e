// NAM-007 against what is public: the same name in two observations of a mission.
#pragma once

#include <optional>
#include <string_view>

#include "config/missions/mission.h"
#include "core/base/finding.h"
#include "core/catalog/ledger.h"
#include "core/delivery/name_rules.h"

namespace heafs {

// The finding, after the mission's waivers, when a published file of another observation stands at
// the same path inside its observation.
std::optional<Finding> find_repeated_name(const Mission& mission, std::string_view delivery_path,
                                          Ledger& ledger);

}  // namespace heafs
