// What a count rate in the region is as a flux, for a stated spectrum.
#pragma once

#include <optional>

#include "products/sky/sky_plan.h"

namespace heafs {

inline constexpr double kFluxIndex = 2;  // photon index of the power law, not absorbed

// erg/cm2 between the actual edges of the band for one count of the band in the region, of a power
// law E^-2 through the folder's responses (area, vignetting, light in the region, redistribution):
//   (ln(E2/E1) keV) / (sum over energy bins of (1/low - 1/high) ARF(E) R(E, band)).
// A bin that begins at 0 keV is left out. Nothing without responses, or where no photon of the law
// is measured in the band.
std::optional<double> flux_of_a_count(const SkyPlan& plan);

}  // namespace heafs
