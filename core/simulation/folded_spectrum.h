// A power law as an instrument sees it: through the effective area and the redistribution that its
// mission file states. The event lists and the response files of a simulation both come from here.
#pragma once

#include <optional>
#include <vector>

#include "config/missions/instrument.h"
#include "core/simulation/random.h"

namespace heafs {

// On axis, linear between the knots of the mission file; 0 below the first and above the last.
double effective_area_cm2(const Response& response, Energy energy);

// Standard deviation in keV of the measured energy: FWHM / sqrt(8 ln 2).
double energy_resolution_kev(const Response& response, Energy energy);

// Lower edge of a channel; that of channel + 1 is its upper edge.
Energy channel_edge(const EnergyScale& scale, int channel);

class FoldedSpectrum {
   public:
    // photons / (cm2 s keV) ~ E^-index. `response` must have at least two knots.
    FoldedSpectrum(const Response& response, const EnergyScale& scale, double index);

    // Counts a second on axis for 1 erg / (cm2 s) between 2 and 10 keV, dead time not counted.
    double counts_per_flux() const { return counts_per_flux_; }

    // The channel of one detected photon; nothing when it is measured outside the legal ones.
    std::optional<int> draw_channel(Random& random) const;

   private:
    Energy draw_energy(Random& random) const;

    Response response_;
    EnergyScale scale_;
    double log_first_ = 0, log_step_ = 0;  // the grid of energies
    std::vector<double> cumulative_;       // detected photons below each of its edges, up to 1
    double counts_per_flux_ = 0;
};

}  // namespace heafs
