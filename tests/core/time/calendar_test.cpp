// Expected values: astropy 5.2, Time(days, fraction, format='mjd', scale='tt') + seconds.
#include "core/time/calendar.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "config/base/error.h"

namespace heafs {
namespace {

TEST(CalendarText, AgreesWithAstropy) {
    EXPECT_EQ(calendar_text(51910, 7.4287037e-4, 241135460.347), "2008-08-22T22:05:24.531");
    EXPECT_EQ(calendar_text(51544, 0.5, 0), "2000-01-01T12:00:00.000");
    EXPECT_EQ(calendar_text(50814, 7.29e-4, 1e9), "2029-09-09T01:47:42.986");
}

TEST(CalendarText, GoesBackBeforeTheReference) {
    EXPECT_EQ(calendar_text(58849, 0, -1e9), "1988-04-23T22:13:20.000");
    EXPECT_EQ(calendar_text(51910, 0, -0.001), "2000-12-31T23:59:59.999");
}

TEST(CalendarText, RoundsToAMillisecondAcrossMidnight) {
    EXPECT_EQ(calendar_text(51910, 0, 0.0004), "2001-01-01T00:00:00.000");
    EXPECT_EQ(calendar_text(51909, 0, 86399.9996), "2001-01-01T00:00:00.000");
}

TEST(CalendarText, The29thOfFebruaryExistsInLeapYears) {
    EXPECT_EQ(calendar_text(51603, 0, 0), "2000-02-29T00:00:00.000");      // MJD 51604: 1 March
    EXPECT_EQ(calendar_text(15078, 0, 86400), "1900-03-01T00:00:00.000");  // no 29th before it
}

TEST(CalendarText, NotANumberIsNoDate) {
    for (const double seconds :
         {std::nan(""), std::numeric_limits<double>::infinity(), 1e30, -1e30})
        EXPECT_THROW(calendar_text(51910, 0, seconds), Error) << seconds;
    EXPECT_THROW(calendar_text(std::nan(""), 0, 0), Error);
}

// Years have four digits: 9999-12-31 is MJD 2973483, 0000-01-01 is MJD -678941.
TEST(CalendarText, GivesFourDigitsOfTheYear) {
    EXPECT_EQ(calendar_text(2969999, 0, 0).size(), 23u);
    EXPECT_EQ(calendar_text(-677999, 0, 0).size(), 23u);
    EXPECT_THROW(calendar_text(2973484, 0, 0), Error);
    EXPECT_THROW(calendar_text(-678942, 0, 0), Error);
}

TEST(CalendarText, AFractionThatIsNoNumberIsNoDate) {
    EXPECT_THROW(calendar_text(51910, std::nan(""), 0), Error);
    EXPECT_THROW(calendar_text(51910, 1e300, 0), Error);
}

}  // namespace
}  // namespace heafs
