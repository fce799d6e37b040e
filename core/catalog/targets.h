// What was observed: the names and positions of targets, from the headers of observations.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/base/units.h"
#include "core/catalog/database.h"

namespace heafs {

struct Target {
    std::string object;  // as a header has it
    Angle ra;
    Angle dec;
    std::string mission = {};
    int64_t observations = 0;
    std::string first = {};  // start of the first of them, as a header has it; "" where none says
};

// One for each object, position and mission, the earliest observed first; those of no known time
// come last, by mission and observation.
std::vector<Target> load_targets(Database& database);

}  // namespace heafs
