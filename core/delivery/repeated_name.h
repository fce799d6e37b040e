// NAM-007 against what is public: the same name in two observations of a mission.
#pragma once

#include <optional>
#include <string_view>

#include "config/missions/mission.h"
#include "core/base/finding.h"
#include "core/catalog/ledger.h"
#include "core/delivery/name_rules.h"

namespace heafs {

// The finding that `delivery_path` has the name of `other`, which belongs to another observation;
// after the mission's waivers. A warning where no class of the mission announces the file: then
// nobody knows which data it is unique among.
Finding repeated_name(const Mission& mission, std::string_view delivery_path,
                      std::string_view other);

// The same when a published file of another observation stands at the same path inside its own.
std::optional<Finding> find_repeated_name(const Mission& mission, std::string_view delivery_path,
                                          Ledger& ledger);

}  // namespace heafs
