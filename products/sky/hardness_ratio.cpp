#include "products/sky/hardness_ratio.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace heafs {
namespace {

constexpr size_t kPoints = 4096;
constexpr double kNegligible = 25;  // e-folds below the peak
constexpr int kBisections = 60;

// The posterior of one band's source counts, on equal steps.
class Posterior {
   public:
    explicit Posterior(const BandCounts& band) : band_(band) {
        const double peak = std::max(0.0, static_cast<double>(band.counts) - band.background);
        peak_log_ = log_density(peak);
        const double first = edge(peak, -1);
        step_ = (edge(peak, 1) - first) / static_cast<double>(kPoints - 1);
        for (size_t i = 0; i < kPoints; ++i) {
            place_.push_back(first + step_ * static_cast<double>(i));
            weight_.push_back(std::exp(log_density(place_[i]) - peak_log_) *
                              (i == 0 || i + 1 == kPoints ? 0.5 : 1));
        }
        normalise();
    }

    const std::vector<double>& places() const { return place_; }
    const std::vector<double>& weights() const { return weight_; }  // they add up to 1
    // The probability of at most x.
    double below(double x) const {
        const double steps = (x - place_.front()) / step_;
        if (!(steps > 0)) return 0;
        if (!(steps < static_cast<double>(kPoints - 1))) return 1;
        const auto i = static_cast<size_t>(steps);
        const double part = steps - static_cast<double>(i);
        return below_[i] + part * (below_[i + 1] - below_[i]);
    }

   private:
    double log_density(double x) const {
        const auto n = static_cast<double>(band_.counts);
        return (band_.counts > 0 ? n * std::log(x + band_.background) : 0) - x;
    }
    // How far from the peak the density matters, upwards (1) or down to 0 (-1).
    double edge(double peak, int way) const {
        double near = 0, far = std::sqrt(static_cast<double>(band_.counts) + 1);
        while (!is_negligible(peak + way * far)) far *= 2;
        for (int i = 0; i < kBisections; ++i) {
            const double middle = (near + far) / 2;
            (is_negligible(peak + way * middle) ? far : near) = middle;
        }
        return std::max(0.0, peak + way * far);
    }
    bool is_negligible(double x) const {
        return x <= 0 || !(log_density(x) > peak_log_ - kNegligible);
    }
    void normalise() {
        double sum = 0;
        for (const double weight : weight_) sum += weight;
        double before = 0;
        for (double& weight : weight_) {
            weight /= sum;
            below_.push_back(before + (below_.empty() ? 0 : weight / 2));
            before += weight;
        }
        below_.back() = 1;
    }

    BandCounts band_;
    double peak_log_ = 0;
    double step_ = 1;
    std::vector<double> place_, weight_, below_;
};

// The probability of H / (H + S) <= part, which is that of H <= S part / (1 - part).
double probability_below(const Posterior& soft, const Posterior& hard, double part) {
    double sum = 0;
    for (size_t i = 0; i < kPoints; ++i)
        sum += soft.weights()[i] * hard.below(soft.places()[i] * part / (1 - part));
    return sum;
}

double ratio_at(const Posterior& soft, const Posterior& hard, double probability) {
    double low = 0, high = 1;
    for (int i = 0; i < kBisections; ++i) {
        const double middle = (low + high) / 2;
        (probability_below(soft, hard, middle) < probability ? low : high) = middle;
    }
    return low + high - 1;  // 2 part - 1
}

}  // namespace

HardnessRatio hardness_ratio(const BandCounts& soft, const BandCounts& hard, double confidence) {
    const Posterior s(soft), h(hard);
    return {ratio_at(s, h, 0.5), ratio_at(s, h, (1 - confidence) / 2),
            ratio_at(s, h, (1 + confidence) / 2)};
}

}  // namespace heafs
