#include "core/simulation/rounding.h"

#include <fmt/format.h>

#include <cmath>
#include <string>

namespace heafs {

double rounded(double value, double step) { return std::round(value / step) * step; }

double to_decimals(double value, int places) {
    const double scale = std::pow(10, places);
    return std::round(value * scale) / scale;
}

double to_digits(double value, int digits) {
    return std::stod(fmt::format("{:.{}e}", value, digits - 1));
}

}  // namespace heafs
