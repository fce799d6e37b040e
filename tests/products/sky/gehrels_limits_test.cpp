#include "products/sky/gehrels_limits.h"

#include <gtest/gtest.h>

#include <cmath>

namespace heafs {
namespace {

// Gehrels 1986, ApJ 303, 336: tables 1 (upper) and 2 (lower), the column of 0.8413.
TEST(GehrelsLimits, AreThoseOfHisTables) {
    GehrelsLimits limits;
    const struct {
        int64_t counts;
        double low, high;
    } rows[] = {{0, 0, 1.841},     {1, 0.173, 3.300},  {2, 0.708, 4.638}, {3, 1.367, 5.918},
                {5, 2.840, 8.382}, {10, 6.891, 14.27}, {20, 15.57, 25.55}};
    for (const auto& row : rows) {
        EXPECT_NEAR(limits.of(row.counts).low, row.low, 0.0007 * row.high) << row.counts;
        EXPECT_NEAR(limits.of(row.counts).high, row.high, 0.0006 * row.high) << row.counts;
    }
}

TEST(GehrelsLimits, OfManyCountsAreNearlyTheSquareRoot) {
    GehrelsLimits limits;
    const CountInterval of_a_million = limits.of(1000000);
    EXPECT_NEAR(of_a_million.high - 1e6, 1000.5, 1);
    EXPECT_NEAR(1e6 - of_a_million.low, 999.5, 1);
}

TEST(GehrelsLimits, DoNotJumpWhereTheApproximationBegins) {
    GehrelsLimits limits;
    const CountInterval before = limits.of(1000), after = limits.of(1001);
    // One count more moves both by one and their distance by 1 / (2 sqrt n).
    EXPECT_NEAR(after.high - before.high, 1.0158, 0.002);
    EXPECT_NEAR(after.low - before.low, 0.9842, 0.002);
}

}  // namespace
}  // namespace heafs
