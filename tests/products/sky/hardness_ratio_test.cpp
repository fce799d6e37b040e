#include "products/sky/hardness_ratio.h"

#include <gtest/gtest.h>

#include <cmath>

namespace heafs {
namespace {

constexpr double kOneSigma = 0.683;
constexpr double kSteps = 2e-4;  // what the integration's steps make wrong

void expect_ratio(const HardnessRatio& ratio, double median, double low, double high) {
    EXPECT_NEAR(ratio.median, median, kSteps);
    EXPECT_NEAR(ratio.low, low, kSteps);
    EXPECT_NEAR(ratio.high, high, kSteps);
}

// H / (H + S) is then uniform on [0, 1].
TEST(HardnessRatio, WithoutAnyCountsKnowsNothing) {
    expect_ratio(hardness_ratio({0, 0}, {0, 0}, kOneSigma), 0, -0.683, 0.683);
}

// One hard count: H / (H + S) has the distribution function t^2.
TEST(HardnessRatio, OfOneCountIsTheBetaDistribution) {
    const auto quantile = [](double p) { return 2 * std::sqrt(p) - 1; };
    expect_ratio(hardness_ratio({0, 0}, {1, 0}, kOneSigma), quantile(0.5), quantile(0.1585),
                 quantile(0.8415));
    expect_ratio(hardness_ratio({1, 0}, {0, 0}, kOneSigma), -quantile(0.5), -quantile(0.8415),
                 -quantile(0.1585));
}

// Expected values: quantiles of the beta distribution, and with backgrounds of the mixture of beta
// distributions that (S + B)^N e^-S is made of, by scipy 1.10.
TEST(HardnessRatio, IsThatOfMixedBetaDistributions) {
    expect_ratio(hardness_ratio({40, 0}, {25, 0}, kOneSigma), -0.2261211, -0.3429350, -0.1047798);
    expect_ratio(hardness_ratio({3, 1.2}, {7, 2.5}, kOneSigma), 0.3374927, -0.0934470, 0.6954398);
    expect_ratio(hardness_ratio({10, 4}, {2, 4}, kOneSigma), -0.7183064, -0.9231048, -0.3483730);
    expect_ratio(hardness_ratio({1, 10}, {30, 5}, kOneSigma), 0.9423180, 0.8506650, 0.9854595);
}

TEST(HardnessRatio, OfManyCountsIsTheirRatioWithGaussianErrors) {
    const double s = 4e6, h = 1e6, sum = s + h;
    const HardnessRatio ratio = hardness_ratio({4000000, 0}, {1000000, 0}, kOneSigma);
    const double error = 1.0006 * 2 * std::sqrt(s * h / (sum * sum * sum));  // of 68.3 %
    EXPECT_NEAR(ratio.median, -0.6, 1e-5);
    EXPECT_NEAR(ratio.high - ratio.median, error, 0.01 * error);
    EXPECT_NEAR(ratio.median - ratio.low, error, 0.01 * error);
}

TEST(HardnessRatio, StaysWithinItsRangeWhateverTheNumbers) {
    for (const int64_t soft : {int64_t{0}, int64_t{1}, int64_t{1000000000}})
        for (const int64_t hard : {int64_t{0}, int64_t{5}, int64_t{1000000000}})
            for (const double background : {0.0, 1e-9, 3.0, 1e6, 2e9}) {
                const HardnessRatio ratio =
                    hardness_ratio({soft, background}, {hard, background / 2}, kOneSigma);
                EXPECT_GE(ratio.low, -1) << soft << " " << hard << " " << background;
                EXPECT_LE(ratio.low, ratio.median);
                EXPECT_LE(ratio.median, ratio.high);
                EXPECT_LE(ratio.high, 1);
            }
}

}  // namespace
}  // namespace heafs
