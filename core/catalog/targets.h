// What was observed: the names and positions of targets, from the headers of observations.
#pragma once

#include <string>
#include <vector>

#include "config/base/units.h"
#include "core/catalog/database.h"

namespace heafs {

struct Target {
    std::string object;  // as a header has it
    Angle ra;
    Angle dec;
};

// One for each object and position, by object, mission and observation.
std::vector<Target> load_targets(Database& database);

}  // namespace heafs
