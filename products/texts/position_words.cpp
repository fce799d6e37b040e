#include "products/texts/position_words.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>

namespace heafs {

std::string sexagesimal(Angle ra, Angle dec) {
    // Whole numbers of the last digit, so that no 60 seconds come out.
    constexpr int64_t kDay = int64_t{24} * 3600 * 100;
    const int64_t time = std::llround(ra.degrees * 240 * 100) % kDay;
    const int64_t arc = std::llround(std::fabs(dec.degrees) * 3600 * 10);
    return fmt::format("{:02}h{:02}m{:02}.{:02}s {}{:02}d{:02}m{:02}.{}s", time / 360000,
                       time / 6000 % 60, time / 100 % 60, time % 100,
                       dec.degrees < 0 && arc > 0 ? '-' : '+', arc / 36000, arc / 600 % 60,
                       arc / 10 % 60, arc % 10);
}

}  // namespace heafs
