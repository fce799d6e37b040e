// Rates in a region over time as a picture shows them: bins wide enough to be seen, from the good
// times and events of a plan.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "products/sky/gehrels_limits.h"
#include "products/sky/product_parts.h"
#include "products/sky/time_bins.h"

namespace heafs {

struct RateBin {
    double from = 0;  // seconds of the product's time: where its good time begins and ends
    double to = 0;
    double live_seconds = 0;
    int64_t counts = 0;
    int64_t counts_background = 0;
    double background_in_region = 0;  // of these, expected in the region: sum of alpha_k C_k
    double alpha_seconds = 0;         // sum of alpha_k T_k; 0: there is no background region
    double area_seconds = 0;          // sum of (area fraction)_k T_k

    // Region over background region.
    double alpha() const {
        return counts_background > 0 ? background_in_region / static_cast<double>(counts_background)
                                     : alpha_seconds / live_seconds;
    }
};

// As lightcurve.fits has them: RATE with its ERROR_LO and ERROR_HI, and the same of the background
// as it is expected in the region. Count/s of a point source on the axis.
struct MeasuredRate {
    double value = 0;
    double low = 0;
    double high = 0;
};
MeasuredRate net_rate(const RateBin& bin, GehrelsLimits& limits);
MeasuredRate background_rate(const RateBin& bin, GehrelsLimits& limits);

// The width of bins: as asked, else 1, 2 or 5 times a power of ten of seconds so that a bin of
// the good time holds about 25 counts on average, the whole at least 8 and at most 120 bins. Twice
// as wide until at most 200 bins hold good time.
Decimal width_for_display(const GoodTimeIntervals& good, int64_t counts,
                          const std::optional<Decimal>& asked);

// Bins whose live time is less than half the median, as those at the ends of good times are, joined
// with a neighbour that adjoins them; without one they stay.
std::vector<RateBin> without_slivers(const std::vector<RateBin>& bins, double width);

// Bins with good time, in order; slivers are joined unless the width was asked.
std::vector<RateBin> rates_for_display(const SkyPlan& plan, const ProductTime& time);

}  // namespace heafs
