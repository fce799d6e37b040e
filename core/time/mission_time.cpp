#include "core/time/mission_time.h"

#include <erfa.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "config/base/error.h"

namespace heafs {
namespace {

constexpr double kMjdZero = 2400000.5;  // JD of MJD 0
constexpr double kMostDays = 1e7;
constexpr double kMostSeconds = kMostDays * 86400;
const Decimal kSecondsPerDay(86400);
const Decimal kTtMinusTai = *Decimal(32184).shifted(-3);

// Bounded as they are here, sums and products of times fit into a Decimal.
constexpr int kKeptDecimals = 20;  // of a day: 10^-15 s

// A day of UTC and the seconds since its beginning, which reach 86401 where it has a leap second.
struct UtcMoment {
    int64_t mjd = 0;
    Decimal seconds;
};

struct CalendarDay {
    int year = 0;
    int month = 0;
    int day = 0;
};

std::optional<CalendarDay> calendar_day_of(int64_t mjd) {
    CalendarDay day;
    double fraction = 0;
    const int status =
        eraJd2cal(kMjdZero, static_cast<double>(mjd), &day.year, &day.month, &day.day, &fraction);
    return status == 0 ? std::optional(day) : std::nullopt;
}

// TAI - UTC in seconds, which changes within the day only before 1972; 0 before 1960.
Decimal tai_minus_utc(int64_t mjd, double fraction) {
    const auto day = calendar_day_of(mjd);
    double seconds = 0;
    if (day) eraDat(day->year, day->month, day->day, std::clamp(fraction, 0.0, 1.0), &seconds);
    return Decimal::from_double_shortest(seconds).value_or(Decimal()).rounded(kKeptDecimals);
}

// The day's number times 86400, in seconds.
Decimal seconds_before(int64_t mjd) { return Decimal(mjd * 86400); }

Decimal fitting(const std::optional<Decimal>& value) {
    if (!value) throw Error(Fault::kMalformed, "a time has too many digits");
    return *value;
}

Decimal mjd_tt_of(const UtcMoment& moment, int decimals) {
    const auto offset =
        fitting(tai_minus_utc(moment.mjd, moment.seconds.to_double() / 86400).plus(kTtMinusTai));
    const auto seconds = fitting(seconds_before(moment.mjd).plus(moment.seconds));
    return fitting(fitting(seconds.plus(offset)).divided(kSecondsPerDay, decimals));
}

// `mjd_tt` within bounds and with few enough digits to reckon with.
Decimal checked(const Decimal& mjd_tt) {
    if (std::abs(mjd_tt.to_double()) > kMostDays)
        throw Error(Fault::kMalformed, fmt::format("MJD {} is out of range", mjd_tt.text()));
    return mjd_tt.rounded(kKeptDecimals);
}

UtcMoment utc_of(const Decimal& mjd_tt) {
    const auto seconds = fitting(checked(mjd_tt).times(kSecondsPerDay));
    const auto tai = fitting(seconds.minus(kTtMinusTai));
    const auto since_midnight = [&](int64_t mjd, double fraction) {
        const auto utc = fitting(tai.minus(tai_minus_utc(mjd, fraction)));
        return fitting(utc.minus(seconds_before(mjd)));
    };
    auto mjd = static_cast<int64_t>(mjd_tt.floor().to_double());
    if (since_midnight(mjd, 0).is_negative()) --mjd;
    const double fraction = since_midnight(mjd, 0).to_double() / 86400;
    return {mjd, since_midnight(mjd, fraction)};
}

Decimal decimal_of(double value, double most, const char* what) {
    if (!(std::abs(value) <= most))
        throw Error(Fault::kMalformed, fmt::format("{} {} is out of range", what, value));
    // What is too small for a decimal is no time.
    return Decimal::from_double_shortest(value).value_or(Decimal()).rounded(kKeptDecimals);
}

Decimal reference_of(const MissionClock& clock) {
    const auto days = decimal_of(clock.mjdref_days, kMostDays, "the reference MJD");
    return fitting(days.plus(decimal_of(clock.mjdref_fraction, 1e3, "the fraction of MJDREF")));
}

Decimal utcf_of(const MissionClock& clock) {
    return decimal_of(clock.utcf_seconds, kMostSeconds, "UTCFINIT").rounded(15);
}

int64_t integer_of(const Decimal& value) { return static_cast<int64_t>(value.to_double()); }

std::optional<int> parse_digits(std::string_view text) {
    int value = 0;
    if (text.empty() || text[0] == '-') return std::nullopt;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

// "2009-06-18"
std::optional<int64_t> parse_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = parse_digits(text.substr(0, 4));
    const auto month = parse_digits(text.substr(5, 2));
    const auto day = parse_digits(text.substr(8, 2));
    if (!year || !month || !day || *year < 1960) return std::nullopt;
    double zero = 0;
    double mjd = 0;
    if (eraCal2jd(*year, *month, *day, &zero, &mjd) != 0) return std::nullopt;
    return static_cast<int64_t>(mjd);
}

// The seconds of a day that end with its last minute; more than 86400 with a leap second.
Decimal length_of_day(int64_t mjd) {
    const auto step = fitting(tai_minus_utc(mjd + 1, 0).minus(tai_minus_utc(mjd, 0)));
    return step == Decimal(1) ? Decimal(86401) : kSecondsPerDay;
}

// "120000", "120000.25", and in a day's last minute "235960"
std::optional<Decimal> parse_time_of_day(std::string_view text, int64_t mjd) {
    if (text.size() < 6 || text.back() == '.') return std::nullopt;
    const auto hour = parse_digits(text.substr(0, 2));
    const auto minute = parse_digits(text.substr(2, 2));
    const auto whole = parse_digits(text.substr(4, 2));
    const auto seconds = Decimal::parse(text.substr(4));
    if (!hour || !minute || !whole || !seconds) return std::nullopt;
    if (text.size() > 6 && text[6] != '.') return std::nullopt;
    const bool last_minute = *hour == 23 && *minute == 59;
    if (*hour > 23 || *minute > 59 || *whole > (last_minute ? 60 : 59)) return std::nullopt;
    const auto of_day = Decimal(*hour * 3600 + *minute * 60).plus(*seconds);
    if (!of_day || *of_day >= length_of_day(mjd)) return std::nullopt;
    return of_day->rounded(15);
}

}  // namespace

std::optional<Decimal> parse_utc(std::string_view text) {
    const auto mjd = parse_date(text.substr(0, 10));
    if (!mjd) return std::nullopt;
    if (text.size() == 10) return mjd_tt_of({*mjd, Decimal()}, 9);
    if (text[10] != 'T') return std::nullopt;
    const auto seconds = parse_time_of_day(text.substr(11), *mjd);
    return seconds ? std::optional(mjd_tt_of({*mjd, *seconds}, 9)) : std::nullopt;
}

double mission_seconds_of(const MissionClock& clock, const Decimal& mjd_tt) {
    const auto reference = reference_of(clock);
    if (clock.model == ClockModel::kIdeal) {
        const auto days = fitting(checked(mjd_tt).minus(reference)).rounded(kKeptDecimals);
        return fitting(days.times(kSecondsPerDay)).to_double();
    }
    const auto utc = utc_of(mjd_tt);
    const auto count = seconds_before(utc.mjd - integer_of(reference.floor()));
    return fitting(fitting(count.plus(utc.seconds)).minus(utcf_of(clock))).to_double();
}

Decimal mjd_tt_of(const MissionClock& clock, double mission_seconds) {
    const auto reference = reference_of(clock);
    const auto seconds = decimal_of(mission_seconds, kMostSeconds, "the mission time").rounded(15);
    if (clock.model == ClockModel::kIdeal) {
        const auto total = fitting(fitting(reference.times(kSecondsPerDay)).plus(seconds));
        return fitting(total.divided(kSecondsPerDay, 15));
    }
    const auto count = fitting(seconds.plus(utcf_of(clock)));
    const int64_t day = integer_of(fitting(count.divided(kSecondsPerDay, 15)).floor());
    const auto of_day = fitting(count.minus(seconds_before(day)));
    return mjd_tt_of({integer_of(reference.floor()) + day, of_day}, 15);
}

std::string utc_text_of(const Decimal& mjd_tt, int decimals) {
    auto utc = utc_of(mjd_tt);
    utc.seconds = utc.seconds.rounded(decimals);
    if (utc.seconds >= length_of_day(utc.mjd)) utc = {utc.mjd + 1, Decimal()};
    const auto day = calendar_day_of(utc.mjd);
    if (!day || day->year < 0 || day->year > 9999)
        throw Error(Fault::kMalformed, fmt::format("MJD {} has no UTC date", mjd_tt.text()));
    const auto minutes = std::min<int64_t>(integer_of(utc.seconds.floor()) / 60, 1439);
    auto seconds = fitting(utc.seconds.minus(Decimal(minutes * 60))).text();
    if (seconds.find('.') == 1 || seconds.size() == 1) seconds.insert(0, 1, '0');
    if (decimals > 0 && seconds.size() == 2) seconds += '.';
    seconds.resize(decimals > 0 ? 3 + static_cast<size_t>(decimals) : 2, '0');
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{}", day->year, day->month, day->day,
                       minutes / 60, minutes % 60, seconds);
}

}  // namespace heafs
