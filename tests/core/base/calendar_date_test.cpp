#include "core/base/calendar_date.h"

#include <gtest/gtest.h>

namespace heafs {
namespace {

// FITS 4.0, 9.1.1, and SOFA: 2000-01-01 is MJD 51544.
TEST(CalendarMoment, OfTheYear2000IsItsKnownMjd) {
    EXPECT_DOUBLE_EQ(mjd_of(*parse_calendar_moment("2000-01-01T12:00:00")), 51544.5);
    EXPECT_DOUBLE_EQ(mjd_of(*parse_calendar_moment("2000-01-01")), 51544);
}

TEST(CalendarMoment, OfMjdZeroAndBeforeHasAPlace) {
    EXPECT_DOUBLE_EQ(mjd_of(*parse_calendar_moment("1858-11-17T00:00:00")), 0);
    EXPECT_DOUBLE_EQ(mjd_of(*parse_calendar_moment("1858-11-16T18:00:00")), -0.25);
}

// `date -u -d 2008-08-22T22:03:15 +%s` says 1219442595.
TEST(CalendarMoment, CountsNanosecondsSince1970) {
    EXPECT_EQ(nanoseconds_of(*parse_calendar_moment("2008-08-22T22:03:15.5")), 1219442595500000000);
}

TEST(CalendarMoment, OfTheOldFormIsInTheTwentiethCentury) {
    EXPECT_EQ(text_of(*parse_calendar_moment("22/08/98")), "1998-08-22T00:00:00");
}

TEST(CalendarMoment, IsWrittenAsItWasRead) {
    for (const char* text : {"2008-08-22T22:03:15", "1600-02-29T00:00:00", "2016-12-31T23:59:60"})
        EXPECT_EQ(text_of(*parse_calendar_moment(text)), text);
    EXPECT_EQ(text_of(*parse_calendar_moment("2008-08-22T22:03:15.99  "), ' '),
              "2008-08-22 22:03:15");
}

TEST(CalendarMoment, IsNotReadFromAnythingElse) {
    for (const char* text : {"", "today", "2008-13-01", "2008-02-30", "1900-02-29",
                             "2008-08-22 22:03:15", "2008-08-22T24:00:00", "2008-08-22T22:60:00",
                             "2008-08-22T22:03:61", "2008-08-22T22:03:15.x", "2008-08-22T22:03:15Z",
                             "2008-08-22T", "22/08/2008", "2008-8-22", "22-08-1998", "99/99/99"})
        EXPECT_FALSE(parse_calendar_moment(text)) << text;
}

}  // namespace
}  // namespace heafs
