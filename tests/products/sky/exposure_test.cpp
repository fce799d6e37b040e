// exposure.fits, rate.fits and background.fits of an instrument with a round field of 30 arcmin, no
// vignetting and no detector, unless a test says otherwise.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "products/sky/sky_products.h"
#include "tests/products/sky/sky_site.h"
#include "tests/support/outside_programs.h"

namespace heafs {
namespace {

class ExposureTest : public testing::Test {
   protected:
    std::string astropy(const std::string& product, const std::string& script,
                        const std::string& folder = "all/mini_cam") {
        const auto file = site_.file("sky/100/20/" + folder + "/" + product);
        EXPECT_EQ(complaints_of_fitsverify(file), "");
        return output_of_astropy(
            "import sys\nimport numpy as np\nfrom astropy.io import fits\n"
            "from astropy.wcs import WCS\n"
            "warnings.filterwarnings('ignore', message=\"'datfix'\")\n"
            "f = fits.open(sys.argv[1], checksum=True)\nd, h = f[0].data, f[0].header\n" +
                script,
            file);
    }

    SkySite site_{{"halosat"}, {mini_mission()}};
};

TEST_F(ExposureTest, IsLiveSecondsInTheFieldAndNothingOutside) {
    MiniList list{{{10, 500.5, 500.5}}, {{0, 100}, {200, 300}}};
    list.more_cards = {{"DEADC", 0.75, ""}};
    site_.deliver_mini("0001/a.evt", list);
    EXPECT_EQ(
        astropy("exposure.fits",
                "y, x = np.indices(d.shape)\n"
                "ra, dec = WCS(h).all_pix2world(x, y, 0)\n"
                "from astropy.coordinates import SkyCoord\n"
                "away = SkyCoord(ra, dec, unit='deg').separation(SkyCoord(100, 20, unit='deg'))\n"
                "inside = away.arcmin <= 30\n"
                "print(d.shape, set(d[inside]), set(d[~inside]), (f[1].data == d).all())\n"
                "print(h['BUNIT'], h['VIGNAPP'], h['VIGNENER'], f[1].header['VIGNAPP'],\n"
                "      f[1].name, d.dtype.name)",
                "all/size_1.2/pix_36/mini_cam"),
        "(120, 120) {150.0} {0.0} True\ns True 0.5 False NOVIGN float32\n");
}

TEST_F(ExposureTest, HasTheGridOfTheImage) {
    site_.deliver_mini("0001/a.evt", {{{10, 500.5, 500.5}}, {{0, 100}}});
    const std::string folder = "all/size_0.2/pix_9/proj_car/mini_cam";
    const std::string script =
        "print([h[k] for k in ('CTYPE1', 'CTYPE2', 'CRPIX1', 'CRPIX2', 'CRVAL1', 'CRVAL2', "
        "'CDELT1',\n"
        "       'CDELT2', 'NAXIS1', 'NAXIS2')])";
    const std::string image = astropy("image.fits", script, folder);
    for (const char* product : {"exposure.fits", "rate.fits", "background.fits"})
        EXPECT_EQ(astropy(product, script, folder), image) << product;
}

TEST_F(ExposureTest, OfListsIsTheirSum) {
    site_.deliver_mini("0001/a.evt", {{{10, 500.5, 500.5}}, {{0, 100}}});
    MiniList other{{{510, 500.5, 500.5}}, {{500, 520}}};
    other.centre = {Angle{100}, Angle{20.49}};  // its field ends one arcmin south of the position
    site_.deliver_mini("0002/a.evt", other);
    EXPECT_EQ(astropy("exposure.fits", "print(d[60, 60], d[0, 60], d[119, 60], d.min(), d.max())",
                      "all/size_0.12/pix_3.6/mini_cam"),
              "120.0 100.0 120.0 100.0 120.0\n");
}

TEST_F(ExposureTest, AnAskedTimeCutsIt) {
    site_.deliver_mini("0001/a.evt", {{{10, 500.5, 500.5}}, {{0, 1000}}});
    EXPECT_EQ(astropy("exposure.fits", "print(np.allclose(d, 86.4, rtol=1e-6))",
                      "all/time_55000.001-55000.002/mini_cam"),
              "True\n");
}

TEST_F(ExposureTest, TheRateIsCountsOverExposureAndNanWithout) {
    MiniList list{{}, {{0, 50}}};
    for (int i = 0; i < 4; ++i) list.events.push_back({1.0 + i, 500.4, 500.4});
    site_.deliver_mini("0001/a.evt", list);
    EXPECT_EQ(
        astropy("rate.fits",
                "e = f['ERROR'].data\n"
                "print(np.nanmax(d), np.nansum(d), np.nanmax(e), np.isnan(d).any(), h['BUNIT'])",
                "all/size_0.1/pix_3.6/mini_cam"),
        "0.08 0.08 0.04 False count/s\n");
    EXPECT_EQ(
        astropy("rate.fits",
                "e = f['ERROR'].data\n"
                "print(np.isnan(d[0, 0]), np.isnan(e[0, 0]), (np.isnan(d) == np.isnan(e)).all())",
                "all/size_1.2/pix_36/mini_cam"),
        "True True True\n");
}

// Annulus of 120 to 240 arcsec: 6 events in 135716.8 arcsec2, so 4.42097e-5 in an arcsec2.
TEST_F(ExposureTest, TheExpectedBackgroundIsThatOfTheAnnulus) {
    MiniList list{{{1, 500.5, 500.5}}, {{0, 50}}};
    for (int i = 0; i < 6; ++i) list.events.push_back({1.0 + i, 550.5, 500.5});
    site_.deliver_mini("0001/a.evt", list);
    EXPECT_EQ(astropy("background.fits",
                      "expected = 6 / (np.pi * (240**2 - 120**2)) * 3.6**2\n"
                      "print(np.allclose(d, expected, rtol=1e-4), h['BUNIT'], d.dtype.name)"),
              "True count float32\n");
}

TEST_F(ExposureTest, WithoutABackgroundRegionThereIsNoExpectation) {
    site_.deliver_mini("0001/a.evt", {{{10, 500.5, 500.5}}, {{0, 100}}});
    const auto names = sky_product_names(*site_.plan("sky/100/20/all/bkg_none/mini_cam").plan);
    EXPECT_THAT(names, testing::Contains("exposure.fits"));
    EXPECT_THAT(names, testing::Not(testing::Contains("background.fits")));
    EXPECT_EQ(site_.product("sky/100/20/all/bkg_none/mini_cam/background.fits"), nullptr);
}

// 600 s and 12 events in the annulus of the first, 300 s and none in that of the second; the field
// of a third has no part of it.
TEST_F(ExposureTest, EachListHasItsOwnBackground) {
    MiniList first{{{1, 500.5, 500.5}}, {{0, 600}}};
    for (int i = 0; i < 12; ++i) first.events.push_back({1.0 + i, 550.5, 500.5});
    site_.deliver_mini("0001/a.evt", first);
    site_.deliver_mini("0002/a.evt", {{{1001, 500.5, 500.5}}, {{1000, 1300}}});
    EXPECT_EQ(astropy("background.fits",
                      "expected = 12 / (np.pi * (240**2 - 120**2)) * 3.6**2\n"
                      "print(np.allclose(d, expected, rtol=1e-4))"),
              "True\n");
}

}  // namespace
}  // namespace heafs
