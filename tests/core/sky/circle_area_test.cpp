// Areas against arithmetic by hand and against counting points.
#include "core/sky/circle_area.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>
#include <vector>

namespace heafs {
namespace {

constexpr double kPi = std::numbers::pi;

using Circles = std::vector<PlaneCircle>;

double area(const Circles& within, const Circles& without = {}) {
    return area_between_circles(within, without);
}

TEST(AreaBetweenCircles, OfOneIsThatOfTheCircle) {
    EXPECT_NEAR(area({{3, -4, 2}}), 4 * kPi, 1e-12);
}

TEST(AreaBetweenCircles, ConcentricHolesAreSubtracted) {
    EXPECT_NEAR(area({{1, 1, 5}}, {{1, 1, 3}}), 16 * kPi, 1e-12);
}

// Weisstein, "Lens" (MathWorld): two unit circles at distance 1 have 2 pi / 3 - sqrt(3) / 2 in
// common.
TEST(AreaBetweenCircles, TwoUnitCirclesAtDistanceOneShareALens) {
    const double lens = 2 * kPi / 3 - std::sqrt(3) / 2;
    EXPECT_NEAR(area({{0, 0, 1}, {1, 0, 1}}), lens, 1e-12);
    EXPECT_NEAR(area({{0, 0, 1}}, {{1, 0, 1}}), kPi - lens, 1e-12);
}

TEST(AreaBetweenCircles, WhatHolesShareIsCutOnce) {
    const double lens = 2 * kPi / 3 - std::sqrt(3) / 2;
    EXPECT_NEAR(area({{0, 0, 10}}, {{3, 0, 1}, {4, 0, 1}}), 100 * kPi - (2 * kPi - lens), 1e-11);
}

TEST(AreaBetweenCircles, AHoleWithinAnotherIsNothingMore) {
    EXPECT_NEAR(area({{0, 0, 10}}, {{3, 0, 2}, {3.5, 0, 1}}), 96 * kPi, 1e-11);
}

TEST(AreaBetweenCircles, ACircleGivenTwiceCountsOnce) {
    EXPECT_NEAR(area({{0, 0, 10}, {0, 0, 10}}, {{3, 0, 2}, {3, 0, 2}}), 96 * kPi, 1e-11);
}

TEST(AreaBetweenCircles, HolesOutsideCutNothing) {
    EXPECT_NEAR(area({{0, 0, 1}}, {{5, 0, 1}, {2, 0, 1}}), kPi, 1e-12);
}

TEST(AreaBetweenCircles, OfCirclesApartOrAllCutOutIsNothing) {
    EXPECT_EQ(area({{0, 0, 1}, {3, 0, 1}}), 0);
    EXPECT_NEAR(area({{0, 0, 1}}, {{0.5, 0, 2}}), 0, 1e-15);
}

// A fine grid of points that are counted: the boundary of length L crosses about L / step cells,
// whose halves go either way.
TEST(AreaBetweenCircles, OfManyCirclesIsThatOfThePointsInThem) {
    std::mt19937_64 random(5);
    std::uniform_real_distribution<double> place(-1.2, 1.2), size(0.05, 0.5);
    constexpr double kStep = 1.0 / 512;
    for (int round = 0; round < 12; ++round) {
        const Circles within = {{0, 0, 1}, {place(random), place(random), 1}};
        Circles without = {{0, 0, 0.4}};
        for (int i = 0; i < 12; ++i)
            without.push_back({place(random), place(random), size(random)});
        const auto holds = [](const PlaneCircle& circle, double x, double y) {
            return std::hypot(x - circle.x, y - circle.y) < circle.radius;
        };
        int64_t inside = 0;
        for (double x = -1 + kStep / 2; x < 1; x += kStep)
            for (double y = -1 + kStep / 2; y < 1; y += kStep) {
                bool all = true;
                for (const PlaneCircle& circle : within) all = all && holds(circle, x, y);
                for (const PlaneCircle& circle : without) all = all && !holds(circle, x, y);
                inside += all ? 1 : 0;
            }
        EXPECT_NEAR(area(within, without), static_cast<double>(inside) * kStep * kStep, 3e-3)
            << round;
    }
}

}  // namespace
}  // namespace heafs
