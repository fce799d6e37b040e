// Background regions and how their counts scale to the source region.
#include "products/sky/background.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/fits/fits_view.h"
#include "tests/products/sky/sky_site.h"
#include "tests/support/outside_programs.h"

namespace heafs {
namespace {

constexpr double kArcsec = 1.0 / 3600;

std::string mini_with(const std::string& background) {
    std::string text = mini_mission();
    const std::string shipped = "type = \"annulus\", in_arcsec = 120.0, out_arcsec = 240.0";
    return text.replace(text.find(shipped), shipped.size(), background);
}

// Native pixels of 3.6 arcsec; 33 north of the source is in the annulus of 120 to 240 arcsec.
std::vector<MiniList::Event> events(int in_region, int in_annulus, double x = 500.5,
                                    double y = 500.5) {
    std::vector<MiniList::Event> list;
    for (int i = 0; i < in_region; ++i) list.push_back({10.0 + i, x, y, 40});
    for (int i = 0; i < in_annulus; ++i) list.push_back({300.0 + i, x, y + 50, 60});
    return list;
}

// COUNTS, EXPOSURE and BACKSCAL of both spectra, as XSPEC scales them, and the summary's own word.
const std::string kScaled =
    "import sys, json, os\nfrom astropy.io import fits\nb = fits.open(sys.argv[1])['SPECTRUM']\n"
    "h = b.header\ns = fits.getheader(os.environ['SOURCE'], 'SPECTRUM')\n"
    "print(h['HDUCLAS2'], b.data['COUNTS'].sum(), s['BACKFILE'], h['BACKFILE'])\n"
    "print('%.6f' % (b.data['COUNTS'].sum() * s['EXPOSURE'] * s['BACKSCAL']\n"
    "                / (h['EXPOSURE'] * h['BACKSCAL'])))\n";

class BackgroundTest : public testing::Test {
   protected:
    static std::string scaled(SkySite& site, const std::string& folder) {
        ::setenv("SOURCE", site.file(folder + "/spectrum.pha").c_str(), 1);
        const auto background = site.file(folder + "/background.pha");
        EXPECT_EQ(complaints_of_fitsverify(background), "");
        return output_of_astropy(kScaled, background);
    }
};

// Areas 60^2 and 240^2 - 120^2: alpha is 1/12.
TEST_F(BackgroundTest, TheSpectrumOfOneListScalesByTheAreas) {
    SkySite site{{"halosat"}, {mini_mission()}};
    site.deliver_mini("0001/a.evt", {events(5, 24)});
    EXPECT_EQ(scaled(site, "sky/100/20/all/mini_cam"), "BKG 24 background.pha none\n2.000000\n");
}

// The second list has the source 1700 arcsec north of its pointing: the field's edge at 1800 cuts
// the annulus, and its alpha is another. What a reader of the spectra computes is the sum of
// alpha_k C_k all the same.
TEST_F(BackgroundTest, TheSpectrumOfAStackScalesToTheSumOverTheLists) {
    SkySite site{{"halosat"}, {mini_mission()}};
    site.deliver_mini("0001/a.evt", {events(5, 24)});
    MiniList edge{events(2, 0, 500.5, 500.5 + 1700 / 3.6)};
    for (int i = 0; i < 7; ++i) edge.events.push_back({500.0 + i, 500.5, 500.5 + 1650 / 3.6 - 36});
    edge.gti = {{0, 3000}};
    edge.centre = {Angle{100}, Angle{20 - 1700 * kArcsec}};
    site.deliver_mini("0002/b.evt", edge);
    const auto plan = site.plan("sky/100/20/all/mini_cam").plan;
    ASSERT_EQ(plan->exposed().size(), 2u);
    const double alpha = plan->sources[1].region_extent / plan->sources[1].background_extent;
    ASSERT_GT(alpha, 1.3 / 12);
    EXPECT_EQ(scaled(site, "sky/100/20/all/mini_cam"),
              "BKG 31 background.pha none\n" + std::to_string(2 + 7 * alpha) + "\n");
    EXPECT_NEAR(measure_background(*plan, false).in_region, 2 + 7 * alpha, 1e-9);
}

TEST_F(BackgroundTest, WithoutBackgroundCountsTheScaleIsThatOfTheAreas) {
    SkySite site{{"halosat"}, {mini_mission()}};
    site.deliver_mini("0001/a.evt", {events(5, 0)});
    const auto plan = site.plan("sky/100/20/all/mini_cam").plan;
    EXPECT_NEAR(measure_background(*plan, true).mean_alpha, 1.0 / 12, 1e-12);
    EXPECT_EQ(scaled(site, "sky/100/20/all/mini_cam"), "BKG 0 background.pha none\n0.000000\n");
}

TEST_F(BackgroundTest, AFolderWithoutBackgroundRegionsHasNoBackgroundSpectrum) {
    SkySite site{{"halosat"}, {mini_mission()}};
    site.deliver_mini("0001/a.evt", {events(5, 24)});
    const std::string folder = "sky/100/20/all/radius_130/mini_cam";  // reaches into the annulus
    EXPECT_EQ(site.product(folder + "/background.pha"), nullptr);
    EXPECT_EQ(output_of_astropy("import sys\nfrom astropy.io import fits\n"
                                "print(fits.getheader(sys.argv[1], 1)['BACKFILE'])",
                                site.file(folder + "/spectrum.pha")),
              "none\n");
}

// 1800 arcsec north of the pointing and 600 wide: sin(phi / 2) = sin(r) / sin(d) = 0.3333, so
// phi = 38.94 degrees; 360 - 2 (38.94 + 5.73) = 270.66 has room for 6 steps: 7 regions.
TEST(ReflectedRegions, FillTheRingAboutThePointing) {
    const Direction axis = direction_of(Angle{100}, Angle{20});
    const SkyRegion region({Angle{100}, Angle{20.5}}, Angle{600 * kArcsec});
    const auto regions = reflected_regions(region, axis);
    ASSERT_EQ(regions.size(), 7u);
    for (size_t i = 0; i < regions.size(); ++i) {
        EXPECT_NEAR(separation(regions[i]->centre(), axis).degrees, 0.5, 1e-9);
        EXPECT_EQ(regions[i]->outer(), region.outer());
        EXPECT_GT(separation(regions[i]->centre(), region.centre()).degrees, 1200 * kArcsec);
        for (size_t j = 0; j < i; ++j)
            EXPECT_GT(separation(regions[i]->centre(), regions[j]->centre()).degrees,
                      1200 * kArcsec * (1 - 1e-6));
    }
}

TEST(ReflectedRegions, AreNoneWhereTheRegionHoldsThePointingOrTheRingHasNoRoom) {
    const Direction axis = direction_of(Angle{100}, Angle{20});
    EXPECT_TRUE(reflected_regions({{Angle{100}, Angle{20.1}}, Angle{0.2}}, axis).empty());
    EXPECT_TRUE(reflected_regions({{Angle{100}, Angle{20.2}}, Angle{0.1999}}, axis).empty());
    // sin(phi / 2) = 0.95: phi = 143.6 degrees, 360 - 2 (143.6 + 5.7) = 61.4: one, opposite.
    const auto one = reflected_regions({{Angle{100}, Angle{20.2}}, Angle{0.19}}, axis);
    ASSERT_EQ(one.size(), 1u);
    EXPECT_NEAR(one[0]->place().dec.degrees, 19.8, 1e-9);
}

TEST_F(BackgroundTest, ReflectedRegionsScaleByTheirNumber) {
    SkySite site{{"halosat"}, {mini_with("type = \"reflected\"")}};
    // The source is 500 native pixels north of the pointing; opposite lies one region.
    MiniList list{events(5, 0, 500.5, 1000.5)};
    for (int i = 0; i < 9; ++i) list.events.push_back({700.0 + i, 500.5, 0.5});
    site.deliver_mini("0001/a.evt", list);
    const std::string folder = "sky/100/20.5/all/radius_600/mini_cam";
    const auto plan = site.plan(folder).plan;
    ASSERT_TRUE(plan);
    ASSERT_EQ(plan->sources[0].background.size(), 7u);
    // 9 / 7.
    EXPECT_EQ(scaled(site, folder), "BKG 9 background.pha none\n1.285714\n");
}

}  // namespace
}  // namespace heafs
