#include "core/simulation/swift_clock.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cmath>
#include <utility>

#include "core/simulation/rounding.h"

namespace heafs {
namespace {

using namespace std::chrono;

constexpr sys_days kReference = year(2001) / 1 / 1;
constexpr std::array<sys_days, 5> kAfterLeapSeconds = {
    sys_days(year(2006) / 1 / 1), sys_days(year(2009) / 1 / 1), sys_days(year(2012) / 7 / 1),
    sys_days(year(2015) / 7 / 1), sys_days(year(2017) / 1 / 1)};

// Mission time, and how far the clock is ahead then: the observed course, straightened.
constexpr std::array<std::pair<double, double>, 3> kDrift = {
    {{1.23e8, 0.0}, {2.41e8, 2.04}, {6.4e8, 22.0}}};

}  // namespace

int swift_leap_seconds(double met) {
    int leaps = 0;
    for (const sys_days day : kAfterLeapSeconds) {
        const auto utc = static_cast<double>(seconds(day - kReference).count());
        if (met >= utc + leaps + 1) ++leaps;
    }
    return leaps;
}

double swift_utcf(double met) {
    double drift = 0;
    for (size_t i = 1; i < kDrift.size(); ++i) {
        const auto& [from, at_from] = kDrift[i - 1];
        const auto& [to, at_to] = kDrift[i];
        // The last piece goes on for ever.
        if (met >= from) drift = at_from + (met - from) / (to - from) * (at_to - at_from);
    }
    return to_decimals(-swift_leap_seconds(met) - drift, 4);
}

std::string swift_utc(double met) {
    const double utc = std::floor(met - swift_leap_seconds(met));
    const auto moment = kReference + seconds(static_cast<int64_t>(utc));
    const auto day = floor<days>(moment);
    const year_month_day date(day);
    const hh_mm_ss time(moment - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       time.hours().count(), time.minutes().count(), time.seconds().count());
}

}  // namespace heafs
