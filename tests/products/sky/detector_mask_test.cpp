// What a detector of a few dead pixels saw of the sky, by arithmetic on its pixels.
#include "products/sky/detector_mask.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace heafs {
namespace {

constexpr double kPixel = 0.001;  // deg
const SkyPoint kAxis{Angle{100}, Angle{0}};

// 21 x 11 pixels from (1, 1) on, the middle (11, 6) at the axis, x to the north and y to the west.
DetectorField field(std::vector<DeadPixels> dead = {}) {
    DetectorField field{1, 1, 21, 11, 11, 6, false, {kPixel, false, {}}, std::move(dead)};
    field.history.poses = {{{0, 100}, kAxis, Angle{0}}};
    return field;
}

// The middle of a pixel, as the first pose has it; halves are edges.
Direction at(double x, double y) {
    return TangentPlane(kAxis).deproject(-kPixel * (y - 6), kPixel * (x - 11));
}

const GoodTimeIntervals kAlways({{0, 100}});

TEST(DetectorMask, IsDeadWhereItsPixelsAre) {
    const DetectorMask mask(field({{5, 3, 2, false}}), kAlways);
    EXPECT_EQ(mask.live_part(at(5, 3)), 0);
    EXPECT_EQ(mask.live_part(at(5.4, 4.4)), 0);
    EXPECT_EQ(mask.live_part(at(5, 5)), 1);
    EXPECT_EQ(mask.live_part(at(4, 3)), 1);
    EXPECT_EQ(mask.live_part(at(6, 3)), 1);
}

TEST(DetectorMask, EndsWhereTheDetectorDoes) {
    const DetectorMask mask(field(), kAlways);
    for (const double y : {0.6, 6.0, 11.4}) {
        EXPECT_EQ(mask.live_part(at(0.6, y)), 1);
        EXPECT_EQ(mask.live_part(at(0.4, y)), 0);
        EXPECT_EQ(mask.live_part(at(21.4, y)), 1);
        EXPECT_EQ(mask.live_part(at(21.6, y)), 0);
    }
    EXPECT_EQ(mask.live_part(at(11, 0.4)), 0);
    EXPECT_EQ(mask.live_part(at(11, 11.6)), 0);
    EXPECT_EQ(mask.live_part(direction_of(Angle{280}, Angle{0})), 0);  // behind
}

TEST(DetectorMask, ADeadPixelThatSpreadsTakesThoseAroundIt) {
    const DetectorMask mask(field({{5, 3, 2, true}}), kAlways);
    for (const double x : {4.0, 5.0, 6.0})
        for (const double y : {2.0, 3.0, 4.0, 5.0}) EXPECT_EQ(mask.live_part(at(x, y)), 0);
    EXPECT_EQ(mask.live_part(at(7, 3)), 1);
    EXPECT_EQ(mask.live_part(at(5, 6)), 1);
}

TEST(DetectorMask, ADeadEdgeIsOnePixelWide) {
    DetectorField edged = field();
    edged.dead_edge = true;
    const DetectorMask mask(edged, kAlways);
    EXPECT_EQ(mask.live_part(at(1, 6)), 0);
    EXPECT_EQ(mask.live_part(at(2, 2)), 1);
    EXPECT_EQ(mask.live_part(at(11, 11)), 0);
}

TEST(DetectorMask, AMirroredDetectorIsMirrored) {
    DetectorField mirrored = field({{5, 3, 1, false}});
    mirrored.history.mirrored = true;
    const DetectorMask mask(mirrored, kAlways);
    EXPECT_EQ(mask.live_part(at(5, 3)), 1);
    EXPECT_EQ(mask.live_part(at(5, 9)), 0);  // 6 + (6 - 3)
}

// 30 s on the axis, 70 s two pixels farther north: there x is less by two.
TEST(DetectorMask, IsTheMeanOverItsPoses) {
    DetectorField drifting = field({{5, 3, 1, false}});
    drifting.history.poses = {{{0, 30}, kAxis, Angle{0}},
                              {{30, 100}, {Angle{100}, Angle{2 * kPixel}}, Angle{0}}};
    const DetectorMask mask(drifting, kAlways);
    EXPECT_NEAR(mask.live_part(at(5, 3)), 0.7, 1e-9);
    EXPECT_NEAR(mask.live_part(at(7, 3)), 0.3, 1e-9);
    EXPECT_NEAR(mask.live_part(at(6, 3)), 1, 1e-9);
    EXPECT_NEAR(mask.live_part(at(22, 6)), 0.7, 1e-9);
    // An asked time has its own.
    const DetectorMask early(drifting, GoodTimeIntervals({{10, 20}}));
    EXPECT_NEAR(early.live_part(at(5, 3)), 0, 1e-9);
    const DetectorMask half(drifting, GoodTimeIntervals({{20, 40}}));
    EXPECT_NEAR(half.live_part(at(5, 3)), 0.5, 1e-9);
}

TEST(DetectorMask, ATurnMovesPixelsAbout) {
    DetectorField turned = field({{5, 3, 1, false}});
    turned.history.poses[0].roll = Angle{180};
    const DetectorMask mask(turned, kAlways);
    EXPECT_EQ(mask.live_part(at(5, 3)), 1);
    EXPECT_EQ(mask.live_part(at(17, 9)), 0);
}

TEST(DetectorMask, KnowsWhereNothingIsDead) {
    const DetectorMask mask(field({{5, 3, 1, false}}), kAlways);
    EXPECT_TRUE(mask.is_whole(at(14, 6), Angle{3 * kPixel}));
    EXPECT_FALSE(mask.is_whole(at(8, 4), Angle{4 * kPixel}));
    EXPECT_FALSE(mask.is_whole(at(19, 6), Angle{3 * kPixel}));
    EXPECT_FALSE(mask.is_whole(at(11, 6), Angle{10}));
}

// A box of one pixel about its middle has that pixel alone; one of two halves its neighbours.
TEST(MeanMask, AveragesOverBoxes) {
    const DetectorMask mask(field({{5, 3, 1, false}}), kAlways);
    const MeanMask mean(mask);
    EXPECT_NEAR(mean.live_part(at(5, 3), Angle{kPixel}), 0, 1e-5);
    EXPECT_NEAR(mean.live_part(at(5.5, 3), Angle{kPixel}), 0.5, 1e-5);
    EXPECT_NEAR(mean.live_part(at(5, 3), Angle{3 * kPixel}), 8.0 / 9, 1e-5);
    EXPECT_NEAR(mean.live_part(at(5, 3), Angle{0.1 * kPixel}), 0, 1e-5);
    EXPECT_NEAR(mean.live_part(at(0.5, 6), Angle{2 * kPixel}), 0.5, 1e-5);
    EXPECT_NEAR(mean.live_part(at(40, 6), Angle{2 * kPixel}), 0, 1e-9);
}

// Box by box over all of the detector: what is dead is dead, however it drifts.
TEST(MeanMask, LosesNoDeadPixel) {
    DetectorField drifting = field({{5, 3, 2, true}, {17, 1, 11, false}});
    drifting.history.poses = {{{0, 30}, kAxis, Angle{0}},
                              {{30, 60}, {Angle{100.0011}, Angle{1.3 * kPixel}}, Angle{0.4}},
                              {{60, 100}, {Angle{99.9993}, Angle{0.2 * kPixel}}, Angle{359.9}}};
    const DetectorMask mask(drifting, kAlways);
    const MeanMask mean(mask);
    double alive = 0;
    for (int x = -10; x < 35; ++x)
        for (int y = -10; y < 25; ++y) alive += mean.live_part(at(x, y), Angle{kPixel});
    EXPECT_NEAR(alive, 21 * 11 - 12 - 11, 2);  // edges are counted by the middles of pixels
}

TEST(MeanMask, ComesToTheMeanOfPlaces) {
    DetectorField drifting = field({{8, 5, 3, true}});
    drifting.history.poses = {{{0, 30}, kAxis, Angle{0}},
                              {{30, 100}, {Angle{100}, Angle{3 * kPixel}}, Angle{0}}};
    const DetectorMask mask(drifting, kAlways);
    const MeanMask mean(mask);
    for (const double x : {7.0, 9.0, 11.3, 13.0}) {
        double sum = 0;
        for (int i = 0; i < 100; ++i)
            for (int j = 0; j < 100; ++j)
                sum += mask.live_part(at(x - 2 + (i + 0.5) / 25, 6 - 2 + (j + 0.5) / 25));
        EXPECT_NEAR(mean.live_part(at(x, 6), Angle{4 * kPixel}), sum / 1e4, 0.02) << x;
    }
}

}  // namespace
}  // namespace heafs
