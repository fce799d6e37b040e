#include "products/sky/grouped_spectrum.h"

#include <gtest/gtest.h>

#include "tests/products/sky/sky_site.h"

namespace heafs {
namespace {

// Channels of 0.01 keV from 0.3 keV on.
std::vector<SpectrumGroup> channels(const std::vector<int64_t>& counts) {
    std::vector<SpectrumGroup> made;
    for (size_t i = 0; i < counts.size(); ++i)
        made.push_back({0.3 + 0.01 * static_cast<double>(i), 0.31 + 0.01 * static_cast<double>(i),
                        counts[i], 2, 0.5});
    return made;
}

TEST(JoinedSpectrum, LosesNoCountAndNoEnergy) {
    std::vector<int64_t> counts;
    for (int i = 0; i < 970; ++i) counts.push_back(i * 7919 % 13 / 4);
    const auto all = channels(counts);
    const auto groups = joined_for_display(all);
    int64_t sum = 0, expected = 0, there = 0;
    for (const SpectrumGroup& channel : all) expected += channel.counts;
    for (size_t i = 0; i < groups.size(); ++i) {
        sum += groups[i].counts;
        there += groups[i].counts_background;
        if (i > 0) {
            EXPECT_NEAR(groups[i].low_kev, groups[i - 1].high_kev, 1e-12);
        }
    }
    EXPECT_EQ(sum, expected);
    EXPECT_EQ(there, 2 * 970);
    EXPECT_EQ(groups.front().low_kev, 0.3);
    EXPECT_EQ(groups.back().high_kev, all.back().high_kev);
    EXPECT_LT(groups.size(), 100u);
    EXPECT_GT(groups.size(), 12u);
}

TEST(JoinedSpectrum, WithoutCountsHasAFewWideGroups) {
    const auto groups = joined_for_display(channels(std::vector<int64_t>(970, 0)));
    EXPECT_GE(groups.size(), 8u);
    EXPECT_LE(groups.size(), 12u);
}

TEST(JoinedSpectrum, OfOneChannelIsThatChannel) {
    EXPECT_EQ(joined_for_display(channels({4})), channels({4}));
    EXPECT_TRUE(joined_for_display({}).empty());
}

TEST(SpectrumOfBand, HasTheChannelsOfTheBandAbove0keVWithTheirScaledBackground) {
    SkySite site({"halosat"}, {mini_mission()});
    MiniList list;
    for (const int64_t channel : {0, 10, 10, 11, 40})
        list.events.push_back({1, 500.5, 500.5, channel});
    for (const int64_t channel : {10, 11, 11}) list.events.push_back({1, 550.5, 500.5, channel});
    site.deliver_mini("0001/a.evt", list);
    const auto all = spectrum_of_band(*site.plan("sky/100/20/all/mini_cam").plan);
    ASSERT_EQ(all.size(), 99u);  // channel 0 begins at 0 keV
    EXPECT_NEAR(all.front().low_kev, 0.01, 1e-12);
    const auto band = spectrum_of_band(*site.plan("sky/100/20/0.1-0.12/mini_cam").plan);
    ASSERT_EQ(band.size(), 2u);
    EXPECT_EQ(band[0].counts, 2);
    EXPECT_EQ(band[1].counts, 1);
    EXPECT_EQ(band[1].counts_background, 2);
    EXPECT_NEAR(band[1].background_in_region, 2.0 * 60 * 60 / (240 * 240 - 120 * 120), 1e-9);
}

}  // namespace
}  // namespace heafs
