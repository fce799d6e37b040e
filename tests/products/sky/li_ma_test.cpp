#include "products/sky/li_ma.h"

#include <gtest/gtest.h>

#include <cmath>

namespace heafs {
namespace {

// Expected values: sqrt_ts of gammapy 1.0's WStatCountsStatistic.
TEST(LiMaSignificance, IsThatOfGammapy) {
    EXPECT_NEAR(li_ma_significance(4, 5, 1 / 5.0), 1.9473014514995257, 1e-12);
    EXPECT_NEAR(li_ma_significance(50, 55, 1 / 2.0), 3.023188406966358, 1e-12);
    EXPECT_NEAR(li_ma_significance(67, 15, 1 / 0.5), 3.042869308178638, 1e-12);
    EXPECT_NEAR(li_ma_significance(200, 10, 1 / 0.1), 2.3823230166071454, 1e-12);
    EXPECT_NEAR(li_ma_significance(523, 2327, 1 / 5.99), 5.951507572311236, 1e-12);
    EXPECT_NEAR(li_ma_significance(498426, 493434, 1), 5.0124529065205365, 1e-6);
}

// The likelihood ratio itself (Li & Ma 1983, section 3), with the best background alone b0 and the
// best source and background.
TEST(LiMaSignificance, IsTheLikelihoodRatio) {
    const double on = 13, off = 11, alpha = 0.5;
    const double b0 = (on + off) / (1 + alpha);
    const auto log_likelihood = [&](double source, double background) {
        const double expected = source + alpha * background;
        return on * std::log(expected) - expected + off * std::log(background) - background;
    };
    const double ratio = log_likelihood(on - alpha * off, off) - log_likelihood(0, b0);
    EXPECT_NEAR(li_ma_significance(13, 11, alpha), std::sqrt(2 * ratio), 1e-12);
}

TEST(LiMaSignificance, OfFewerCountsThanTheBackgroundIsNegative) {
    EXPECT_NEAR(li_ma_significance(0, 5, 0.5), -2.013616418556832, 1e-12);
    EXPECT_LT(li_ma_significance(3, 40, 0.2), 0);
}

TEST(LiMaSignificance, OfWhatTheBackgroundExplainsIsNothing) {
    EXPECT_EQ(li_ma_significance(0, 0, 0.5), 0);
    EXPECT_NEAR(li_ma_significance(20, 100, 0.2), 0, 1e-6);
}

TEST(LiMaSignificance, WithoutBackgroundCountsIsFinite) {
    EXPECT_NEAR(li_ma_significance(3, 0, 0.25), std::sqrt(2 * 3 * std::log(5.0)), 1e-12);
}

}  // namespace
}  // namespace heafs
