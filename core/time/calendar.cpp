#include "core/time/calendar.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>

#include "config/base/error.h"

namespace heafs {
namespace {

using namespace std::chrono;

constexpr double kDay = 86400;
constexpr sys_days kMjdZero = sys_days(year(1858) / 11 / 17);
constexpr double kLeastMjd = -678000;
constexpr double kMostMjd = 2970000;
constexpr double kMostFraction = 1000;

}  // namespace

std::string calendar_text(double mjdref_days, double mjdref_fraction, double seconds) {
    const double whole_days = std::floor(seconds / kDay);
    const double rest = (seconds - whole_days * kDay) + mjdref_fraction * kDay;
    if (!(mjdref_days + whole_days > kLeastMjd && mjdref_days + whole_days < kMostMjd) ||
        !(std::abs(mjdref_fraction) < kMostFraction))
        throw Error(Fault::kMalformed, fmt::format("{} s after MJD {} is no date", seconds,
                                                   mjdref_days + mjdref_fraction));
    const auto moment = kMjdZero + days(static_cast<int64_t>(mjdref_days + whole_days)) +
                        milliseconds(std::llround(rest * 1000));
    const auto day = floor<days>(moment);
    const year_month_day date(day);
    const hh_mm_ss<milliseconds> time(moment - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       time.hours().count(), time.minutes().count(), time.seconds().count(),
                       time.subseconds().count());
}

}  // namespace heafs
