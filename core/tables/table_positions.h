// Where the rows of a table lie on the sky.
#pragma once

#include <optional>

#include "core/sky/direction.h"

namespace heafs {

// The position of a right ascension of 0 to 360 and a declination of -90 to 90 degrees; nothing for
// other numbers. 360 is 0.
std::optional<SkyPoint> table_point(double ra_deg, double dec_deg);

// Its unit vector; at a pole that of the pole, whatever the right ascension.
Direction exact_direction(SkyPoint point);

}  // namespace heafs
