// The hardness ratio of two bands' Poissonian counts on known backgrounds.
#pragma once

#include <cstdint>

namespace heafs {

// Counts in the region, and how many of them are expected of the background.
struct BandCounts {
    int64_t counts = 0;
    double background = 0;
};

// (H - S) / (H + S), in [-1, 1].
struct HardnessRatio {
    double median = 0;
    double low = 0;  // central interval of the confidence asked for
    double high = 0;
};

// By the joint posterior of the source counts S and H: each (x + B)^N e^-x for x >= 0, the flat
// prior that the limits have too; integrated numerically over the ratio, to about 1e-4 (Park et al.
// 2006, ApJ 652, 610, section 2.2.2, with backgrounds taken as known). Without background
// H / (H + S) has a beta distribution of parameters N_H + 1, N_S + 1.
HardnessRatio hardness_ratio(const BandCounts& soft, const BandCounts& hard, double confidence);

}  // namespace heafs
