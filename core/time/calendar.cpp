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

// Exactly `count` digits at `at`.
std::optional<int> digits(std::string_view text, size_t at, size_t count) {
    if (text.size() < at + count) return std::nullopt;
    int value = 0;
    for (const char c : text.substr(at, count)) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

// Seconds of the day in "T21:43:38.5"; a fraction is cut off.
std::optional<int64_t> seconds_of_day(std::string_view text) {
    const auto hour = digits(text, 1, 2), minute = digits(text, 4, 2), second = digits(text, 7, 2);
    if (!hour || !minute || !second || text[0] != 'T' || text[3] != ':' || text[6] != ':')
        return std::nullopt;
    if (*hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    return (*hour * 60 + *minute) * 60 + *second;
}

}  // namespace

std::string calendar_text(double mjdref_days, double mjdref_fraction, double seconds) {
    const double whole_days = std::floor(seconds / kDay);
    const double rest = (seconds - whole_days * kDay) + mjdref_fraction * kDay;
    if (!(mjdref_days + whole_days > kLeastMjd && mjdref_days + whole_days < kMostMjd))
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

std::optional<int64_t> nanoseconds_of_date(std::string_view text) {
    const auto y = digits(text, 0, 4), m = digits(text, 5, 2), d = digits(text, 8, 2);
    if (!y || !m || !d || text[4] != '-' || text[7] != '-') return std::nullopt;
    const year_month_day date = year(*y) / *m / *d;
    if (!date.ok() || *y < 1700 || *y > 2200) return std::nullopt;
    int64_t seconds = int64_t{sys_days(date).time_since_epoch().count()} * 86400;
    if (text.size() > 10) {
        const auto of_day = seconds_of_day(text.substr(10));
        if (!of_day) return std::nullopt;
        seconds += *of_day;
    }
    return seconds * 1000000000;
}

}  // namespace heafs
