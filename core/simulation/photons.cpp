#include "core/simulation/photons.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

namespace heafs {
namespace {

// Draws a process at the highest rate of the source and keeps each event with the chance that the
// rate of its moment gives it.
class Arrivals {
   public:
    Arrivals(double mean_rate, const SimulatedSource* source, Random& random)
        : random_(random), source_(source && source->period_s > 0 ? source : nullptr) {
        highest_rate_ = mean_rate * (source_ ? 1 + source_->amplitude : 1);
    }

    // Calls `take` with each moment in the interval, in order.
    template <typename Take>
    void draw(const Interval& interval, Take take) {
        if (highest_rate_ <= 0) return;
        double time = interval.start;
        while ((time += random_.exponential() / highest_rate_) < interval.stop)
            if (is_kept(time)) take(time);
    }

   private:
    bool is_kept(double time) {
        if (!source_) return true;
        const double phase = 2 * std::numbers::pi * std::fmod(time / source_->period_s, 1);
        const double brightness = 1 + source_->amplitude * std::sin(phase);
        return random_.uniform() * (1 + source_->amplitude) < brightness;
    }

    Random& random_;
    const SimulatedSource* source_;
    double highest_rate_ = 0;
};

}  // namespace

std::vector<Photon> draw_photons(const FoldedSky& folded, const SimulatedSky& sky,
                                 const ObservationPlan& plan, const ObservingHabits& habits,
                                 Random& random) {
    std::vector<Photon> photons;
    for (const size_t i : plan.visible) {
        const SimulatedSource& source = sky.sources[i];
        const FoldedSpectrum& spectrum = folded.spectrum_of(source);
        const double rate = folded.rate_of(source, separation(plan.pointing, source.position));
        Arrivals arrivals(rate * habits.live_fraction, &source, random);
        for (const Interval& good : plan.good)
            arrivals.draw(good, [&](double time) {
                if (const std::optional<int> channel = spectrum.draw_channel(random))
                    photons.push_back({time, *channel, static_cast<int>(i)});
            });
    }
    Arrivals background(habits.background_rate * habits.live_fraction, nullptr, random);
    for (const Interval& good : plan.good)
        background.draw(good, [&](double time) {
            photons.push_back({time, habits.background_channel(random), kBackground});
        });
    std::ranges::stable_sort(photons, {}, &Photon::time);
    return photons;
}

}  // namespace heafs
