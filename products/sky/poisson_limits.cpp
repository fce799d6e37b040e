#include "products/sky/poisson_limits.h"

#include <cmath>

namespace heafs {
namespace {

constexpr int kBisections = 200;
constexpr int64_t kMostTerms = 1000000;

// Log of the sum: terms fall off quickly below n where x is small, and from n downwards always.
double log_poisson_tail(int64_t n, double x) {
    if (x <= 0) return 0;
    // The largest term among k <= n is at k = min(n, x).
    const auto peak = static_cast<int64_t>(std::min(static_cast<double>(n), std::floor(x)));
    const double log_peak =
        static_cast<double>(peak) * std::log(x) - std::lgamma(static_cast<double>(peak) + 1) - x;
    double sum = 1;
    double term = 1;
    for (int64_t k = peak; k > 0 && k > peak - kMostTerms; --k) {
        term *= static_cast<double>(k) / x;
        sum += term;
        if (term < sum * 1e-18) break;
    }
    term = 1;
    for (int64_t k = peak + 1; k <= n; ++k) {
        term *= x / static_cast<double>(k);
        sum += term;
        if (term < sum * 1e-18) break;
    }
    return log_peak + std::log(sum);
}

// The S where the posterior above it holds `above`.
double source_counts_with(int64_t counts, double background, double above) {
    const double whole = log_poisson_tail(counts, background);
    const double wanted = std::log(above);
    double low = 0;
    double high =
        static_cast<double>(counts) + 10 * std::sqrt(static_cast<double>(counts) + 1) + 30;
    while (log_poisson_tail(counts, high + background) - whole > wanted) high *= 2;
    for (int i = 0; i < kBisections && high > low; ++i) {
        const double middle = (low + high) / 2;
        if (middle <= low || middle >= high) break;
        (log_poisson_tail(counts, middle + background) - whole > wanted ? low : high) = middle;
    }
    return (low + high) / 2;
}

}  // namespace

double poisson_tail(int64_t n, double x) { return std::exp(log_poisson_tail(n, x)); }

double upper_limit(int64_t counts, double background, double confidence) {
    return source_counts_with(counts, background, 1 - confidence);
}

CountInterval central_interval(int64_t counts, double background, double confidence) {
    const double outside = (1 - confidence) / 2;
    return {source_counts_with(counts, background, 1 - outside),
            source_counts_with(counts, background, outside)};
}

}  // namespace heafs
