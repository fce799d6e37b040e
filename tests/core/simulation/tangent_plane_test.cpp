#include "core/simulation/tangent_plane.h"

#include <gtest/gtest.h>

namespace heafs {
namespace {

// The gnomonic distance of r is tan r: 57.2957795 tan(1 deg) = 1.0001016.
TEST(TangentPlane, PointNorthOfTheCentreLiesNorth) {
    const auto point = project({120, 40}, {120, 41});
    ASSERT_TRUE(point);
    EXPECT_NEAR(point->east, 0, 1e-12);
    EXPECT_NEAR(point->north, 1.0001016, 1e-6);
}

TEST(TangentPlane, EastIsTheSideOfGrowingRightAscensionAcrossTheZeroMeridian) {
    const auto point = project({359.9, 0}, {0.1, 0});
    ASSERT_TRUE(point);
    EXPECT_NEAR(point->east, 0.2, 1e-5);
}

TEST(TangentPlane, BeyondThePoleLiesNorthToo) {
    const auto point = project({10, 89.5}, {190, 89.5});
    ASSERT_TRUE(point);
    EXPECT_NEAR(point->east, 0, 1e-12);
    EXPECT_NEAR(point->north, 1.0001016, 1e-6);
}

TEST(TangentPlane, TheFarHalfOfTheSkyHasNoPlace) {
    EXPECT_FALSE(project({0, 0}, {180, 10}));
    EXPECT_FALSE(project({0, 0}, {90.1, 0}));
}

// Vega and Altair, as astropy has it, and a milliarcsecond.
TEST(Separation, OfKnownPositions) {
    EXPECT_NEAR(separation({279.23473, 38.78369}, {297.69583, 8.86832}).degrees, 34.19519, 1e-5);
    EXPECT_NEAR(separation({10, 60}, {10, 60 + 1 / 3.6e6}).degrees * 3.6e6, 1, 1e-6);
}

TEST(PositionAt, IsAsFarAndInTheDirectionThatWasAsked) {
    const SkyPosition east = position_at({359.95, 60}, {0.1}, {90});
    EXPECT_NEAR(separation({359.95, 60}, east).degrees, 0.1, 1e-12);
    EXPECT_NEAR(east.ra_deg, 0.15, 1e-4);  // 0.1 / cos 60 deg
    EXPECT_NEAR(east.dec_deg, 60, 2e-4);
    EXPECT_NEAR(position_at({80, -30}, {2}, {0}).dec_deg, -28, 1e-12);
}

}  // namespace
}  // namespace heafs
