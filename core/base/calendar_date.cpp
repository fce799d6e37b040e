#include "core/base/calendar_date.h"

#include <fmt/format.h>

#include <chrono>

namespace heafs {
namespace {

constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kDay = 86400 * kSecond;
constexpr double kMjdOf1970 = 40587;

// Takes `count` digits from the front; nothing when there are fewer.
std::optional<int> take_digits(std::string_view& text, size_t count) {
    if (text.size() < count) return std::nullopt;
    int value = 0;
    for (const char c : text.substr(0, count)) {
        if (c < '0' || c > '9') return std::nullopt;
        value = 10 * value + (c - '0');
    }
    text.remove_prefix(count);
    return value;
}

bool take(std::string_view& text, char wanted) {
    if (text.empty() || text.front() != wanted) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<int64_t> day_of(int year, int month, int day) {
    using namespace std::chrono;
    const year_month_day date{std::chrono::year{year}, std::chrono::month(unsigned(month)),
                              std::chrono::day(unsigned(day))};
    if (!date.ok()) return std::nullopt;
    return sys_days(date).time_since_epoch().count();
}

// "31/12/99"
std::optional<int64_t> take_old_day(std::string_view& text) {
    const auto day = take_digits(text, 2);
    if (!day || !take(text, '/')) return std::nullopt;
    const auto month = take_digits(text, 2);
    if (!month || !take(text, '/')) return std::nullopt;
    const auto year = take_digits(text, 2);
    if (!year || !text.empty()) return std::nullopt;
    return day_of(1900 + *year, *month, *day);
}

std::optional<int64_t> take_day(std::string_view& text) {
    if (text.size() > 2 && text[2] == '/') return take_old_day(text);
    const auto year = take_digits(text, 4);
    if (!year || !take(text, '-')) return std::nullopt;
    const auto month = take_digits(text, 2);
    if (!month || !take(text, '-')) return std::nullopt;
    const auto day = take_digits(text, 2);
    return day ? day_of(*year, *month, *day) : std::nullopt;
}

std::optional<int64_t> take_fraction(std::string_view& text) {
    int64_t value = 0;
    if (!take(text, '.')) return value;
    for (int64_t unit = kSecond / 10; !text.empty(); unit /= 10) {
        const auto digit = take_digits(text, 1);
        if (!digit) return std::nullopt;
        value += *digit * unit;
    }
    return value;
}

std::optional<int64_t> take_time(std::string_view& text) {
    const auto hour = take_digits(text, 2);
    if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
    const auto minute = take_digits(text, 2);
    if (!minute || *minute > 59 || !take(text, ':')) return std::nullopt;
    const auto second = take_digits(text, 2);
    if (!second || *second > 60) return std::nullopt;
    const auto fraction = take_fraction(text);
    if (!fraction) return std::nullopt;
    return (int64_t{*hour} * 3600 + int64_t{*minute} * 60 + *second) * kSecond + *fraction;
}

}  // namespace

std::optional<CalendarMoment> parse_calendar_moment(std::string_view text) {
    while (text.ends_with(' ')) text.remove_suffix(1);
    const auto day = take_day(text);
    if (!day) return std::nullopt;
    if (text.empty()) return CalendarMoment{*day, 0};
    if (!take(text, 'T')) return std::nullopt;
    const auto time = take_time(text);
    if (!time || !text.empty()) return std::nullopt;
    return CalendarMoment{*day, *time};
}

double mjd_of(const CalendarMoment& moment) {
    return kMjdOf1970 + static_cast<double>(moment.day) +
           static_cast<double>(moment.nanoseconds) / static_cast<double>(kDay);
}

int64_t nanoseconds_of(const CalendarMoment& moment) {
    return moment.day * kDay + moment.nanoseconds;
}

std::string text_of(const CalendarMoment& moment, char separator) {
    using namespace std::chrono;
    const year_month_day date{sys_days(days(moment.day))};
    const int64_t seconds = moment.nanoseconds / kSecond;
    const int64_t minutes = std::min<int64_t>(seconds / 60, 1439);
    return fmt::format("{:04}-{:02}-{:02}{}{:02}:{:02}:{:02}", int{date.year()},
                       unsigned{date.month()}, unsigned{date.day()}, separator, minutes / 60,
                       minutes % 60, seconds - 60 * minutes);
}

}  // namespace heafs
