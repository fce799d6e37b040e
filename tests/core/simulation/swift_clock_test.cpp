#include "core/simulation/swift_clock.h"

#include <gtest/gtest.h>

namespace heafs {
namespace {

// TSTART, DATE-OBS and UTCFINIT of the observation 00030795038.
TEST(SwiftClock, AgreesWithARealHeader) {
    EXPECT_EQ(swift_utc(241135396.1635434), "2008-08-22T22:03:15");
    EXPECT_EQ(swift_utc(241136017.9739434), "2008-08-22T22:13:36");
    EXPECT_NEAR(swift_utcf(241135396.1635434), -3.0395, 0.01);
}

// 1826 days of 86400 s had passed when 2005-12-31T23:59:60 began.
TEST(SwiftClock, LeapSecondCountsOnceItIsOver) {
    EXPECT_EQ(swift_leap_seconds(1826 * 86400.0 + 0.9), 0);
    EXPECT_EQ(swift_leap_seconds(1826 * 86400.0 + 1), 1);
    EXPECT_EQ(swift_utc(1826 * 86400.0 + 1), "2006-01-01T00:00:00");
}

// TAI - UTC was 32 s in 2001 and is 37 s since 2017; the clock was 22 s ahead in 2021.
TEST(SwiftClock, FiveLeapSecondsBy2021) {
    EXPECT_EQ(swift_leap_seconds(6.4e8), 5);
    EXPECT_NEAR(swift_utcf(6.4e8), -27, 0.01);
}

TEST(SwiftClock, DriftBeginsWithTheMission) { EXPECT_EQ(swift_utcf(1.2e8), 0); }

}  // namespace
}  // namespace heafs
