// Which lists and events a folder has: edges of time, region and field, and why there is none.
#include "products/sky/sky_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numbers>

#include "products/sky/sky_numbers.h"
#include "tests/products/sky/sky_site.h"

namespace heafs {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class SkyPlanTest : public testing::Test {
   protected:
    std::shared_ptr<const SkyPlan> plan(const std::string& between) {
        return site_.plan("sky/100/20/" + between + "mini_cam").plan;
    }
    std::string why(const std::string& between) {
        return site_.plan("sky/100/20/" + between + "mini_cam").why_not;
    }
    // The channels of the events in the region, which the tests use as names.
    static std::vector<int32_t> found(const SkyPlan& plan) {
        std::vector<int32_t> channels;
        for (const SkySource* source : plan.exposed())
            for (const int32_t i : plan.events_in(*source, *plan.region, false))
                channels.push_back(source->segment->channel(i));
        std::sort(channels.begin(), channels.end());
        return channels;
    }
    std::vector<int32_t> found(const std::string& between) {
        const auto made = plan(between);
        EXPECT_TRUE(made) << why(between);
        return made ? found(*made) : std::vector<int32_t>{};
    }
    double exposure(const std::string& between) {
        const auto made = plan(between);
        double seconds = 0;
        for (const SkySource* source : made->exposed()) seconds += source->exposure.value;
        return seconds;
    }

