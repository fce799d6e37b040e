#include "core/simulation/xrt_detector.h"

#include <gtest/gtest.h>

#include <cmath>

namespace heafs {
namespace {

PlanePoint at_pixel(double x, double y) {
    return {(kXrtSkyCentre - x) * kXrtPixelDeg, (y - kXrtSkyCentre) * kXrtPixelDeg};
}

TEST(XrtDetector, PointingFallsOnTheMiddleOfBothFrames) {
    const auto pixel = XrtDetector({30}, {0.2}).pixel_of({-1e-9, 1e-9});
    ASSERT_TRUE(pixel);
    EXPECT_EQ(pixel->x, 501);
    EXPECT_EQ(pixel->y, 501);
    EXPECT_NEAR(pixel->detx, 300.5, 0.5);
    EXPECT_NEAR(pixel->dety, 300.5, 0.5);
}

TEST(XrtDetector, EastIsToTheLeft) {
    EXPECT_EQ(XrtDetector({0}, {0.2}).pixel_of({0.1, 0})->x, 348);  // 500.5 - 0.1 / 6.548089e-4
    EXPECT_EQ(XrtDetector({0}, {0.2}).pixel_of({0, 0.1})->y, 653);
}

// Two events of the observation 00030795038, whose roll was 213.308 degrees: X, Y 578, 767 and
// 703, 310 have DETX, DETY 120, 86 and 571, 232. Their distances do not depend on where the
// pointing fell. Half a pixel is lost in each of four roundings.
TEST(XrtDetector, TurnsAsTheRealOneDoes) {
    const XrtDetector detector({213.3081}, {0.25});
    const auto a = detector.pixel_of(at_pixel(438, 728.5)),
               b = detector.pixel_of(at_pixel(563, 271.5));
    ASSERT_TRUE(a && b);
    EXPECT_NEAR(b->detx - a->detx, 571 - 120, 2);
    EXPECT_NEAR(b->dety - a->dety, 232 - 86, 2);
}

TEST(XrtDetector, SeesNothingOutsideTheField) {
    EXPECT_TRUE(XrtDetector({0}, {0.1}).pixel_of({0.0999, 0}));
    EXPECT_FALSE(XrtDetector({0}, {0.1}).pixel_of({0.1001, 0}));
}

// 300 pixels of 2.35731 arcsec are 0.19644 degrees.
TEST(XrtDetector, SeesNothingBesideItsCcd) {
    EXPECT_TRUE(XrtDetector({0}, {0.3}).pixel_of({0, 0.1964}));
    EXPECT_FALSE(XrtDetector({0}, {0.3}).pixel_of({0, 0.1965}));
}

// (1 + x^2)^-0.55 = 1/2 at x = 1.58945: 9.219 arcsec of a core of 5.8. The chances of 20000 points
// have a standard deviation of 0.35 %.
TEST(Smeared, HalfOfThePointsLieWithinTheHalfPowerRadius) {
    const PointSpread psf{.core = {5.8 / 3600}, .beta = 1.55, .table = {}};
    Random random(5);
    int inside = 0, east = 0;
    for (int i = 0; i < 20000; ++i) {
        const PlanePoint p = smeared({0.1, 0.2}, psf, random);
        inside += std::hypot(p.east - 0.1, p.north - 0.2) * 3600 < 5.8 * 1.58945;
        east += p.east > 0.1;
    }
    EXPECT_NEAR(inside / 20000.0, 0.5, 0.014);
    EXPECT_NEAR(east / 20000.0, 0.5, 0.014);
}

}  // namespace
}  // namespace heafs
