// What an instrument sees of a region, against integrals by hand and by scipy.
#include "products/sky/field_model.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace heafs {
namespace {

constexpr double kArcsec = 1.0 / 3600;
constexpr double kPi = std::numbers::pi;
const SkyPoint kPointing{Angle{100}, Angle{20}};

// Swift XRT's own numbers.
Instrument telescope() {
    Instrument instrument;
    instrument.field_radius = Angle{12.5 / 60};
    instrument.psf = PointSpread{Angle{5.8 * kArcsec}, 1.55, {}};
    instrument.vignetting.per_arcmin2 = 0.0020976;
    return instrument;
}

FieldOfView field(const FieldMask* mask = nullptr, Geometry geometry = Geometry::kImage) {
    FieldOfView field;
    field.axis = direction_of(kPointing.ra, kPointing.dec);
    field.radius = telescope().field_radius;
    field.geometry = geometry;
    field.mask = mask;
    return field;
}

SkyRegion circle(double arcsec, double north_arcsec = 0) {
    return {{kPointing.ra, Angle{kPointing.dec.degrees + north_arcsec * kArcsec}},
            Angle{arcsec * kArcsec}};
}

SkyRegion annulus(double inner, double outer) {
    return {kPointing, Angle{outer * kArcsec}, Angle{inner * kArcsec}};
}

// Alive where right ascension is not below the pointing's, and half alive elsewhere.
class DyingHalf : public FieldMask {
   public:
    double live_part(const Direction& direction) const override {
        return point_of(direction).ra.degrees >= 100 ? 1 : 0.5;
    }
};

TEST(FieldModel, TheEffectiveAreaFallsWithTheSquareOfTheAngle) {
    EXPECT_EQ(vignetting_factor(telescope().vignetting, Angle{0}, Energy{1.5}), 1);
    EXPECT_NEAR(vignetting_factor(telescope().vignetting, Angle{10.0 / 60}, Energy{1.5}), 0.79024,
                1e-9);
    EXPECT_EQ(vignetting_factor(telescope().vignetting, Angle{1}, Energy{1.5}),
              0);  // 60 arcmin: never below 0
    EXPECT_EQ(vignetting_factor(Vignetting(), Angle{0.1}, Energy{1.5}), 1);
}

TEST(FieldModel, EncircledEnergyIsTheIntegralOfTheKingProfile) {
    const PointSpread psf = *telescope().psf;
    EXPECT_EQ(encircled_energy(psf, Angle{0}), 0);
    EXPECT_NEAR(encircled_energy(psf, psf.core), 1 - std::pow(2, -0.55), 1e-12);
    EXPECT_NEAR(encircled_energy(psf, Angle{47.14624 * kArcsec}), 0.9010556, 1e-6);
}

TEST(FieldModel, EncircledEnergyOfATableIsLinearBetweenItsKnots) {
    const PointSpread psf{Angle{0}, 0, {{Angle{0.1}, 0.6}, {Angle{0.3}, 0.8}}};
    EXPECT_EQ(encircled_energy(psf, Angle{0}), 0);
    EXPECT_DOUBLE_EQ(encircled_energy(psf, Angle{0.05}), 0.3);
    EXPECT_DOUBLE_EQ(encircled_energy(psf, Angle{0.2}), 0.7);
    EXPECT_DOUBLE_EQ(encircled_energy(psf, Angle{9}), 0.8);
}

// All of the sky is 4 pi steradians, and no region reaches over its edge.
TEST(FieldModel, ASurveyOfAllTheSkyHasNoEdge) {
    FieldOfView all = field();
    all.radius = Angle{360};
    for (const double away : {0.0, 90.0, 179.9})
        EXPECT_NEAR(
            live_extent(all, {{kPointing.ra, Angle{std::min(kPointing.dec.degrees + away, 90.0)}},
                              Angle{1}}),
            kPi, 1e-3)
            << away;
}

// By scipy.integrate.quad of the profile.
TEST(FieldModel, AStripHoldsTheProfileIntegratedAcrossIt) {
    const PointSpread psf = *telescope().psf;
    EXPECT_EQ(enclosed_in_strip(psf, Angle{0}), 0);
    EXPECT_NEAR(enclosed_in_strip(psf, Angle{10 * kArcsec}), 0.6959685, 1e-5);
    EXPECT_NEAR(enclosed_in_strip(psf, Angle{47.14624 * kArcsec}), 0.9386984, 1e-5);
}

TEST(FieldModel, ARegionInsideTheFieldIsAliveAsAWhole) {
    EXPECT_NEAR(live_extent(field(), circle(60)), kPi * 60 * 60 * kArcsec * kArcsec, 1e-12);
    EXPECT_NEAR(live_extent(field(), annulus(60, 120)), kPi * 3 * 3600 * kArcsec * kArcsec, 1e-12);
    EXPECT_EQ(live_extent(field(), circle(60, 1000)), 0);
}

TEST(FieldModel, OfAStripItIsALength) {
    const FieldOfView strip = field(nullptr, Geometry::kStrip);
    EXPECT_NEAR(live_extent(strip, circle(60)), 120 * kArcsec, 1e-12);
    EXPECT_NEAR(live_extent(strip, annulus(60, 120)), 120 * kArcsec, 1e-12);
    EXPECT_NEAR(live_extent(strip, circle(60, 730)), 80 * kArcsec, 1e-9);  // 750 - 730 + 60
}

TEST(FieldModel, AMaskCountsForWhatItSays) {
    const DyingHalf mask;
    const double whole = kPi * 60 * 60 * kArcsec * kArcsec;
    EXPECT_NEAR(live_extent(field(&mask), circle(60)) / whole, 0.75, 2e-3);
    EXPECT_NEAR(live_extent(field(&mask), annulus(60, 120)) / whole / 3, 0.75, 2e-3);
    EXPECT_NEAR(psf_fraction(field(&mask), circle(60), *telescope().psf),
                0.75 * encircled_energy(*telescope().psf, Angle{60 * kArcsec}), 2e-3);
}

// The mask that masks nothing: both ways of computing agree.
TEST(FieldModel, TheSumOverCellsComesToTheOverlapOfCircles) {
    class Alive : public FieldMask {
        double live_part(const Direction&) const override { return 1; }
    };
    const Alive mask;
    for (const double north : {0.0, 700.0, 745.0, 790.0}) {
        const SkyRegion region = circle(60, north);
        EXPECT_NEAR(live_extent(field(&mask), region) / live_extent(field(), region), 1, 5e-3);
        EXPECT_NEAR(psf_fraction(field(&mask), region, *telescope().psf),
                    psf_fraction(field(), region, *telescope().psf), 2e-3);
    }
}

// By a sum over 6000 x 6000 cells with numpy: field 750 arcsec, source 40 inside its edge.
TEST(FieldModel, LightBeyondTheEdgeOfTheFieldIsLost) {
    const SkyRegion region = circle(60, 710);
    EXPECT_NEAR(psf_fraction(field(), region, *telescope().psf), 0.9162275, 2e-4);
    EXPECT_NEAR(psf_fraction(field(), circle(60), *telescope().psf),
                1 - std::pow(1 + std::pow(60 / 5.8, 2), -0.55), 1e-12);
}

}  // namespace
}  // namespace heafs
