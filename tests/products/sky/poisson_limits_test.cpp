#include "products/sky/poisson_limits.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <map>
#include <random>

namespace heafs {
namespace {

constexpr double kZ95 = 1.6448536269514722;  // of the standard normal distribution
constexpr double kZ975 = 1.959963984540054;
constexpr double kZ84 = 1.0003;  // 0.8415: half of 0.683 above the middle

// The quantile of a gamma distribution of shape a by Cornish and Fisher, good to 1 / a.
double gamma_quantile(double a, double z) {
    return a + z * std::sqrt(a) + (z * z - 1) / 3 + (z * z * z - 7 * z) / (36 * std::sqrt(a));
}

// Q(n + 1, x) term by term in long double.
long double tail_by_hand(int64_t n, long double x) {
    long double term = std::exp(-x), sum = term;
    for (int64_t k = 1; k <= n; ++k) sum += term *= x / static_cast<long double>(k);
    return sum;
}

TEST(PoissonLimits, HavePublishedValues) {
    EXPECT_NEAR(upper_limit(0, 0, 0.95), 2.99573, 5e-6);
    EXPECT_NEAR(upper_limit(0, 0, kThreeSigma), 6.60772, 1e-5);
    EXPECT_NEAR(upper_limit(3, 1.2, 0.95), 6.6051, 5e-5);
    EXPECT_NEAR(upper_limit(3, 1.2, kThreeSigma), 11.5244, 5e-5);
    EXPECT_NEAR(upper_limit(10, 4, 0.95), 12.9683, 5e-5);
    EXPECT_NEAR(upper_limit(10, 4, kThreeSigma), 19.6438, 5e-5);
}

TEST(PoissonLimits, SolveTheirEquation) {
    for (const int64_t n : {0, 1, 2, 7, 40, 200})
        for (const double b : {0.0, 0.01, 3.0, 39.5, 200.0})
            for (const double confidence : {0.683, 0.95, 0.99865}) {
                const double limit = upper_limit(n, b, confidence);
                const auto left = tail_by_hand(n, static_cast<long double>(limit + b)) /
                                  tail_by_hand(n, static_cast<long double>(b));
                EXPECT_NEAR(static_cast<double>(left) / (1 - confidence), 1, 1e-9)
                    << n << " " << b << " " << confidence;
            }
}

TEST(PoissonLimits, WithoutCountsDoNotDependOnTheBackground) {
    for (const double b : {0.0, 1.0, 50.0, 1e4, 1e9})
        EXPECT_NEAR(upper_limit(0, b, 0.95), -std::log(0.05), 1e-6) << b;
}

TEST(PoissonLimits, OfManyCountsAreNearlyGaussian) {
    for (const double n : {1e4, 1e6, 1e9})
        EXPECT_NEAR(upper_limit(static_cast<int64_t>(n), 0, 0.95), gamma_quantile(n + 1, kZ95),
                    1e-9 * n + 1e-3)
            << n;
    // As many as the background: half of the posterior lies at S < 0 and is cut away.
    EXPECT_NEAR(upper_limit(1000000000, 1e9, 0.95), kZ975 * std::sqrt(1e9), 3);
}

TEST(PoissonLimits, GrowWithCountsAndConfidenceAndFallWithBackground) {
    for (const int64_t n : {0, 1, 5, 30, 1000, 100000}) {
        const double b = 0.7 * static_cast<double>(n);
        EXPECT_GT(upper_limit(n + 1, b, 0.95), upper_limit(n, b, 0.95)) << n;
        EXPECT_GT(upper_limit(n, b, 0.99865), upper_limit(n, b, 0.95)) << n;
        if (n > 0) {
            EXPECT_LT(upper_limit(n, b + 1, 0.95), upper_limit(n, b, 0.95)) << n;
        }
    }
}

TEST(PoissonLimits, AreFiniteAndQuickWhateverTheNumbers) {
    const auto begin = std::chrono::steady_clock::now();
    for (const int64_t n : {int64_t{0}, int64_t{1}, int64_t{1000}, int64_t{1000000000}})
        for (const double b : {0.0, 1e-300, 1e-3, 1.0, 999.5, 1e6, 1e9})
            for (const double limit :
                 {upper_limit(n, b, 0.95), upper_limit(n, b, 0.99865),
                  central_interval(n, b, 0.683).low, central_interval(n, b, 0.683).high}) {
                EXPECT_TRUE(std::isfinite(limit)) << n << " " << b;
                EXPECT_GE(limit, 0) << n << " " << b;
            }
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

TEST(PoissonLimits, TheCentralIntervalHoldsItsShareAndTheLimitsLieAboveIt) {
    const CountInterval interval = central_interval(1000000, 0, 0.683);
    EXPECT_NEAR(interval.low, gamma_quantile(1000001, -kZ84), 0.5);
    EXPECT_NEAR(interval.high, gamma_quantile(1000001, kZ84), 0.5);
    const CountInterval none = central_interval(0, 0, 0.683);
    EXPECT_NEAR(none.low, -std::log(1 - 0.1585), 1e-9);
    EXPECT_NEAR(none.high, -std::log(0.1585), 1e-9);
    EXPECT_LT(interval.high, upper_limit(1000000, 0, 0.95));
}

// The part of draws whose limit lies below the truth. Limits of the same counts are computed once.
class Draws {
   public:
    Draws(double source, double background) : source_(source), background_(background) {}

    double missed(int draws, double off_over_on) {
        std::mt19937_64 random(20260101);
        std::poisson_distribution<int64_t> on(source_ + background_);
        std::poisson_distribution<int64_t> off(background_ * off_over_on);
        int missed = 0;
        for (int i = 0; i < draws; ++i) {
            const int64_t counts = on(random);
            const double background =
                off_over_on > 0 ? static_cast<double>(off(random)) / off_over_on : background_;
            missed += limit(counts, background) < source_ ? 1 : 0;
        }
        return static_cast<double>(missed) / draws;
    }

   private:
    double limit(int64_t counts, double background) {
        const auto [found, is_new] = limits_.try_emplace({counts, background}, 0);
        if (is_new) found->second = upper_limit(counts, background, kThreeSigma);
        return found->second;
    }

    double source_, background_;
    std::map<std::pair<int64_t, double>, double> limits_;
};

TEST(PoissonLimits, At99865CoverInAtLeast998OfAThousandDraws) {
    for (const double source : {0.5, 3.0, 6.6, 7.0, 10.0, 30.0, 100.0})
        for (const double background : {0.0, 0.3, 2.0, 20.0})
            EXPECT_LE(Draws(source, background).missed(10000, 0), 0.002)
                << source << " on " << background;
}

// The background counted in a region ten times as large, as an annulus is.
TEST(PoissonLimits, CoverWithACountedBackgroundToo) {
    for (const double source : {3.0, 8.0, 25.0})
        for (const double background : {0.3, 2.0, 10.0})
            EXPECT_LE(Draws(source, background).missed(10000, 10), 0.002)
                << source << " on " << background;
}

TEST(PoissonLimits, TheTailIsTheSumOfItsTerms) {
    EXPECT_DOUBLE_EQ(poisson_tail(0, 0), 1);
    EXPECT_NEAR(poisson_tail(0, 2.5), std::exp(-2.5), 1e-15);
    EXPECT_NEAR(poisson_tail(2, 1), 2.5 / std::exp(1), 1e-14);
    EXPECT_NEAR(poisson_tail(100, 1), 1, 1e-14);
    EXPECT_NEAR(poisson_tail(1000000, 1000000), 0.5, 5e-4);
}

}  // namespace
}  // namespace heafs
