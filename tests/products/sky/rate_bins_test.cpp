#include "products/sky/rate_bins.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/products/sky/sky_site.h"
#include "tests/support/outside_programs.h"

namespace heafs {
namespace {

GoodTimeIntervals good(std::vector<TimeInterval> intervals) {
    return GoodTimeIntervals(std::move(intervals));
}

TEST(WidthForDisplay, FollowsTheCounts) {
    // 3000 s and 1000 counts: 40 bins of 75 s, which 50 s are next to.
    EXPECT_EQ(width_for_display(good({{0, 3000}}), 1000, {}).text(), "50");
    EXPECT_EQ(width_for_display(good({{0, 3000}}), 0, {}).text(), "200");        // 8 bins
    EXPECT_EQ(width_for_display(good({{0, 3000}}), 10000000, {}).text(), "20");  // 120 bins
}

TEST(WidthForDisplay, IsDoubledUntilThereAreFewBins) {
    const Decimal asked = *Decimal::parse("2.5");
    EXPECT_EQ(width_for_display(good({{0, 400}}), 5, asked).text(), "2.5");
    EXPECT_EQ(width_for_display(good({{0, 4000}}), 5, asked).text(), "20");  // 200 bins
    std::vector<TimeInterval> many;
    for (int i = 0; i < 20000; ++i) many.push_back({1000.0 * i, 1000.0 * i + 1});
    const Decimal width = width_for_display(good(many), 20000, {});
    EXPECT_LE(ExposedBins(TimeBins(0, width), good(many)).rows(), 200);
}

RateBin bin(double from, double to, int64_t counts) {
    return {from, to, to - from, counts, 1, 0.5};
}

TEST(Slivers, AreJoinedWithTheirNeighbours) {
    const auto joined = without_slivers(
        {bin(0, 100, 5), bin(100, 110, 2), bin(500, 520, 3), bin(520, 620, 7), bin(620, 720, 9)},
        100);
    ASSERT_EQ(joined.size(), 3u);
    EXPECT_EQ(joined[0].to, 110);
    EXPECT_EQ(joined[0].counts, 7);
    EXPECT_EQ(joined[1].from, 500);
    EXPECT_EQ(joined[1].counts, 10);
    EXPECT_EQ(joined[1].live_seconds, 120);
    EXPECT_EQ(joined[1].counts_background, 2);
    EXPECT_EQ(joined[2].counts, 9);
}

TEST(Slivers, StayWhereNothingAdjoinsThem) {
    const auto joined = without_slivers({bin(0, 100, 5), bin(500, 510, 3), bin(900, 1000, 7)}, 100);
    EXPECT_EQ(joined.size(), 3u);
    EXPECT_TRUE(without_slivers({}, 10).empty());
}

// RATE, ERROR_LO and ERROR_HI of lightcurve.fits, in the same bins; the source off the axis.
TEST(RatesForDisplay, AreThoseOfTheLightCurve) {
    std::string mission = mini_mission();
    mission.replace(mission.find("fov = "), 0,
                    "psf = { type = \"king\", core_arcsec = 20.0, beta = 2.0 }\n"
                    "vignetting = { type = \"quadratic\", per_arcmin2 = 0.002 }\n");
    SkySite site({"halosat"}, {mission});
    MiniList list{{}, {{0, 700}, {1000, 1900}}};
    for (int i = 0; i < 60; ++i) list.events.push_back({i * 11.0, 600.5, 500.5});
    for (int i = 0; i < 30; ++i) list.events.push_back({1001.0 + i * i, 650.5, 500.5});
    site.deliver_mini("0001/a.evt", list);
    const std::string folder = "sky/99.89359/20/all/bin_500/mini_cam";
    const auto plan = site.plan(folder).plan;
    ASSERT_TRUE(plan);
    std::string ours;
    GehrelsLimits limits;
    for (const RateBin& bin : rates_for_display(*plan, time_of(*plan, plan->exposed()))) {
        const MeasuredRate rate = net_rate(bin, limits);
        ours += fmt::format("{:.6e} {:.6e} {:.6e}\n", rate.value, rate.value - rate.low,
                            rate.high - rate.value);
    }
    EXPECT_EQ(output_of_astropy("import sys\nfrom astropy.io import fits\n"
                                "for r in fits.getdata(sys.argv[1], 'RATE'):\n"
                                "  print('%.6e %.6e %.6e' % (r['RATE'], r['ERROR_LO'], "
                                "r['ERROR_HI']))",
                                site.file(folder + "/lightcurve.fits")),
              ours);
}

TEST(RatesForDisplay, CountEveryEventAndAllLiveTimeOnce) {
    SkySite site({"halosat"}, {mini_mission()});
    MiniList first{{}, {{0, 700}, {1000, 1500}}}, second{{}, {{5000, 5333}}};
    for (int i = 0; i < 400; ++i) first.events.push_back({i * 1.7, 500.5, 500.5});
    for (int i = 0; i < 40; ++i) second.events.push_back({5001.0 + i, 550.5, 500.5});
    first.more_cards = {{"DEADC", 0.5, ""}};
    site.deliver_mini("0001/a.evt", first);
    site.deliver_mini("0002/a.evt", second);
    for (const std::string between : {"all/", "all/bin_7/", "all/bin_100000/"}) {
        const auto plan = site.plan("sky/100/20/" + between + "mini_cam").plan;
        const auto bins = rates_for_display(*plan, time_of(*plan, plan->exposed()));
        int64_t counts = 0, there = 0;
        double live = 0;
        for (const RateBin& one : bins) {
            counts += one.counts;
            there += one.counts_background;
            live += one.live_seconds;
            EXPECT_LT(one.from, one.to);
        }
        EXPECT_EQ(counts, 400) << between;
        EXPECT_EQ(there, 40) << between;
        EXPECT_NEAR(live, 0.5 * 1200 + 333, 1e-6) << between;
    }
}

}  // namespace
}  // namespace heafs
