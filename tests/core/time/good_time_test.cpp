#include "core/time/good_time.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace heafs {
namespace {

using Intervals = std::vector<TimeInterval>;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(GoodTimeIntervals, AreSortedAndMerged) {
    const GoodTimeIntervals gti({{50, 60}, {0, 10}, {5, 20}, {6, 7}, {20, 30}});
    EXPECT_EQ(gti.intervals(), (Intervals{{0, 30}, {50, 60}}));
    EXPECT_EQ(gti.total_seconds(), 40);
}

TEST(GoodTimeIntervals, LeaveOutWhatHoldsNoTime) {
    const GoodTimeIntervals gti({{3, 3}, {9, 8}, {kNan, 5}, {5, kNan}, {1, 2}});
    EXPECT_EQ(gti.intervals(), (Intervals{{1, 2}}));
    EXPECT_TRUE(GoodTimeIntervals({{4, 4}}).empty());
    EXPECT_TRUE(GoodTimeIntervals().empty());
    EXPECT_EQ(GoodTimeIntervals().total_seconds(), 0);
}

TEST(GoodTimeIntervals, ContainTheirStartAndNotTheirStop) {
    const GoodTimeIntervals gti({{0, 10}, {20, 30}});
    EXPECT_TRUE(gti.contains(0));
    EXPECT_TRUE(gti.contains(9.999));
    EXPECT_FALSE(gti.contains(10));
    EXPECT_FALSE(gti.contains(15));
    EXPECT_TRUE(gti.contains(20));
    EXPECT_FALSE(gti.contains(30));
    EXPECT_FALSE(gti.contains(-1));
    EXPECT_FALSE(gti.contains(kNan));
    EXPECT_FALSE(GoodTimeIntervals().contains(0));
}

TEST(GoodTimeIntervals, AreCutByAWindow) {
    const GoodTimeIntervals gti({{0, 10}, {20, 30}, {40, 50}});
    EXPECT_EQ(gti.intersected({5, 25}).intervals(), (Intervals{{5, 10}, {20, 25}}));
    EXPECT_EQ(gti.intersected({-kInfinity, kInfinity}), gti);
    EXPECT_TRUE(gti.intersected({10, 20}).empty());
    EXPECT_TRUE(gti.intersected({25, 25}).empty());
    EXPECT_TRUE(gti.intersected({45, 5}).empty());
}

TEST(GoodTimeIntervals, HaveACommonPartWithOthers) {
    const GoodTimeIntervals a({{0, 10}, {20, 30}, {40, 50}});
    const GoodTimeIntervals b({{5, 22}, {30, 40}, {45, 46}, {47, 60}});
    const Intervals common{{5, 10}, {20, 22}, {45, 46}, {47, 50}};
    EXPECT_EQ(a.intersected(b).intervals(), common);
    EXPECT_EQ(b.intersected(a).intervals(), common);
    EXPECT_TRUE(a.intersected(GoodTimeIntervals()).empty());
}

GoodTimeIntervals some_intervals(std::mt19937& random) {
    Intervals intervals;
    for (auto i = random() % 12; i > 0; --i) {
        const auto start = static_cast<double>(random() % 100);
        intervals.push_back({start, start + static_cast<double>(random() % 12) - 1});
    }
    return GoodTimeIntervals(intervals);
}

// Every whole second is looked at by itself.
TEST(GoodTimeIntervals, AMomentIsInTheCommonPartWhenItIsInBoth) {
    std::mt19937 random(1);
    for (int round = 0; round < 2000; ++round) {
        const auto a = some_intervals(random);
        const auto b = some_intervals(random);
        const auto common = a.intersected(b);
        ASSERT_EQ(GoodTimeIntervals(common.intervals()), common);
        double seconds = 0;
        for (int t = 0; t < 120; ++t) {
            ASSERT_EQ(common.contains(t), a.contains(t) && b.contains(t));
            seconds += common.contains(t) ? 1 : 0;
        }
        ASSERT_EQ(common.total_seconds(), seconds);
    }
}

}  // namespace
}  // namespace heafs
