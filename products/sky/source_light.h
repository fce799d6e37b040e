// What of a point source's light an event list sees: how far the effective area falls off the axis,
// and which part of the light lands on what is alive of the source region. By the responses of the
// list itself where it has them, else by the mission file.
#pragma once

#include <memory>

#include "products/sky/field_model.h"
#include "products/sky/run_response.h"
#include "products/sky/sky_plan.h"

namespace heafs {

// The effective area over that on axis at this energy.
Vignetting vignetting_of(const EventSegment& segment, const Instrument& instrument, Energy energy);

// Borrows plan and source. Any thread may call it.
class LightInRegion {
   public:
    LightInRegion(const SkyPlan& plan, const SkySource& source);

    // In [0, 1]; 1 where no point spread is known, or the field is the region, or the list's
    // effective area holds this part already.
    double at(Energy energy) const;
    // Whether at() may differ between energies.
    bool varies() const { return spread_ != nullptr; }

   private:
    const SkyPlan& plan_;
    std::unique_ptr<const FieldMask> mask_;
    FieldOfView field_;
    std::unique_ptr<const SpreadTable> spread_;
    bool is_all_ = false;
};

// Effective area for a point source at the position over that on the axis, with all its light, at
// the middle of the band: AREA_FRAC of light curves.
double area_fraction(const SkyPlan& plan, const SkySource& source);

}  // namespace heafs
