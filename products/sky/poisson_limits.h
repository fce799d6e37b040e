// Limits and intervals for a source rate on a Poissonian background, with a flat prior.
#pragma once

#include <cstdint>

namespace heafs {

// Three sigma, one-sided: the "99.865 %" of limits.
inline constexpr double kThreeSigma = 0.9986501019683699;

// Q(n + 1, x) = e^-x sum_{k<=n} x^k / k!, the regularised upper incomplete gamma function of an
// integer, x >= 0, n >= 0.
double poisson_tail(int64_t n, double x);

// The upper limit S of the source counts: 1 - CL = Q(N+1, S+B) / Q(N+1, B), for N counts in the
// region of which B are expected of the background. To about 1e-10 relative.
double upper_limit(int64_t counts, double background, double confidence);

struct CountInterval {
    double low = 0;
    double high = 0;
};
// The central interval of the same posterior, e.g. confidence 0.683: half of the rest on each side.
CountInterval central_interval(int64_t counts, double background, double confidence);

}  // namespace heafs
