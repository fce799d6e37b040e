#include "core/simulation/folded_spectrum.h"

#include <gtest/gtest.h>

namespace heafs {
namespace {

EnergyScale channels_of_10_ev() {
    EnergyScale scale;
    scale.gain = {0.01};
    scale.last_channel = 1023;
    return scale;
}
const EnergyScale kScale = channels_of_10_ev();

Response response_of(std::vector<Response::Knot> knots, double constant, double slope) {
    return {std::move(knots), constant, slope};
}

TEST(EffectiveArea, IsLinearBetweenKnotsAndNothingOutside) {
    const Response r = response_of({{{1}, 100}, {{3}, 200}, {{4}, 0}}, 0.01, 0);
    EXPECT_DOUBLE_EQ(effective_area_cm2(r, {1}), 100);
    EXPECT_DOUBLE_EQ(effective_area_cm2(r, {1.5}), 125);
    EXPECT_DOUBLE_EQ(effective_area_cm2(r, {3.75}), 50);
    EXPECT_EQ(effective_area_cm2(r, {0.99}), 0);
    EXPECT_EQ(effective_area_cm2(r, {4.01}), 0);
}

// sqrt(0.0025 + 0.0026 x 5.9) = 0.13358 keV of FWHM, over 2.354820.
TEST(EnergyResolution, IsFullWidthOver2Point35) {
    const Response r = response_of({{{1}, 1}, {{9}, 1}}, 0.0025, 0.0026);
    EXPECT_NEAR(energy_resolution_kev(r, {5.9}), 0.056720, 1e-6);
}

// K = 1 / (1.602176634e-9 x ln 5) and K x 100 cm2 x (1/1 - 1/10) = 3.49027e10.
TEST(FoldedSpectrum, RateOfIndexTwoThroughAConstantArea) {
    const FoldedSpectrum spectrum(response_of({{{1}, 100}, {{10}, 100}}, 0.01, 0), kScale, 2);
    EXPECT_NEAR(spectrum.counts_per_flux(), 3.49027e10, 1e6);
}

// K = 1 / (1.602176634e-9 x (10 - 2)), times 100 cm2 x ln 10: 1.79647e10.
TEST(FoldedSpectrum, RateOfIndexOneThroughAConstantArea) {
    const FoldedSpectrum spectrum(response_of({{{1}, 100}, {{10}, 100}}, 0.01, 0), kScale, 1);
    EXPECT_NEAR(spectrum.counts_per_flux(), 1.79647e10, 1e6);
}

// Of a Gaussian, 76.10 % lie within the full width at half maximum. A line at 5 keV of FWHM 0.2:
// channels 490 to 509. 20000 draws: a standard deviation of 0.30 %.
TEST(FoldedSpectrum, LineIsBroadenedToItsWidth) {
    const Response line = response_of({{{5 - 1e-6}, 1}, {{5 + 1e-6}, 1}}, 0.04, 0);
    const FoldedSpectrum spectrum(line, kScale, 2);
    Random random(3);
    int inside = 0, below = 0;
    for (int i = 0; i < 20000; ++i) {
        const int channel = spectrum.draw_channel(random).value();
        inside += channel >= 490 && channel <= 509;
        below += channel < 500;
    }
    EXPECT_NEAR(inside / 20000.0, 0.7610, 0.012);
    EXPECT_NEAR(below / 20000.0, 0.5, 0.015);
}

TEST(FoldedSpectrum, PhotonMeasuredAboveTheLastChannelIsLost) {
    const Response line = response_of({{{10.24 - 1e-6}, 1}, {{10.24 + 1e-6}, 1}}, 0.04, 0);
    const FoldedSpectrum spectrum(line, kScale, 2);
    Random random(3);
    int lost = 0;
    for (int i = 0; i < 10000; ++i) lost += !spectrum.draw_channel(random);
    EXPECT_NEAR(lost, 5000, 250);
}

}  // namespace
}  // namespace heafs
