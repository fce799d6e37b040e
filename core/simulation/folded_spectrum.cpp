#include "core/simulation/folded_spectrum.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace heafs {
namespace {

constexpr double kErgPerKev = 1.602176634e-9;  // exact (SI)
constexpr int kEnergies = 4096;

// The integral of E^-index from `low` to `high`.
double power_integral(double index, double low, double high) {
    if (std::abs(index - 1) < 1e-9) return std::log(high / low);
    return (std::pow(high, 1 - index) - std::pow(low, 1 - index)) / (1 - index);
}

}  // namespace

double effective_area_cm2(const Response& response, Energy energy) {
    const auto& knots = response.area;
    if (energy < knots.front().energy || energy > knots.back().energy) return 0;
    for (size_t i = 1; i < knots.size(); ++i) {
        if (energy > knots[i].energy) continue;
        const double part = (energy.kev - knots[i - 1].energy.kev) /
                            (knots[i].energy.kev - knots[i - 1].energy.kev);
        return knots[i - 1].area_cm2 + part * (knots[i].area_cm2 - knots[i - 1].area_cm2);
    }
    return knots.back().area_cm2;
}

double energy_resolution_kev(const Response& response, Energy energy) {
    return std::sqrt((response.fwhm2_constant + response.fwhm2_slope * energy.kev) /
                     (8 * std::log(2)));
}

Energy channel_edge(const EnergyScale& scale, int channel) {
    return {scale.offset.kev + scale.gain.kev * channel};
}

FoldedSpectrum::FoldedSpectrum(const Response& response, const EnergyScale& scale, double index)
    : response_(response), scale_(scale) {
    assert(response.area.size() >= 2 && "an area has knots to stand between");
    log_first_ = std::log(response.area.front().energy.kev);
    log_step_ = (std::log(response.area.back().energy.kev) - log_first_) / kEnergies;
    cumulative_.push_back(0);
    double low = std::exp(log_first_);
    for (int i = 0; i < kEnergies; ++i) {
        const double high = std::exp(log_first_ + (i + 1) * log_step_);
        const double middle = std::sqrt(low * high);
        cumulative_.push_back(cumulative_.back() + power_integral(index, low, high) *
                                                       effective_area_cm2(response, {middle}));
        low = high;
    }
    // 1 erg / (cm2 s) = norm x integral of E E^-index over 2 to 10 keV
    const double norm = 1 / (kErgPerKev * power_integral(index - 1, 2, 10));
    counts_per_flux_ = norm * cumulative_.back();
    for (double& c : cumulative_) c /= cumulative_.back();
}

Energy FoldedSpectrum::draw_energy(Random& random) const {
    const double u = random.uniform();
    const auto above = std::upper_bound(cumulative_.begin() + 1, cumulative_.end() - 1, u);
    const auto bin = above - cumulative_.begin() - 1;
    const double part = (u - *(above - 1)) / (*above - *(above - 1));
    return {std::exp(log_first_ + (static_cast<double>(bin) + part) * log_step_)};
}

std::optional<int> FoldedSpectrum::draw_channel(Random& random) const {
    const Energy energy = draw_energy(random);
    const double measured = energy.kev + energy_resolution_kev(response_, energy) * random.normal();
    const double channel = std::floor((measured - scale_.offset.kev) / scale_.gain.kev);
    if (channel < scale_.first_channel || channel > scale_.last_channel) return std::nullopt;
    return static_cast<int>(channel);
}

}  // namespace heafs
