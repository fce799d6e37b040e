// lightcurve.fits of small lists, whose bins one can fill by hand.
#include "products/sky/light_curve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/products/sky/sky_site.h"
#include "tests/support/outside_programs.h"

namespace heafs {
namespace {

using testing::HasSubstr;

// Bins of 10 s unless a test says otherwise.
class LightCurveTest : public testing::Test {
   protected:
    std::string astropy(const std::string& script,
                        const std::string& folder = "all/bin_10/mini_cam") {
        return output_of_astropy(
            "import sys\nimport numpy as np\nfrom astropy.io import fits\n"
            "f = fits.open(sys.argv[1], checksum=True)\nr = f['RATE']\nd, h = r.data, r.header\n" +
                script,
            site_.file("sky/100/20/" + folder + "/lightcurve.fits"));
    }
    static MiniList::Event at(double time, double x = 500.5) { return {time, x, 500.5}; }

    SkySite site_{{"halosat"}, {mini_mission()}};
};

TEST_F(LightCurveTest, BinsStartAtTheFirstGoodTimeAndThoseWithoutExposureAreLeftOut) {
    site_.deliver_mini("0001/a.evt", {{at(3), at(12.9), at(13), at(51)}, {{3, 23}, {50, 58}}});
    EXPECT_EQ(astropy("print(d['TIME'].tolist(), d['COUNTS'].tolist(), d['EXPOSURE'].tolist())\n"
                      "print(h['TIMEDEL'], h['TIMEPIXR'], h['TIMEZERO'], d['FRACEXP'].tolist())"),
              "[8.0, 18.0, 48.0, 58.0] [2, 1, 1, 0] [10.0, 10.0, 3.0, 5.0]\n"
              "10.0 0.5 0.0 [1.0, 1.0, 0.3, 0.5]\n");
}

TEST_F(LightCurveTest, AnEventIsBinnedAtTheMiddleOfItsTimeStamp) {
    MiniList list{{at(7.9), at(8), at(12)}, {{0, 30}}};
    list.more_cards = {{"TIMEPIXR", 0.0, ""}, {"TIMEDEL", 4.0, ""}};
    site_.deliver_mini("0001/a.evt", list);
    EXPECT_EQ(astropy("print(d['COUNTS'].tolist())"), "[1, 2, 0]\n");  // 9.9, 10, 14
}

TEST_F(LightCurveTest, AStampAtItsEndIsMovedBack) {
    MiniList list{{at(11), at(12)}, {{0, 30}}};
    list.more_cards = {{"TIMEPIXR", 1.0, ""}, {"TIMEDEL", 4.0, ""}};
    site_.deliver_mini("0001/a.evt", list);
    EXPECT_EQ(astropy("print(d['COUNTS'].tolist())"), "[1, 1, 0]\n");  // 9, 10
}

TEST_F(LightCurveTest, WithoutTimepixrAStampIsTheMiddle) {
    MiniList list{{at(8), at(12)}, {{0, 30}}};
    list.more_cards = {{"TIMEDEL", 4.0, ""}};
    site_.deliver_mini("0001/a.evt", list);
    EXPECT_EQ(astropy("print(d['COUNTS'].tolist())"), "[1, 1, 0]\n");
}

TEST_F(LightCurveTest, AnEventStaysWithinTheGoodTimeThatHoldsIt) {
    // Their middles would be in the gap, and in a bin that has no exposure.
    MiniList list{{at(9.5), at(19.9)}, {{0, 10}, {15, 20}, {40, 50}}};
    list.more_cards = {{"TIMEPIXR", 0.0, ""}, {"TIMEDEL", 6.0, ""}};
    site_.deliver_mini("0001/a.evt", list);
    EXPECT_EQ(astropy("print(d['TIME'].tolist(), d['COUNTS'].tolist())"),
              "[5.0, 15.0, 45.0] [1, 1, 0]\n");
}

// The region's radius is 60 arcsec, the annulus 120 to 240: areas 1 : 12.
TEST_F(LightCurveTest, TheRateIsNetAndTheBackgroundScaledByAreas) {
    MiniList list{{at(1), at(2), at(3), at(4), at(1, 550.5), at(2, 550.5), at(3, 550.5)},
                  {{0, 20}}};
    list.more_cards = {{"DEADC", 0.5, ""}};
    site_.deliver_mini("0001/a.evt", list);
    EXPECT_EQ(astropy("a = d['BACK_SCALE'][0]\n"
                      "print(d['COUNTS'].tolist(), d['BACK_COUNTS'].tolist(), round(12 * a, 9),\n"
                      "      d['EXPOSURE'].tolist(), d['FRACEXP'].tolist(), d['AREA_FRAC'][0])\n"
                      "print(np.allclose(d['RATE'], [(4 - 3 / 12) / 5, 0], rtol=1e-12),\n"
                      "      np.allclose(d['ERROR'], [np.sqrt(4 + 3 / 144) / 5, 0], rtol=1e-12))\n"
                      "print(h['HDUCLAS2'], h['BACKAPP'], h['DEADAPP'], h['VIGNAPP'])"),
              "[4, 0] [3, 0] 1.0 [5.0, 5.0] [0.5, 0.5] 1.0\nTrue True\nNET True True True\n");
}

// Gehrels: 4 counts 2.086 to 7.163, 3 counts 1.367 to 5.918, 0 counts 0 to 1.841.
TEST_F(LightCurveTest, GehrelsErrorsHaveColumnsOfTheirOwn) {
    site_.deliver_mini(
        "0001/a.evt",
        {{at(1), at(2), at(3), at(4), at(1, 550.5), at(2, 550.5), at(3, 550.5)}, {{0, 20}}});
    EXPECT_EQ(
        astropy("low = np.hypot(4 - 2.086, (5.918 - 3) / 12) / 10\n"
                "high = np.hypot(7.163 - 4, (3 - 1.367) / 12) / 10\n"
                "print(abs(d['ERROR_LO'][0] - low) < 1e-4, abs(d['ERROR_HI'][0] - high) < 1e-4,\n"
                "      abs(d['ERROR_HI'][1] - 0.1841) < 1e-4)\n"
                "print(r.columns.units)"),
        "True True True\n['s', 'count/s', 'count/s', '', 'count', 'count', '', 's', '', "
        "'count/s', 'count/s']\n");
}

TEST_F(LightCurveTest, WithoutBackgroundItIsOfAllCounts) {
    site_.deliver_mini("0001/a.evt", {{at(1), at(2, 550.5)}, {{0, 10}}});
    EXPECT_EQ(astropy("print(d['COUNTS'].tolist(), d['BACK_COUNTS'].tolist(),\n"
                      "      d['BACK_SCALE'].tolist(), d['RATE'].tolist(), h['HDUCLAS2'],\n"
                      "      h['BACKAPP'])",
                      "all/bkg_none/bin_10/mini_cam"),
              "[1] [0] [0.0] [0.1] TOTAL False\n");
}

TEST_F(LightCurveTest, ListsOfOtherClocksAreOneLightCurve) {
    site_.deliver_mini("0001/a.evt", {{at(1), at(11)}, {{0, 20}}});
    MiniList later{{at(5), at(6)}, {{0, 10}}};  // a day later by a clock of that day
    later.more_cards = {{"MJDREFI", int64_t{55001}, ""}};
    site_.deliver_mini("0002/a.evt", later);
    EXPECT_EQ(astropy("print(d['TIME'].tolist(), d['COUNTS'].tolist(), h['MJDREFI'])"),
              "[5.0, 15.0, 86405.0] [1, 1, 2] 55000\n");
}

TEST_F(LightCurveTest, TwoListsInOneBinShareIt) {
    site_.deliver_mini("0001/a.evt", {{at(1)}, {{0, 4}}});
    MiniList other{{at(6), at(7)}, {{6, 8}}};
    other.more_cards = {{"DEADC", 0.5, ""}};
    site_.deliver_mini("0002/a.evt", other);
    EXPECT_EQ(astropy("print(d['COUNTS'].tolist(), d['EXPOSURE'].tolist(), d['FRACEXP'].tolist())"),
              "[3] [5.0] [0.5]\n");
}

TEST_F(LightCurveTest, AnAskedTimeMovesTheFirstBin) {
    site_.deliver_mini("0001/a.evt", {{at(86.3), at(86.4), at(97)}, {{0, 200}}});
    EXPECT_EQ(astropy("print(d['TIME'].tolist(), d['COUNTS'].tolist())",
                      "all/time_55000.001-55000.00125/bin_10/mini_cam"),
              "[91.4, 101.4, 111.4] [1, 1, 0]\n");
}

TEST_F(LightCurveTest, TooManyBinsAreRefusedInWords) {
    site_.deliver_mini("0001/a.evt", {{at(1)}, {{0, 1000}}});
    EXPECT_THAT(site_.plan("sky/100/20/all/bin_0.0001/mini_cam").why_not,
                HasSubstr("has 10000000 of them"));
    EXPECT_EQ(site_.plan("sky/100/20/all/bin_0.001/mini_cam").why_not, "");  // a million
}

TEST_F(LightCurveTest, TheDefaultBinIsAHundredSeconds) {
    site_.deliver_mini("0001/a.evt", {{at(1)}, {{0, 1000}}});
    EXPECT_EQ(astropy("print(h['TIMEDEL'], len(d))", "all/mini_cam"), "100.0 10\n");
}

TEST_F(LightCurveTest, AStampThatIsNoNumberIsTheMiddle) {
    MiniList list{{at(8)}, {{0, 20}}};
    list.more_cards = {{"TIMEPIXR", -1e308, ""}, {"TIMEDEL", 1e308, ""}};
    site_.deliver_mini("0001/a.evt", list);
    EXPECT_EQ(astropy("print(d['COUNTS'].tolist())"), "[1, 0]\n");
}

}  // namespace
}  // namespace heafs
