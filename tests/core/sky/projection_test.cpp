#include "core/sky/projection.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace heafs {
namespace {

constexpr double kRadian = std::numbers::pi / 180;
constexpr SkyPoint kCentre{Angle{49.9507}, Angle{41.5117}};
constexpr Projection kAll[] = {Projection::kTan, Projection::kStg, Projection::kZea,
                               Projection::kCar, Projection::kAit, Projection::kSin};

TangentPlane::Place projected(Projection projection, SkyPoint centre, double ra, double dec) {
    SkyProjection plane(projection, centre);
    return plane.project(direction_of(Angle{ra}, Angle{dec}));
}

// Calabretta & Greisen 2002, eq. 54, 55, 59, 69: the distances from the middle of a point 20
// degrees away, in degrees.
TEST(SkyProjection, ZenithalOnesHaveTheStandardsDistances) {
    const double angle = 20 * kRadian;
    const auto distance = [](Projection projection) {
        return projected(projection, {Angle{100}, Angle{0}}, 100, 20).y_deg * kRadian;
    };
    EXPECT_NEAR(distance(Projection::kTan), std::tan(angle), 1e-12);
    EXPECT_NEAR(distance(Projection::kStg), 2 * std::tan(angle / 2), 1e-12);
    EXPECT_NEAR(distance(Projection::kZea), 2 * std::sin(angle / 2), 1e-12);
    EXPECT_NEAR(distance(Projection::kSin), std::sin(angle), 1e-12);
}

TEST(SkyProjection, EastIsPositiveAndNorthIsUpEverywhere) {
    for (const double dec : {-60.0, -0.5, 0.0, 0.5, 41.5, 89.0})
        for (const Projection projection : kAll) {
            const SkyPoint centre{Angle{359.99}, Angle{dec}};
            const auto east = projected(projection, centre, 0.01, dec);
            const auto north = projected(projection, centre, 359.99, dec + 0.02);
            EXPECT_NEAR(east.x_deg, 0.02 * std::cos(dec * kRadian), 1e-5)
                << projection_name(projection) << " " << dec;
            EXPECT_NEAR(north.y_deg, 0.02, 1e-5) << projection_name(projection) << " " << dec;
            EXPECT_NEAR(north.x_deg, 0, 1e-5) << projection_name(projection) << " " << dec;
        }
}

TEST(SkyProjection, ComesBackToTheSamePlace) {
    for (const Projection projection : kAll)
        for (const double x : {-12.0, 0.1, 9.0})
            for (const double y : {-7.0, 0.2, 14.0}) {
                SkyProjection plane(projection, kCentre);
                const auto seen = plane.deproject(x, y);
                ASSERT_TRUE(seen.visible);
                const auto back = plane.project(seen.direction);
                EXPECT_NEAR(back.x_deg, x, 1e-9) << projection_name(projection);
                EXPECT_NEAR(back.y_deg, y, 1e-9) << projection_name(projection);
            }
}

TEST(SkyProjection, WhatItDoesNotShowIsNotVisible) {
    EXPECT_FALSE(projected(Projection::kTan, kCentre, 229.9507, -41.5117).visible);
    EXPECT_FALSE(projected(Projection::kSin, kCentre, 229.9507, -41.5117).visible);
    SkyProjection sine(Projection::kSin, kCentre);
    EXPECT_FALSE(sine.deproject(60, 60).visible);  // the hemisphere ends at 57.3 degrees
}

TEST(SkyProjection, NothingWithinADistanceLiesBeyondItsReach) {
    for (const Projection projection : kAll) {
        SkyProjection plane(projection, kCentre);
        const Direction middle = direction_of(kCentre.ra, kCentre.dec);
        for (double x = -80; x <= 80; x += 4)
            for (double y = -80; y <= 80; y += 4) {
                const auto seen = plane.deproject(x, y);
                if (!seen.visible) continue;
                EXPECT_LE(separation(middle, seen.direction).degrees,
                          projection_reach(projection, std::hypot(x, y)).degrees + 1e-6)
                    << projection_name(projection) << " " << x << " " << y;
            }
    }
}

}  // namespace
}  // namespace heafs
