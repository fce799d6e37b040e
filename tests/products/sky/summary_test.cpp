// summary.json of small lists, whose numbers one can count by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/products/sky/sky_site.h"
#include "tests/support/outside_programs.h"

namespace heafs {
namespace {

class SummaryTest : public testing::Test {
   protected:
    std::string python(const std::string& between, const std::string& script) {
        return output_of_astropy("import sys, json\nj = json.load(open(sys.argv[1]))\n" + script,
                                 site_.file("sky/100/20/" + between + "mini_cam/summary.json"));
    }

    SkySite site_{{"halosat"}, {mini_mission()}};
};

TEST_F(SummaryTest, WithoutCountsHasTheLimitsOfNothing) {
    site_.deliver_mini("0001/a.evt", {{{10, 700, 700}}, {{0, 1000}}});
    EXPECT_EQ(python("all/",
                     "l = j['limits']\n"
                     "print(j['counts'], j['net_rate'], round(l['counts_95'], 5),\n"
                     "      round(l['counts_99865'], 4), round(l['rate_95'], 8))\n"
                     "print(j['exposure_s'], j['pileup'], j['rate_unit'])"),
              "0 0.0 2.99573 6.6077 0.00299573\n1000.0 False count/s\n");
}

TEST_F(SummaryTest, TellsEveryDefaultAndNoOther) {
    site_.deliver_mini("0001/a.evt", {{{10, 500.5, 500.5}}});
    const std::string script =
        "print([k for k in ('default radius', 'default annulus', 'image width', 'image pixel')\n"
        "       if any(k in a for a in j['assumptions'])])";
    EXPECT_EQ(python("all/", script),
              "['default radius', 'default annulus', 'image width', 'image pixel']\n");
    EXPECT_EQ(python("all/radius_30/size_0.05/pix_7.2/", script), "['default annulus']\n");
}

TEST_F(SummaryTest, TellsWhyThereIsNoBackground) {
    site_.deliver_mini("0001/a.evt", {{{10, 500.5, 500.5}}});
    EXPECT_EQ(python("all/radius_150/",
                     "print(j['background'], j['counts_background'],\n"
                     "      [m for m in j['missing'] if 'background' in m])"),
              "None 0 ['no background region, since the source region reaches into its annulus: "
              "net_rate and limits take none into account']\n");
}

TEST_F(SummaryTest, SaysWhatWasAskedAndWhatItBecame) {
    site_.deliver_mini("0001/a.evt", {{{10, 500.5, 500.5}}});
    EXPECT_EQ(python("0.103-0.502/radius_10-30/",
                     "b, r = j['band'], j['region']\n"
                     "print(b['asked'], b['e_min_kev'], b['e_max_kev'], b['channel_first'],\n"
                     "      b['channel_last'], r['shape'], r['inner_arcsec'], r['radius_arcsec'])\n"
                     "print(j['canonical'])"),
              "0.103-0.502 0.1 0.5 10 49 annulus 10.0 30.0\n"
              "sky/100/20/0.103-0.502/radius_10-30/mini_cam\n");
}

TEST_F(SummaryTest, NamesEachListOfAnObservation) {
    site_.deliver_mini("0001/a.evt", {{{10, 500.5, 500.5}}, {{0, 100}}});
    site_.deliver_mini("0001/b.evt", {{{210, 500.5, 500.5}}, {{200, 250}, {260, 300}}});
    EXPECT_EQ(python("all/",
                     "print(j['counts'], j['exposure_s'],\n"
                     "      [(o['obs_id'], o['file'], o['exposure_s'], o['good_times'])\n"
                     "       for o in j['observations']])"),
              "2 190.0 [('0001', 'obs/mini/0001/a.evt', 100.0, 1), "
              "('0001', 'obs/mini/0001/b.evt', 90.0, 2)]\n");
}

TEST_F(SummaryTest, KeepsItsPlannedSizeWhateverTheNumbers) {
    MiniList list;
    for (int i = 0; i < 3000; ++i) list.events.push_back({i / 3.0, 500.5 + i % 70, 500.5, i % 100});
    list.more_cards = {{"DEADC", 0.1234567890123456, ""}};
    site_.deliver_mini("0001/a.evt", list);
    for (const std::string between :
         {"all/", "0.01-0.02/", "all/radius_0.001/", "all/radius_30/", "5-5ch/radius_119.99999/"}) {
        const std::string text = site_.bytes("sky/100/20/" + between + "mini_cam/summary.json");
        EXPECT_EQ(text.back(), '\n');
        EXPECT_LT(text.size(), 5000u);
    }
}

}  // namespace
}  // namespace heafs
