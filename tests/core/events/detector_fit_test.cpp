// How a detector lay on the sky, found again from events that were put there by hand.
#include "core/events/detector_fit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>
#include <random>

namespace heafs {
namespace {

constexpr double kRadian = std::numbers::pi / 180;
constexpr double kPixel = 6.5e-4;  // deg

// A detector of 600 x 600 pixels, the middle of which looks at `axis`, with its x axis at the
// position angle `roll`.
struct Pose {
    SkyPoint axis;
    double roll_deg = 0;
    bool mirrored = false;

    SkyPoint place_of(double x, double y) const {
        const std::complex<double> turn(std::sin(roll_deg * kRadian), std::cos(roll_deg * kRadian));
        const auto there =
            kPixel * turn * std::complex<double>(x - 300.5, mirrored ? 300.5 - y : y - 300.5);
        return point_of(TangentPlane(axis).deproject(there.real(), there.imag()));
    }
};

class DetectorFitTest : public testing::Test {
   protected:
    // Each second from `start` on an event of a pixel, its place somewhere in it.
    void watch(const Pose& pose, int start, int stop) {
        std::uniform_int_distribution<int> pixel(1, 600);
        std::uniform_real_distribution<double> inside(-0.5, 0.5);
        for (int t = start; t < stop; ++t) {
            const int x = pixel(random_), y = pixel(random_);
            fit_.add(t + 0.5, x, y, pose.place_of(x + inside(random_), y + inside(random_)));
        }
    }
    static void expect_near(const DetectorPose& pose, const Pose& truth, double pixels) {
        const double away = separation(direction_of(pose.axis.ra, pose.axis.dec),
                                       direction_of(truth.axis.ra, truth.axis.dec))
                                .degrees;
        EXPECT_LT(away, pixels * kPixel);
        EXPECT_NEAR(std::remainder(pose.roll.degrees - truth.roll_deg, 360), 0, 0.05);
    }

    std::mt19937 random_{3};
    DetectorFit fit_{300.5, 300.5};
};

TEST_F(DetectorFitTest, FindsAxisRollAndScale) {
    for (const bool mirrored : {false, true}) {
        fit_ = DetectorFit(300.5, 300.5);
        const Pose truth{{Angle{329.687}, Angle{-30.254}}, 213.3, mirrored};
        watch(truth, 0, 2000);
        const auto history = fit_.finish({{0, 2000}});
        ASSERT_TRUE(history);
        EXPECT_EQ(history->mirrored, mirrored);
        EXPECT_NEAR(history->pixel_deg / kPixel, 1, 1e-3);
        EXPECT_EQ(history->poses.front().time.start, 0);
        EXPECT_EQ(history->poses.back().time.stop, 2000);
        for (const DetectorPose& pose : history->poses) expect_near(pose, truth, 0.5);
    }
}

TEST_F(DetectorFitTest, FollowsADriftAndATurnFromOrbitToOrbit) {
    const Pose first{{Angle{10}, Angle{80}}, 30};
    const Pose drifted{{Angle{10}, Angle{80 + 6 * kPixel}}, 30};
    const Pose turned{{Angle{10.02}, Angle{80.01}}, 33};
    watch(first, 0, 500);
    watch(drifted, 500, 1000);
    watch(turned, 6000, 6500);
    const auto history = fit_.finish({{0, 1000}, {6000, 6500}});
    ASSERT_TRUE(history);
    expect_near(history->poses.front(), first, 0.5);
    for (const DetectorPose& pose : history->poses) {
        if (pose.time.stop < 480) expect_near(pose, first, 0.5);
        if (pose.time.start > 520 && pose.time.stop <= 1000) expect_near(pose, drifted, 0.5);
        if (pose.time.start >= 6000) expect_near(pose, turned, 0.5);
        EXPECT_FALSE(pose.time.start < 1000 && pose.time.stop > 1000);
    }
    expect_near(history->poses.back(), turned, 0.5);
}

TEST_F(DetectorFitTest, PosesCoverTheGoodTimeAndNothingElse) {
    watch({{Angle{0.0001}, Angle{0}}, 0}, 0, 1000);
    const std::vector<TimeInterval> good = {{0, 300}, {310, 311}, {700.25, 1000}};
    const auto history = fit_.finish(good);
    ASSERT_TRUE(history);
    double seconds = 0;
    for (const DetectorPose& pose : history->poses) seconds += pose.time.stop - pose.time.start;
    EXPECT_NEAR(seconds, 300 + 1 + 299.75, 1e-9);
}

TEST_F(DetectorFitTest, KeepsATableOfBoundedLengthHoweverLongItLooks) {
    const Pose truth{{Angle{200}, Angle{10}}, 120};
    for (int day = 0; day < 3000; ++day) watch(truth, day * 86400, day * 86400 + 5);
    const auto history = fit_.finish({{0, 3000 * 86400.0}});
    ASSERT_TRUE(history);
    EXPECT_LE(history->poses.size(), 1024u);
    expect_near(history->poses.front(), truth, 0.5);
}

TEST_F(DetectorFitTest, AFewEventsAreNoMap) {
    watch({{Angle{10}, Angle{20}}, 0}, 0, 39);
    EXPECT_FALSE(fit_.finish({{0, 39}}));
    watch({{Angle{10}, Angle{20}}, 0}, 39, 60);
    EXPECT_TRUE(fit_.finish({{0, 60}}));
}

TEST_F(DetectorFitTest, PixelsThatAreNoPictureOfTheSkyAreNoMap) {
    const Pose sky{{Angle{10}, Angle{20}}, 0};
    std::uniform_real_distribution<double> pixel(1, 600);
    for (int t = 0; t < 1000; ++t)
        fit_.add(t, pixel(random_), pixel(random_), sky.place_of(pixel(random_), pixel(random_)));
    EXPECT_FALSE(fit_.finish({{0, 1000}}));
    // All on one pixel of a detector.
    DetectorFit still(300.5, 300.5);
    for (int t = 0; t < 1000; ++t) still.add(t, 7, 7, sky.place_of(7, 7));
    EXPECT_FALSE(still.finish({{0, 1000}}));
}

TEST_F(DetectorFitTest, PixelsThatAreNoNumbersAreLeftOut) {
    const Pose truth{{Angle{10}, Angle{20}}, 45};
    watch(truth, 0, 500);
    fit_.add(3, std::nan(""), 5, truth.axis);
    fit_.add(3, 5, INFINITY, truth.axis);
    const auto history = fit_.finish({{0, 500}});
    ASSERT_TRUE(history);
    expect_near(history->poses.front(), truth, 0.5);
}

}  // namespace
}  // namespace heafs
