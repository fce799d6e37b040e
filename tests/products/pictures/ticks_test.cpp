#include "products/pictures/ticks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace heafs {
namespace {

using testing::ElementsAre;

std::vector<std::string> labels(const std::vector<Tick>& ticks) {
    std::vector<std::string> found;
    for (const Tick& tick : ticks)
        if (!tick.label.empty()) found.push_back(tick.label);
    return found;
}

TEST(LinearTicks, StandAtRoundNumbers) {
    EXPECT_THAT(labels(linear_ticks(0, 1, 6)),
                ElementsAre("0.0", "0.2", "0.4", "0.6", "0.8", "1.0"));
    EXPECT_THAT(labels(linear_ticks(-3, 11, 5)), ElementsAre("0", "5", "10"));
    EXPECT_THAT(labels(linear_ticks(-0.02, 0.02, 5)),
                ElementsAre("\u22120.02", "\u22120.01", "0.00", "0.01", "0.02"));
    EXPECT_THAT(labels(linear_ticks(54700, 54703, 4)),
                ElementsAre("54700", "54701", "54702", "54703"));
}

TEST(LinearTicks, AreAtMostAsManyAsAskedAndAtLeastOne) {
    for (const double width : {1e-9, 3.3e-5, 0.7, 1.0, 1.9, 86400.0, 4e12})
        for (const double low : {0.0, -width / 3, 5.123 * width})
            for (const int most : {2, 5, 8}) {
                const auto found = labels(linear_ticks(low, low + width, most));
                EXPECT_GE(found.size(), 1u) << low << " " << width;
                EXPECT_LE(found.size(), static_cast<size_t>(most) + 1) << low << " " << width;
            }
}

TEST(LogarithmicTicks, LabelWhatTheRangeHasRoomFor) {
    EXPECT_THAT(labels(logarithmic_ticks(0.3, 10)), ElementsAre("0.5", "1", "2", "5", "10"));
    EXPECT_THAT(labels(logarithmic_ticks(2, 6)), ElementsAre("2", "3", "4", "5", "6"));
    EXPECT_THAT(
        labels(logarithmic_ticks(1e-5, 0.1)),
        ElementsAre("10\u207b\u2075", "10\u207b\u2074", "10\u207b\u00b3", "10\u207b\u00b2", "0.1"));
    EXPECT_THAT(labels(logarithmic_ticks(0.015, 4)),
                ElementsAre("0.02", "0.05", "0.1", "0.2", "0.5", "1", "2"));
    EXPECT_LE(labels(logarithmic_ticks(1e-30, 1e30)).size(), 10u);
}

TEST(LogarithmicTicks, OfLessThanADecadeStandBetweenItsMultiplesToo) {
    EXPECT_THAT(labels(logarithmic_ticks(10, 20)), ElementsAre("10", "12", "14", "16", "18", "20"));
    EXPECT_GE(logarithmic_ticks(10, 20).size(), 21u);
    EXPECT_THAT(labels(logarithmic_ticks(0.15, 0.6)),
                ElementsAre("0.2", "0.3", "0.4", "0.5", "0.6"));
}

TEST(LogarithmicTicks, HaveSmallOnesAtAllMultiples) {
    EXPECT_EQ(logarithmic_ticks(1, 100).size(), 19u);  // 1 to 9, 10 to 90, 100
}

TEST(NumberLabel, IsPlainWhereThatIsShort) {
    EXPECT_EQ(number_label(0), "0");
    EXPECT_EQ(number_label(191), "191");
    EXPECT_EQ(number_label(0.005), "0.005");
    EXPECT_EQ(number_label(-2.5), "\u22122.5");
    EXPECT_EQ(number_label(1e6), "10\u2076");
    EXPECT_EQ(number_label(2e-12), "2\u00d710\u207b\u00b9\u00b2");
}

TEST(RoundNumberBelow, IsOneTwoOrFive) {
    EXPECT_DOUBLE_EQ(round_number_below(7.3), 5);
    EXPECT_DOUBLE_EQ(round_number_below(5), 5);
    EXPECT_DOUBLE_EQ(round_number_below(4.99), 2);
    EXPECT_DOUBLE_EQ(round_number_below(0.019), 0.01);
    EXPECT_DOUBLE_EQ(round_number_below(1000), 1000);
}

}  // namespace
}  // namespace heafs