    SkySite site_{{"halosat"}, {mini_mission()}};
};

// 0.001 day is 86.4 s.
TEST_F(SkyPlanTest, AskedTimesAreHalfOpen) {
    site_.deliver_mini("0001/a.evt", {{{86.3, 500.5, 500.5, 1},
                                       {86.4, 500.5, 500.5, 2},
                                       {172.7, 500.5, 500.5, 3},
                                       {172.8, 500.5, 500.5, 4}},
                                      {{0, 1000}}});
    EXPECT_THAT(found("all/time_55000.001-55000.002/"), ElementsAre(2, 3));
    EXPECT_THAT(found("all/time_-55000.001/"), ElementsAre(1));
    EXPECT_THAT(found("all/time_55000.002-/"), ElementsAre(4));
    EXPECT_NEAR(exposure("all/time_55000.001-55000.002/"), 86.4, 1e-9);
    EXPECT_NEAR(exposure("all/time_55000.002-/"), 1000 - 172.8, 1e-9);
}

TEST_F(SkyPlanTest, GoodTimesAreHalfOpenAndThoseOfTheTable) {
    MiniList list{{{9.9, 500.5, 500.5, 1},
                   {10, 500.5, 500.5, 2},
                   {19.9, 500.5, 500.5, 3},
                   {20, 500.5, 500.5, 4},
                   {30, 500.5, 500.5, 5},
                   {40, 500.5, 500.5, 6}},
                  {{30, 40}, {10, 20}}};
    list.more_cards = {{"TSTART", 0.0, ""}, {"TSTOP", 50.0, ""}, {"EXPOSURE", 77.0, ""}};
    site_.deliver_mini("0001/a.evt", list);
    EXPECT_THAT(found("all/"), ElementsAre(2, 3, 5));
    EXPECT_DOUBLE_EQ(exposure("all/"), 20);
}

TEST_F(SkyPlanTest, AskedTimesCutGoodTimes) {
    site_.deliver_mini("0001/a.evt", {{{90, 500.5, 500.5}}, {{0, 50}, {80, 100}, {160, 200}}});
    const auto made = plan("all/time_55000.001-55000.002/");
    ASSERT_TRUE(made);
    EXPECT_THAT(made->sources[0].gti.intervals(),
                ElementsAre(testing::Field(&TimeInterval::start, testing::DoubleNear(86.4, 1e-9)),
                            testing::Field(&TimeInterval::stop, testing::DoubleNear(172.8, 1e-9))));
    EXPECT_NEAR(exposure("all/time_55000.001-55000.002/"), 13.6 + 12.8, 1e-9);
}

TEST_F(SkyPlanTest, TimezeroIsInTheTimesThatAreAsked) {
    MiniList list{{{10, 500.5, 500.5, 1}, {90, 500.5, 500.5, 2}}, {{0, 100}}};
    list.more_cards = {{"TIMEZERO", 86.4, ""}};
    site_.deliver_mini("0001/a.evt", list);
    EXPECT_THAT(found("all/time_55000.001-55000.002/"), ElementsAre(1));
    EXPECT_NEAR(exposure("all/time_55000.001-/"), 100, 1e-9);
    EXPECT_THAT(why("all/time_-55000.001/"), HasSubstr("not in this time"));
}

TEST_F(SkyPlanTest, ExposureIsCorrectedForDeadTime) {
    MiniList list{{{10, 500.5, 500.5}}, {{0, 100}}};
    list.more_cards = {{"DEADC", 0.75, ""}};
    site_.deliver_mini("0001/a.evt", list);
    EXPECT_DOUBLE_EQ(exposure("all/"), 75);
}

TEST_F(SkyPlanTest, ADeadTimeFactorThatCannotBeIsOne) {
    MiniList list{{{10, 500.5, 500.5}}, {{0, 100}}};
    list.more_cards = {{"DEADC", 0.0, ""}};
    site_.deliver_mini("0001/a.evt", list);
    EXPECT_DOUBLE_EQ(exposure("all/"), 100);
}

// A native pixel is 3.6 arcsec: 60 arcsec are 16.67 of them.
TEST_F(SkyPlanTest, AnAnnulusHasItsOuterAndNotItsInnerPart) {
    site_.deliver_mini("0001/a.evt", {{{1, 500.5, 500.5, 1},
                                       {2, 508.5, 500.5, 2},     // 28.8 arcsec
                                       {3, 500.5, 517.0, 3},     // 59.4
                                       {4, 500.5, 517.25, 4},    // 60.3
                                       {5, 500.5, 484.0, 5}}});  // 59.4
    EXPECT_THAT(found("all/"), ElementsAre(1, 2, 3, 5));
    EXPECT_THAT(found("all/radius_28-60/"), ElementsAre(2, 3, 5));
    EXPECT_THAT(found("all/radius_29-59/"), IsEmpty());
    EXPECT_THAT(found("all/radius_59.5-60.5/"), ElementsAre(4));
}

TEST_F(SkyPlanTest, WorksAcrossTheZeroMeridianAndAtThePole) {
    MiniList zero{{{1, 500.5, 500.5, 1}, {2, 510.5, 500.5, 2}, {3, 490.5, 500.5, 3}}};
    zero.centre = {Angle{0}, Angle{0}};
    site_.deliver_mini("0001/a.evt", zero);
    MiniList pole = zero;
    pole.centre = {Angle{0}, Angle{89.999}};
    site_.deliver_mini("0002/a.evt", pole);
    const auto counted = [&](const std::string& folder) {
        const auto planning = site_.plan(folder);
        return planning.plan ? found(*planning.plan) : std::vector<int32_t>{-1};
    };
    EXPECT_THAT(counted("sky/0/0/all/mini_cam"), ElementsAre(1, 2, 3));
    EXPECT_THAT(counted("sky/359.99/0/all/radius_1/mini_cam"), ElementsAre(2));
    EXPECT_THAT(counted("sky/0.01/0/all/radius_1/mini_cam"), ElementsAre(3));
    EXPECT_THAT(counted("sky/77/90/all/mini_cam"), ElementsAre(1, 2, 3));
    EXPECT_THAT(counted("sky/180/89.999/all/radius_9/mini_cam"), ElementsAre(1));
}

TEST_F(SkyPlanTest, TheFieldEndsAtItsRadius) {
    site_.deliver_mini("0001/a.evt", {{{1, 500.5, 500.5}}});
    // 30 arcmin and the region's 60 arcsec.
    EXPECT_TRUE(site_.plan("sky/100/20.516/all/mini_cam").plan);
    const auto planning = site_.plan("sky/100/20.517/all/mini_cam");
    EXPECT_FALSE(planning.plan);
    EXPECT_EQ(planning.why_not, "mini_cam never looked here");
    const auto edge = site_.plan("sky/100/20.5/all/mini_cam").plan;
    ASSERT_TRUE(edge);
    // About half of the region lies inside.
    const double whole = std::numbers::pi / 3600;
    EXPECT_NEAR(edge->sources[0].region_extent / whole, 0.5, 0.02);
    EXPECT_NEAR(plan("all/")->sources[0].region_extent / whole, 1, 1e-9);
}

TEST_F(SkyPlanTest, ABackgroundIsScaledByAreasInTheField) {
    MiniList list;
    for (int i = 0; i < 12; ++i) list.events.push_back({1.0 * i, 500.5 + 50, 500.5, 10});  // 180"
    list.events.push_back({20, 500.5, 500.5, 10});
    site_.deliver_mini("0001/a.evt", list);
    const SkyNumbers numbers = count_in_region(*plan("all/"), Seconds{1000});
    EXPECT_EQ(numbers.counts, 1);
    EXPECT_EQ(numbers.counts_background, 12);
    // (60)^2 / (240^2 - 120^2) = 1 / 12.
    EXPECT_NEAR(numbers.background_in_region, 1, 1e-9);
    EXPECT_NEAR(numbers.net_rate, 0, 1e-12);
    EXPECT_DOUBLE_EQ(numbers.rate, 0.001);
}

TEST_F(SkyPlanTest, ARegionThatReachesIntoItsBackgroundHasNone) {
    site_.deliver_mini("0001/a.evt", {{{1, 500.5, 500.5}}});
    EXPECT_TRUE(plan("all/radius_120/")->background);
    EXPECT_FALSE(plan("all/radius_120.00001/")->background);
}

TEST_F(SkyPlanTest, AnImageHasARoundedNumberOfPixels) {
    site_.deliver_mini("0001/a.evt", {{{1, 500.5, 500.5}}});
    EXPECT_EQ(plan("all/")->image->size, 100);
    EXPECT_EQ(plan("all/size_0.1004/")->image->size, 100);
    EXPECT_EQ(plan("all/size_0.1006/")->image->size, 101);
    EXPECT_EQ(plan("all/size_0.001/pix_3.6/")->image->size, 1);
    EXPECT_THAT(why("all/size_0.001/pix_9/"), HasSubstr("no whole pixel"));
    EXPECT_THAT(why("all/size_100/pix_1/"), HasSubstr("more than 8192 pixels"));
}

TEST_F(SkyPlanTest, ProvenanceChangesWithTheInputsOnly) {
    site_.deliver_mini("0001/a.evt", {{{1, 500.5, 500.5}}, {{0, 100}}});
    const std::string one = plan("all/")->provenance;
    EXPECT_EQ(plan("0.1-0.2/radius_5/")->provenance, one);
    site_.deliver_mini("0002/a.evt", {{{201, 500.5, 500.5}}, {{200, 300}}});
    EXPECT_NE(plan("all/")->provenance, one);
    EXPECT_EQ(plan("all/obs_0001/")->provenance, one);
    EXPECT_EQ(plan("all/time_-55000.002/")->provenance, one);
}

TEST_F(SkyPlanTest, SaysWhyThereIsNone) {
    EXPECT_EQ(why("all/"), "mini_cam never looked here");
    site_.deliver_mini("0001/a.evt", {{{1, 500.5, 500.5}}, {{0, 100}}});
    EXPECT_EQ(why("all/obs_0009/"), "there is no observation 0009 of mini_cam");
    EXPECT_EQ(why("all/time_55001-/"), "mini_cam looked here, but not in this time");
    EXPECT_EQ(why("all/time_55001-/obs_0001/"),
              "observation 0001 of mini_cam looked here, but not in this time");
    EXPECT_EQ(why("1-2/"),
              "no channel of mini_cam has its centre in the band 1-2: it sees 0 keV to 1 keV "
              "(channels 0 to 99), and its own bands are 0.1-0.9");
    EXPECT_EQ(site_.plan("sky/10/20/all/obs_0001/mini_cam").why_not,
              "observation 0001 of mini_cam never looked here");
}

TEST_F(SkyPlanTest, AListWithoutGoodTimeGivesNothing) {
    site_.deliver_mini("0001/a.evt", {{}, {}});
    EXPECT_FALSE(plan("all/"));
    EXPECT_NE(why("all/"), "");
}

}  // namespace
}  // namespace heafs
