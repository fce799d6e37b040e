// What an instrument sees of a region of the sky in one observation: how much of it is alive, how
// far the effective area falls off the axis, and which part of a point source's light lands in it.
// Pure functions; any thread may call them.
#pragma once

#include "config/missions/instrument.h"
#include "core/events/event_query.h"
#include "core/events/event_segment.h"
#include "core/sky/direction.h"

namespace heafs {

// Which part of the observation a place of the detector was alive: bad pixels and gaps are not.
class FieldMask {
   public:
    virtual ~FieldMask() = default;
    // In [0, 1], inside the field of view.
    virtual double live_part(const Direction& direction) const = 0;
};

// The circle that an instrument sees around its pointing.
struct FieldOfView {
    Direction axis;
    Angle radius;
    Geometry geometry = Geometry::kImage;
    double extent = 0;                // of the whole field: deg2, of strips deg
    const FieldMask* mask = nullptr;  // none: all of the field is alive. Borrowed
};

// That of an event list. Its extent is that of the list's X, Y plane where it has one, as the
// missions' extractors divide BACKSCAL by it, else that of the circle (of a strip: its diameter).
FieldOfView field_of(const EventSegment& segment, const Instrument& instrument);

// The part of a point source's light within `radius` of it, in [0, 1]:
//   king: 1 - (1 + (r/core)^2)^(1 - beta), the integral of (1 + (r/core)^2)^-beta over the circle
// (Moretti et al. 2005, SPIE 5898, 360).
double encircled_energy(const PointSpread& psf, Angle radius);

// The part within `distance` on either side of a strip's coordinate: the same profile integrated
// across the strip, which is (1 + (x/core)^2)^(1/2 - beta) along it.
double enclosed_in_strip(const PointSpread& psf, Angle distance);

// What of the region, without its holes, is alive in the field of view: deg2, of strips (whose
// regions have no holes) deg along the strip. Without a mask by the overlap of circles (of strips:
// of intervals); with one, summed over equal cells of the region.
double live_extent(const FieldOfView& field, const SkyRegion& region);

// The part of the light of a point source at the region's centre that lands on what is alive of
// the region, which has no holes.
double psf_fraction(const FieldOfView& field, const SkyRegion& region, const PointSpread& psf);

}  // namespace heafs
