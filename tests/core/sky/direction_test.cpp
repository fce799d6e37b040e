// Expected values: astropy 5.2 (SkyCoord.separation; WCS with TAN).
#include "core/sky/direction.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

namespace heafs {
namespace {

// One unit in the last place of a direction's component is 1e-14 degrees.
constexpr double kRounding = 1e-13;

Direction at(double ra, double dec) { return direction_of(Angle{ra}, Angle{dec}); }

struct Pair {
    double ra1, dec1, ra2, dec2, separation;
};
const Pair kPairs[] = {{329.7167, -30.2256, 329.687, -30.25441, 0.038579475522827048},
                       {0.001, 10, 359.999, 10, 0.0019696155060050296},
                       {10, 89.999, 190, 89.999, 0.0020000000000018042},
                       {83.63308, 22.0145, 83.63308, 22.014500100000003, 1.0000000421206596e-07},
                       {10, 20, 190, -20.000001, 179.999999},
                       {0, 0, 90, 0, 90},
                       {12, -90, 200, 35, 125}};

TEST(Separation, AgreesWithAstropyFromMilliarcsecondsToTheAntipode) {
    for (const Pair& pair : kPairs)
        EXPECT_NEAR(separation(at(pair.ra1, pair.dec1), at(pair.ra2, pair.dec2)).degrees,
                    pair.separation, kRounding)
            << pair.ra1 << " " << pair.dec1;
}

TEST(Separation, OfAPositionFromItselfIsNothing) {
    EXPECT_EQ(separation(at(329.7167, -30.2256), at(329.7167, -30.2256)).degrees, 0);
}

// |a - b|^2 = 4 sin^2(r/2), by the definition.
TEST(Chord2, IsThatOfTheSeparation) {
    for (const Pair& pair : kPairs)
        EXPECT_NEAR(std::sqrt(chord2(at(pair.ra1, pair.dec1), at(pair.ra2, pair.dec2))),
                    2 * std::sin(pair.separation * std::numbers::pi / 360), 1e-15);
}

TEST(Chord2, OfKnownRadii) {
    EXPECT_EQ(chord2_of(Angle{0}), 0);
    EXPECT_DOUBLE_EQ(chord2_of(Angle{60}), 1);
    EXPECT_DOUBLE_EQ(chord2_of(Angle{90}), 2);
    EXPECT_DOUBLE_EQ(chord2_of(Angle{180}), 4);
}

TEST(PointOf, GivesBackThePosition) {
    std::mt19937 random(1);
    std::uniform_real_distribution<double> ra(0, 360), dec(-89.9, 89.9);
    for (int i = 0; i < 1000; ++i) {
        const double a = ra(random), d = dec(random);
        const SkyPoint point = point_of(at(a, d));
        EXPECT_NEAR(point.dec.degrees, d, kRounding);
        EXPECT_NEAR(point.ra.degrees, a, kRounding / std::cos(d * std::numbers::pi / 180));
    }
}

TEST(PointOf, RightAscensionIsBelow360) {
    EXPECT_EQ(point_of({1, -1e-300, 0}).ra.degrees, 0);
    EXPECT_EQ(point_of({1, 0, 0}).ra.degrees, 0);
    EXPECT_DOUBLE_EQ(point_of({0, -1, 0}).ra.degrees, 270);
}

TEST(PointOf, ThePolesAreAt90Degrees) {
    EXPECT_EQ(point_of({0, 0, 1}).dec.degrees, 90);
    EXPECT_EQ(point_of({0, 0, -1}).dec.degrees, -90);
}

struct Projected {
    double ra0, dec0, ra, dec, x, y;
};
const Projected kProjected[] = {
    {329.687, -30.25441, 329.7167, -30.2256, 0.025662288605609374, 0.028806654179386659},
    {0.05, 60, 359.9, 60.3, -0.074319797220932848, 0.30008724707792744},
    {200, 89.9, 20, 89.95, 0, 0.15000034269553097},
    {45, -90, 100, -89.5, 0.40958641946047059, 0.28679549845454555},
    {10, 0, 12, 1, 2.0008127092263539, 1.0007111577126613}};

TEST(TangentPlanes, ProjectAsWcslibDoes) {
    for (const Projected& row : kProjected) {
        const auto place =
            TangentPlane({Angle{row.ra0}, Angle{row.dec0}}).project(at(row.ra, row.dec));
        EXPECT_TRUE(place.visible);
        EXPECT_NEAR(place.x_deg, row.x, 1e-12) << row.ra;
        EXPECT_NEAR(place.y_deg, row.y, 1e-12) << row.ra;
    }
}

TEST(TangentPlanes, DeprojectAsWcslibDoes) {
    for (const Projected& row : kProjected) {
        const auto there = TangentPlane({Angle{row.ra0}, Angle{row.dec0}}).deproject(row.x, row.y);
        EXPECT_LT(separation(there, at(row.ra, row.dec)).degrees, 1e-12) << row.ra;
    }
}

TEST(TangentPlanes, APlaceAQuarterOfTheSkyAwayIsNotVisible) {
    const TangentPlane plane({Angle{10}, Angle{0}});
    EXPECT_FALSE(plane.project(at(190, 0)).visible);
    EXPECT_FALSE(plane.project(at(101, 0)).visible);
    EXPECT_TRUE(plane.project(at(99, 0)).visible);
}

// Two unit circles one radius apart: 2 pi / 3 - sqrt(3) / 2.
TEST(CommonArea, OfTwoEqualCirclesARadiusApart) {
    EXPECT_NEAR(common_area_deg2(Angle{1}, Angle{1}, Angle{1}),
                2 * std::numbers::pi / 3 - std::sqrt(3) / 2, 1e-12);
}

TEST(CommonArea, OfACircleWithinAnotherIsItsOwn) {
    EXPECT_NEAR(common_area_deg2(Angle{3}, Angle{1}, Angle{2}), std::numbers::pi, 1e-12);
    EXPECT_NEAR(common_area_deg2(Angle{1}, Angle{3}, Angle{0.5}), std::numbers::pi, 1e-12);
}

TEST(CommonArea, OfCirclesApartIsNothing) {
    EXPECT_EQ(common_area_deg2(Angle{1}, Angle{2}, Angle{3}), 0);
    EXPECT_EQ(common_area_deg2(Angle{0}, Angle{2}, Angle{1}), 0);
}

}  // namespace
}  // namespace heafs
