// Galactic coordinates.
#pragma once

#include "core/sky/direction.h"

namespace heafs {

// The ICRS position of galactic longitude l and latitude b (ERFA's eraG2icrs: the Hipparcos
// definition, ESA SP-1200, volume 1, section 1.5.3).
SkyPoint icrs_of_galactic(Angle l, Angle b);

}  // namespace heafs
