#include "products/sky/source_light.h"

#include "products/sky/detector_mask.h"
#include "products/sky/exposure_map.h"
#include "products/sky/list_responses.h"

namespace heafs {

Vignetting vignetting_of(const EventSegment& segment, const Instrument& instrument, Energy energy) {
    const auto area = find_area(segment, instrument);
    const double on_axis = area ? area->at_cm2(energy, Angle{0}) : 0;
    if (!(on_axis > 0)) return instrument.vignetting;
    Vignetting vignetting;
    for (const double theta : area->angles())
        vignetting.table.push_back({Angle{theta}, area->at_cm2(energy, Angle{theta}) / on_axis});
    return vignetting;
}

LightInRegion::LightInRegion(const SkyPlan& plan, const SkySource& source)
    : plan_(plan),
      mask_(plan.resolved ? mask_within(source, *plan.region) : nullptr),
      field_(field_of(*source.segment, *plan.instrument)),
      spread_(plan.resolved ? find_spread(*source.segment, *plan.instrument) : nullptr) {
    field_.mask = mask_.get();
    const auto area = find_area(*source.segment, *plan.instrument);
    is_all_ = !plan.resolved || (area && area->point_like());
}

double LightInRegion::at(Energy energy) const {
    if (is_all_) return 1;
    if (spread_) {
        const Angle off_axis = separation(field_.axis, plan_.region->centre());
        if (const auto spread = spread_->at(energy, off_axis))
            return psf_fraction(field_, *plan_.region, *spread);
    }
    const auto& psf = plan_.instrument->psf;
    return psf ? psf_fraction(field_, *plan_.region, *psf) : 1;
}

double area_fraction(const SkyPlan& plan, const SkySource& source) {
    const Energy middle = middle_energy(plan);
    const Vignetting fall = vignetting_of(*source.segment, *plan.instrument, middle);
    return vignetting_factor(fall, source.off_axis, middle) *
           LightInRegion(plan, source).at(middle);
}

}  // namespace heafs
