// Pictures of small lists, read back by Pillow.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "products/sky/sky_products.h"
#include "tests/products/sky/sky_site.h"
#include "tests/support/outside_programs.h"

namespace heafs {
namespace {

class PicturesTest : public testing::Test {
   protected:
    // The script finds `image`, and pixels by `at(column, row)` as (red, green, blue).
    std::string pillow(const std::string& path, const std::string& script) {
        return output_of_astropy(
            "import sys\nfrom PIL import Image\n"
            "file = Image.open(sys.argv[1])\n"
            "image = file.convert('RGB')\n"
            "at = lambda x, y: image.getpixel((x, y))\n" +
                script,
            site_.file("sky/100/20/" + path));
    }

    SkySite site_{{"halosat"}, {mini_mission()}};
};

// 100 pixels of 3.6 arcsec are 8 canvas pixels each, from column 140 and row 78; the middle of
// X = Y = 500.5 is a corner of four of them.
TEST_F(PicturesTest, ShowAnEventWhereTheImageHasIt) {
    site_.deliver_mini("0001/a.evt", {{{10, 510.6, 530.6}}});  // 10 pixels west, 30 north
    EXPECT_EQ(pillow("all/mini_cam/image.png",
                     "x, y = 140 + 8 * 60, 78 + 8 * 19\n"
                     "print(file.size, file.mode)\n"
                     "print(at(x + 4, y + 4), at(x - 4, y + 4), at(x + 12, y + 4))\n"
                     "white = [(c, r) for c in range(140, 940, 4) for r in range(198, 800, 4)\n"
                     "         if at(c, r) == (255, 255, 255)]\n"
                     "print(sorted((c - x, r - y) for c, r in white))"),
              "(1076, 970) P\n(255, 255, 255) (0, 0, 0) (0, 0, 0)\n"
              "[(0, 0), (0, 4), (4, 0), (4, 4)]\n");
}

TEST_F(PicturesTest, CarryTheirPathAndTheirInputs) {
    site_.deliver_mini("0001/a.evt", {{{10, 500.5, 500.5}}});
    EXPECT_EQ(pillow("all/mini_cam/image.png",
                     "print(file.info['Source'], file.info['DATAVERS'], 'tIME' in file.info)"),
              "sky/100/20/all/mini_cam/image.png " +
                  site_.plan("sky/100/20/all/mini_cam").plan->provenance + " False\n");
}

// Found by their blue: source points stand where their rate does. 3 counts in the first of two good
// times of 1000 s, 1 in the second; the axis of the rates begins 2 % of its top below 0, so that
// points at 0 are seen whole.
TEST_F(PicturesTest, OfLightCurvesShowTheRatesAndTheGap) {
    site_.deliver_mini(
        "0001/a.evt",
        {{{10, 500.5, 500.5}, {20, 500.5, 500.5}, {30, 500.5, 500.5}, {3500, 500.5, 500.5}},
         {{0, 1000}, {3000, 4000}}});
    EXPECT_EQ(
        pillow("all/bin_1000/mini_cam/lightcurve.png",
               "left, right, top, bottom = 105, 969, 79, 593\n"
               "x = lambda t: 104 + 866 * (t / 4000 * 1 / 1.06 + 0.03 / 1.06)\n"
               "def dot(t):\n"
               "    column = [at(round(x(t)) + 2, r) for r in range(top, bottom)]\n"
               "    weights = [max(0, blue - red - 40) for red, green, blue in column]\n"
               "    return top + 0.5 + sum(i * w for i, w in enumerate(weights)) / sum(weights)\n"
               "zero = 594 - 516 * 0.02 / 1.02\n"
               "print(round((zero - dot(500)) / (zero - dot(3500)), 1))\n"
               "print(at(round(x(2000)), 300), at(round(x(700)), 300))"),
        "3.0\n(230, 230, 230) (255, 255, 255)\n");
}

// 12 of 1/12 are 1: in the first bin 3 - 1, in the second 3.
TEST_F(PicturesTest, OfLightCurvesShowNetRates) {
    MiniList list{{}, {{0, 1000}, {3000, 4000}}};
    for (int i = 0; i < 3; ++i)
        for (const double start : {10.0, 3500.0}) list.events.push_back({start + i, 500.5, 500.5});
    for (int i = 0; i < 12; ++i) list.events.push_back({100.0 + i, 550.5, 500.5});
    site_.deliver_mini("0001/a.evt", list);
    EXPECT_EQ(pillow("all/bin_1000/mini_cam/lightcurve.png",
                     "x = lambda t: 104 + 866 * (t / 4000 * 1 / 1.06 + 0.03 / 1.06)\n"
                     "def dot(t, sign):\n"
                     "    column = [at(round(x(t)) + 2, r) for r in range(79, 593)]\n"
                     "    weights = [max(0, sign * (p[2] - p[0]) - 40) for p in column]\n"
                     "    return 79.5 + sum(i * w for i, w in enumerate(weights)) / sum(weights)\n"
                     "zero = dot(3500, -1)\n"  // the background, where it has no counts
                     "one = dot(500, -1)\n"
                     "print([round((zero - dot(t, 1)) / (zero - one), 1) for t in (500, 3500)])"),
              "[2.0, 3.0]\n");
}

// The field is a circle of 0.5 degrees, the image 1.2 wide.
TEST_F(PicturesTest, AreGreyWhereThereWasNoExposure) {
    site_.deliver_mini("0001/a.evt", {{{10, 500.5, 500.5}}});
    EXPECT_EQ(pillow("all/size_1.2/pix_36/mini_cam/image.png",
                     "left, top = 140, 78\n"
                     "side = image.size[0] - 140 - 136\n"
                     "spot = lambda x, y: at(left + round(x * side), top + round(y * side))\n"
                     "grey = {spot(x, y) for x in (0.03, 0.97) for y in (0.63, 0.8)}\n"
                     "print(len(grey), all(60 < c < 160 for p in grey for c in p),\n"
                     "      max(max(p) - min(p) for p in grey) < 12)\n"
                     "print({spot(0.3, 0.63), spot(0.72, 0.7)})"),
              "1 True True\n{(0, 0, 0)}\n");
}

TEST_F(PicturesTest, OfSpectraHaveLimitsWhereTheBackgroundHasNoCounts) {
    MiniList list;
    for (int i = 0; i < 200; ++i) list.events.push_back({1.0 + i, 500.5, 500.5, 20 + i % 60});
    site_.deliver_mini("0001/a.evt", list);
    const std::string orange =
        "print(sum(r > 150 and 50 < g < 150 and b < 80 for r, g, b in\n"
        "          (at(x, y) for x in range(110, 560) for y in range(300, 650))) > 100)";
    EXPECT_EQ(pillow("all/mini_cam/spectrum.png", orange), "True\n");
    EXPECT_EQ(pillow("all/bkg_none/mini_cam/spectrum.png", orange), "False\n");
}

TEST_F(PicturesTest, AreMadeWhateverIsAskedAndWhateverWasSeen) {
    MiniList list{{{1, 500.5, 500.5, 50}}, {{0, 1000}, {5e7, 5e7 + 1e-3}}};
    for (int i = 0; i < 5000; ++i) list.events.push_back({0.1 * i, 500.0 + i % 2, 500.4, 70});
    list.object = std::string(60, 'W');
    site_.deliver_mini("0001/a.evt", list);
    for (const std::string between :
         {"all/", "0.01-0.02/", "50-50ch/", "0-0ch/", "all/size_0.001/pix_3.6/",
          "all/size_8/pix_3.6/", "all/radius_0.00001/", "all/radius_3600/",
          "all/size_180/pix_900/proj_ait/", "all/size_0.0001/pix_0.01/", "all/radius_5-7/bkg_none/",
          "all/time_55000.001-/", "all/bin_0.001/"})
        for (const std::string name : {"image.png", "lightcurve.png", "spectrum.png"})
            EXPECT_EQ(pillow(between + "mini_cam/" + name,
                             "print(500 < file.size[0] < 1100, 500 < file.size[1] < 1100,\n"
                             "      len(set(image.getdata())) > 20)"),
                      "True True True\n")
                << between << name;
}

TEST_F(PicturesTest, TakeLittleTime) {
    MiniList list;
    for (int i = 0; i < 100000; ++i)
        list.events.push_back({0.01 * i, 450.0 + i % 101, 450.0 + i % 97, i % 100});
    site_.deliver_mini("0001/a.evt", list);
    const auto begin = std::chrono::steady_clock::now();
    for (const std::string name : {"image.png", "lightcurve.png", "spectrum.png"})
        site_.bytes("sky/100/20/all/mini_cam/" + name);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(3));
}

}  // namespace
}  // namespace heafs
