// Which bin a time is in, and which bins hold good time.
#include "products/sky/time_bins.h"

#include <gtest/gtest.h>

#include <cmath>

namespace heafs {
namespace {

Decimal decimal(const char* text) { return *Decimal::parse(text); }

// Edges are exact multiples of the decimal width, rounded to a double once: 0.1 added a million
// times would be 1.3e-6 off.
TEST(TimeBins, EdgesDoNotDrift) {
    const TimeBins bins(0, decimal("0.1"));
    for (const int64_t k : {1, 3, 7, 1000003, 123456789})
        EXPECT_EQ(static_cast<double>(bins.edge(k)), static_cast<double>(k) / 10) << k;
}

TEST(TimeBins, ATimeOnAnEdgeBelongsToTheBinBehindIt) {
    const TimeBins bins(100, decimal("2.5"));
    EXPECT_EQ(bins.bin_of(100), 0);
    EXPECT_EQ(bins.bin_of(102.5), 1);
    EXPECT_EQ(bins.bin_of(std::nextafter(102.5, 0)), 0);
    EXPECT_EQ(bins.bin_of(100 + 2.5 * 1e6), 1000000);
    EXPECT_EQ(bins.centre(0), 101.25);
    EXPECT_EQ(bins.width(), 2.5);
}

TEST(TimeBins, EveryTimeLiesBetweenTheEdgesOfItsBin) {
    // Seconds of Swift's clock, where a double is 3e-8 s wide.
    const TimeBins bins(241135396.16354337, decimal("2.51"));
    for (int i = 0; i < 100000; ++i) {
        const double time = 241135396.16354337 + 0.006218 * i;
        const int64_t bin = bins.bin_of(time);
        ASSERT_LE(bins.edge(bin), time);
        ASSERT_GT(bins.edge(bin + 1), time);
    }
}

TEST(TimeBins, TheSmallestBinsOfTheLatestTimesAreKeptApart) {
    const TimeBins bins(2.5e11, decimal("0.000001"));  // the year 9900
    EXPECT_EQ(bins.bin_of(2.5e11), 0);
    EXPECT_EQ(bins.bin_of(2.5e11 + 1), 1000000);
}

TEST(ExposedBins, AreThoseThatGoodTimeReachesInto) {
    const TimeBins bins(0, decimal("10"));
    // Two in one bin; one that ends on an edge; one across three bins.
    const ExposedBins exposed(bins, GoodTimeIntervals({{0, 1}, {2, 3}, {30, 40}, {75, 91}}));
    EXPECT_EQ(exposed.rows(), 5);
    std::vector<int64_t> numbers;
    for (int64_t row = 0; row < 5; ++row) numbers.push_back(exposed.bin_at(row));
    EXPECT_EQ(numbers, (std::vector<int64_t>{0, 3, 7, 8, 9}));
    for (int64_t row = 0; row < 5; ++row) EXPECT_EQ(exposed.row_of(exposed.bin_at(row)), row);
}

TEST(ExposedBins, OfNeighboursAreOneRun) {
    const TimeBins bins(0, decimal("10"));
    EXPECT_EQ(ExposedBins(bins, GoodTimeIntervals({{0, 5}, {12, 13}, {15, 25}})).runs().size(), 1u);
    EXPECT_EQ(ExposedBins(bins, GoodTimeIntervals({{0, 5}, {20, 25}})).runs().size(), 2u);
    EXPECT_EQ(ExposedBins(bins, GoodTimeIntervals()).rows(), 0);
}

TEST(ExposedBins, ATimeOutsideGoesToTheRowBeforeIt) {
    const TimeBins bins(0, decimal("10"));
    const ExposedBins exposed(bins, GoodTimeIntervals({{0, 15}, {70, 75}}));
    EXPECT_EQ(exposed.row_of(4), 1);
    EXPECT_EQ(exposed.row_of(-3), 0);
    EXPECT_EQ(exposed.row_of(99), 2);
}

}  // namespace
}  // namespace heafs
