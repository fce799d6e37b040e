// Dates as FITS headers write them (FITS 4.0, 9.1.1; before 2000 also "31/12/99"), as moments on
// the time scale that the header means. No scale is changed here.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace heafs {

struct CalendarMoment {
    int64_t day = 0;          // since 1970-01-01, proleptic Gregorian calendar
    int64_t nanoseconds = 0;  // of that day; a leap second goes beyond 86400e9
    auto operator<=>(const CalendarMoment&) const = default;
};

// "2008-08-22T22:03:15.5", "2008-08-22", "22/08/98"; nothing for other texts. Digits below the
// nanosecond are cut.
std::optional<CalendarMoment> parse_calendar_moment(std::string_view text);

double mjd_of(const CalendarMoment& moment);
// Since 1970-01-01T00:00:00, days of 86400 s.
int64_t nanoseconds_of(const CalendarMoment& moment);
// "2008-08-22T22:03:15", or with another separator; fractions of a second are cut.
std::string text_of(const CalendarMoment& moment, char separator = 'T');

}  // namespace heafs
