// The geometry of Swift's X-ray telescope: from the sky to the pixels of its CCD.
#pragma once

#include <cstdint>
#include <optional>

#include "config/base/units.h"
#include "config/missions/instrument.h"
#include "core/simulation/random.h"
#include "core/simulation/tangent_plane.h"

namespace heafs {

inline constexpr int kXrtSkyPixels = 1000;      // X and Y: 1 to 1000
inline constexpr double kXrtSkyCentre = 500.5;  // TCRPX
inline constexpr double kXrtPixelDeg = 6.5480890e-4;
inline constexpr int kXrtDetectorPixels = 600;  // DETX and DETY: 1 to 600; RAW is one less

struct XrtPixel {
    int16_t x, y;        // sky, north up, east to the left
    int16_t detx, dety;  // detector, turned by the roll and mirrored
};

class XrtDetector {
   public:
    XrtDetector(Angle roll, Angle field_radius);

    // The pixel of a point of the plane at the pointing; nothing when it is off the CCD or outside
    // the field.
    std::optional<XrtPixel> pixel_of(const PlanePoint& point) const;

   private:
    double sine_, cosine_, field_pixels_;
};

// A point as the mirror smears it: by the encircled energy of a King profile, the same at all
// angles. Inside the field the plane departs from the sphere by 1e-5 of the distance.
PlanePoint smeared(const PlanePoint& point, const PointSpread& psf, Random& random);

// A point of equal chance anywhere in the square that holds the field.
PlanePoint point_in_field(Angle field_radius, Random& random);

}  // namespace heafs
