// The spectrum of a region as a picture shows it: channels of the asked band, joined until a group
// has enough counts to be seen.
#pragma once

#include <cstdint>
#include <vector>

#include "products/sky/sky_plan.h"

namespace heafs {

struct SpectrumGroup {
    double low_kev = 0;
    double high_kev = 0;
    int64_t counts = 0;               // in the region
    int64_t counts_background = 0;    // in the background region
    double background_in_region = 0;  // of these, expected in the region: sum of alpha_k C_k
    bool operator==(const SpectrumGroup&) const = default;
};

// Joins neighbours, in order. A group ends when it has a 60th of all counts (from 15 to 100) and is
// not narrower than an 80th of the whole range in log energy, or when it is wider than a 12th of
// it. What is left at the end goes to the last group.
std::vector<SpectrumGroup> joined_for_display(const std::vector<SpectrumGroup>& channels);

// The channels of the plan's band above 0 keV, one by one.
std::vector<SpectrumGroup> spectrum_of_band(const SkyPlan& plan);

}  // namespace heafs
