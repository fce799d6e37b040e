// Positions in words for people.
#pragma once

#include <string>

#include "config/base/units.h"

namespace heafs {

// "05h34m31.94s +22d00m52.2s", rounded.
std::string sexagesimal(Angle ra, Angle dec);

}  // namespace heafs
