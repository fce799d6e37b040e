#include "products/sky/li_ma.h"

#include <algorithm>
#include <cmath>

namespace heafs {
namespace {

// x ln(x / expected), 0 for x = 0.
double term(double x, double expected) { return x > 0 ? x * std::log(x / expected) : 0; }

}  // namespace

double li_ma_significance(int64_t on, int64_t off, double alpha) {
    const auto n_on = static_cast<double>(on), n_off = static_cast<double>(off);
    const double all = n_on + n_off;
    // What is expected of all counts in either region if there were no source.
    const double log_ratio = term(n_on, all * alpha / (1 + alpha)) + term(n_off, all / (1 + alpha));
    const double size = std::sqrt(2 * std::max(0.0, log_ratio));
    return n_on < alpha * n_off ? -size : size;
}

}  // namespace heafs
