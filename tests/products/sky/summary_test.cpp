// summary.json of small lists, whose numbers one can count by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "products/texts/sky_readme.h"
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
              "0 0.0 2.99573 6.6077 0.00299573\n1000.0 None count/s\n");
}

// Three counts in the region's pi 60^2 arcsec2, four in the annulus's pi (240^2 - 120^2).
TEST_F(SummaryTest, HasTheSignificanceOfItsCounts) {
    MiniList list{{{1, 500.5, 500.5}, {2, 501.5, 500.5}, {3, 499.5, 500.5}}, {{0, 1000}}};
    for (const double x : {550.5, 450.5, 551.5, 449.5}) list.events.push_back({4, x, 500.5});
    site_.deliver_mini("0001/a.evt", list);
    EXPECT_EQ(python("all/",
                     "import math\n"
                     "s = j['significance']\n"
                     "on, off, a = 3, 4, 60**2 / (240**2 - 120**2)\n"
                     "lima = math.sqrt(2 * (on * math.log((1 + a) / a * on / (on + off))\n"
                     "                      + off * math.log((1 + a) * off / (on + off))))\n"
                     "print(j['counts'], j['counts_background'], round(s['alpha'] / a, 9),\n"
                     "      abs(s['li_ma'] - lima) < 1e-6, round(j['background_in_region'], 9))"),
              "3 4 1.0 True 0.333333333\n");
}

TEST_F(SummaryTest, ComparesTheHalvesOfItsBandInLogEnergy) {
    MiniList list;  // channels of 0.01 keV: 0.1 to 0.9 keV divides at 0.3 keV, channel 30
    for (const int64_t channel : {9, 10, 29, 30, 31, 89, 90})
        list.events.push_back({1, 500.5, 500.5, channel});
    site_.deliver_mini("0001/a.evt", list);
    EXPECT_EQ(python("0.1-0.9/",
                     "h = j['hardness']\n"
                     "for part in (h['soft'], h['hard']):\n"
                     "    print(part['counts'], part['channel_first'], part['channel_last'],\n"
                     "          part['e_min_kev'], part['e_max_kev'])\n"
                     "print(h['bands'], h['low'] < h['ratio'] < h['high'])"),
              "2 10 29 0.1 0.3\n3 30 89 0.3 0.9\nhalves of the band in log energy True\n");
    EXPECT_EQ(python("20-20ch/", "print(j['hardness'], [m for m in j['missing'] if 'hard' in m])"),
              "None ['no hardness ratio, since one channel does not divide']\n");
}

// Two lists of 1000 s: pile-up depends on the brighter one, not on the mean.
TEST(Summary, WarnsOfPileUpByTheBrightestList) {
    const std::string rate = "pileup_rate = 0.0035\n[[waive]]";
    std::string mission = mini_mission();
    mission.replace(mission.find("[[waive]]"), 9, rate);
    SkySite site({"halosat"}, {mission});
    MiniList bright{{}, {{0, 1000}}}, faint{{}, {{2000, 3000}}};
    for (int i = 0; i < 4; ++i) bright.events.push_back({10.0 + i, 500.5, 500.5});
    site.deliver_mini("0001/a.evt", bright);
    site.deliver_mini("0002/a.evt", faint);
    const auto pileup = [&](const std::string& between) {
        return output_of_astropy(
            "import sys, json\np = json.load(open(sys.argv[1]))['pileup']\n"
            "print(p['expected'], p['highest_rate'], p['above_rate'])",
            site.file("sky/100/20/" + between + "mini_cam/summary.json"));
    };
    EXPECT_EQ(pileup("all/"), "True 0.004 0.0035\n");
    EXPECT_EQ(pileup("all/obs_0002/"), "False 0.0 0.0035\n");
    EXPECT_THAT(site.bytes("sky/100/20/all/mini_cam/summary.txt"),
                testing::HasSubstr("WARNING, expected: at most 0.004 count/s"));
}

TEST_F(SummaryTest, HasTheKeysThatTheReadmeTells) {
    site_.deliver_mini("0001/a.evt", {{{10, 500.5, 500.5}}});
    const std::string script =
        "import sys, json, re\n"
        "j = json.load(open(sys.argv[1]))\n"
        "text = '''" +
        band_readme("") +
        "'''\n"
        "lines = re.findall(r'^    (\\w+(?:, \\w+)*)  +', text, re.M)\n"
        "told = [key for line in lines for key in line.split(', ')]\n"
        "print([key for key in j if key not in told and key != 'rate_unit'],\n"
        "      [key for key in told if key not in j], len(told) > 20)";
    EXPECT_EQ(output_of_astropy(script, site_.file("sky/100/20/all/mini_cam/summary.json")),
              "[] [] True\n");
}

// Every number of the text stands in the JSON.
TEST_F(SummaryTest, ForEyesHasTheSameNumbers) {
    MiniList list;
    for (int i = 0; i < 40; ++i) list.events.push_back({1.0 * i, 500.5 + i, 500.5, i % 50 + 20});
    for (int i = 0; i < 9; ++i) list.events.push_back({1.0 * i, 550.5, 500.5 + i, 10 * i});
    site_.deliver_mini("0001/a.evt", list);
    const std::string folder = "sky/100/20/0.1-0.9/mini_cam/";
    EXPECT_EQ(
        output_of_astropy(
            "import sys, json, re\n"
            "j = json.load(open(sys.argv[1]))\n"
            "text = open('" +
                site_.file(folder + "summary.txt").string() +
                "').read()\n"
                "line = lambda name: next(l for l in text.splitlines() if l.startswith('  ' + "
                "name))\n"
                "numbers = lambda name: [float(n) for n in\n"
                "                        re.findall(r'-?\\d+\\.?\\d*(?:e[-+]\\d+)?', "
                "line(name)[22:])]\n"
                "near = lambda found, *expected: len(found) == len(expected) and all(\n"
                "    abs(a - b) <= 1e-5 * abs(b) + 5e-5 for a, b in zip(found, expected))\n"
                "i, l, h = j['interval_68'], j['limits'], j['hardness']\n"
                "print(near(numbers('exposure'), j['exposure_s']),\n"
                "      near(numbers('counts'), j['counts']),\n"
                "      near(numbers('expected background'), j['background_in_region'],\n"
                "           j['counts_background']),\n"
                "      near(numbers('net rate'), j['net_rate']),\n"
                "      near(numbers('interval'), i['counts_low'], i['counts_high'], "
                "i['rate_low'],\n"
                "           i['rate_high']),\n"
                "      near(numbers('limit 95'), l['counts_95'], l['rate_95']),\n"
                "      near(numbers('limit 99.865'), l['counts_99865'], l['rate_99865']),\n"
                "      near(numbers('significance'), j['significance']['li_ma'],\n"
                "           j['significance']['alpha']),\n"
                "      near(numbers('hardness'), h['ratio'], 68.3, h['low'], h['high']))\n"
                "print(all('- ' + word in text for word in j['assumptions'] + j['missing']),\n"
                "      text.startswith(j['canonical'] + '\\n'), j['observations'][0]['file'] in "
                "text)",
            site_.file(folder + "summary.json")),
        "True True True True True True True True True\nTrue True True\n");
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
              "net_rate and limits take none into account, and there is no significance']\n");
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
