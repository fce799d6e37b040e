#include "core/simulation/observation_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "config/base/error.h"
#include "core/simulation/rounding.h"

namespace heafs {
namespace {

constexpr double kDay = 86400;
// One vignetting for photons of all energies: that where most of them are seen.
constexpr Energy kSimulatedVignettingEnergy{1.5};
constexpr double kMissionDays = 3500;
constexpr double kLongestGapDays = 5;
constexpr double kTimeStep = 0x1p-3;  // of starts; sums of such times are exact

// Where the observation `number` points, at what, and what else is in the field.
ObservationPlan point(const ObservingHabits& habits, const Instrument& instrument,
                      const SimulatedSky& sky, int64_t number, Random& random,
                      const std::string& obs_id) {
    ObservationPlan plan;
    plan.obs_id = obs_id;
    plan.target = static_cast<size_t>(number) % sky.targets;
    const Angle offset{random.uniform(habits.offset_low.degrees, habits.offset_high.degrees)};
    const SkyPosition exact =
        position_at(sky.sources[plan.target].position, offset, Angle{random.uniform(0, 360)});
    plan.pointing = {std::fmod(to_decimals(exact.ra_deg, 5), 360), to_decimals(exact.dec_deg, 5)};
    plan.roll = {to_decimals(random.uniform(0, 359.9), 3)};
    for (size_t i = 0; i < sky.sources.size(); ++i) {
        const SkyPosition& p = sky.sources[i].position;
        if (std::abs(p.dec_deg - plan.pointing.dec_deg) > instrument.field_radius.degrees) continue;
        if (separation(plan.pointing, p) < instrument.field_radius) plan.visible.push_back(i);
    }
    return plan;
}

struct PassLengths {
    std::vector<double> seconds;
    double total() const { return std::accumulate(seconds.begin(), seconds.end(), 0.0); }
};

double draw_pass(const ObservingHabits& habits, Random& random) {
    return random.uniform(habits.pass_low, habits.pass_high);
}

PassLengths natural_passes(const ObservingHabits& habits, Random& random) {
    const int passes =
        habits.fewest_passes +
        static_cast<int>(random.uniform() * (habits.most_passes - habits.fewest_passes + 1));
    PassLengths lengths;
    for (int i = 0; i < passes; ++i) lengths.seconds.push_back(draw_pass(habits, random));
    return lengths;
}

// The same passes, shortened or followed by more of them until they last `seconds`.
PassLengths lasting(PassLengths natural, double seconds, const ObservingHabits& habits,
                    Random& random) {
    while (natural.total() < seconds) natural.seconds.push_back(draw_pass(habits, random));
    double left = seconds;
    PassLengths lengths;
    for (const double pass : natural.seconds) {
        lengths.seconds.push_back(std::min(pass, left));
        left -= lengths.seconds.back();
        if (left <= 0) break;
    }
    return lengths;
}

Intervals good_times(const PassLengths& lengths, double start, const ObservingHabits& habits,
                     Random& random) {
    Intervals good;
    for (size_t i = 0; i < lengths.seconds.size(); ++i) {
        const double late = random.uniform(0, 200) + static_cast<double>(i) * habits.orbit_seconds;
        const double begin = rounded(start + late, kTimeStep);
        const double grains = std::max(1.0, std::round(lengths.seconds[i] / habits.grain_seconds));
        good.push_back({begin, begin + grains * habits.grain_seconds});
    }
    return good;
}

// One observation before it has a time.
struct Draft {
    ObservationPlan plan;
    Random random;
    PassLengths passes;
    double source_rate = 0;  // counts a good second
};

std::vector<Draft> draft_all(const ObservingHabits& habits, const Instrument& instrument,
                             const PlanRequest& request, const SimulatedSky& sky) {
    const FoldedSky folded(instrument, sky);
    std::vector<Draft> drafts;
    for (int64_t i = 0; i < request.observations; ++i) {
        const auto targets = static_cast<int64_t>(sky.targets);
        const std::string obs_id = habits.obs_id(i % targets + 1, i / targets + 1);
        Random random = random_for(request.seed, "plan " + obs_id);
        ObservationPlan plan = point(habits, instrument, sky, i, random, obs_id);
        double rate = 0;
        for (const size_t k : plan.visible) {
            const Angle off_axis = separation(plan.pointing, sky.sources[k].position);
            rate += folded.rate_of(sky.sources[k], off_axis) * habits.live_fraction;
        }
        PassLengths passes = natural_passes(habits, random);
        drafts.push_back({std::move(plan), random, std::move(passes), rate});
    }
    return drafts;
}

// Makes the sky so bright, and each observation so long, that lists have `events` in the mean.
void aim_at(double events, std::vector<Draft>& drafts, const ObservingHabits& habits,
            SimulatedSky& sky) {
    double natural = 0;
    for (const Draft& draft : drafts) natural += draft.source_rate * draft.passes.total();
    natural /= static_cast<double>(drafts.size());
    // Three digits, as the fluxes have: the product has at most six.
    const double factor = natural > 0 ? std::max(1.0, to_digits(events / natural, 3)) : 1;
    for (SimulatedSource& source : sky.sources)
        source.flux_2_10 = to_digits(source.flux_2_10 * factor, 6);
    for (Draft& draft : drafts) {
        draft.source_rate *= factor;
        const double rate = draft.source_rate + habits.background_rate * habits.live_fraction;
        draft.passes = lasting(std::move(draft.passes), events / rate, habits, draft.random);
    }
}

}  // namespace

FoldedSky::FoldedSky(const Instrument& instrument, const SimulatedSky& sky)
    : instrument_(&instrument) {
    if (!instrument.response || instrument.response->area.size() < 2)
        throw Error(
            Fault::kMalformed,
            fmt::format("cannot simulate {}: its mission file gives no response", instrument.name));
    for (const SimulatedSource& source : sky.sources)
        if (!spectra_.contains(source.index))
            spectra_.try_emplace(source.index, *instrument.response, instrument.energy,
                                 source.index);
}

const FoldedSpectrum& FoldedSky::spectrum_of(const SimulatedSource& source) const {
    return spectra_.at(source.index);
}

double FoldedSky::rate_of(const SimulatedSource& source, Angle off_axis) const {
    if (!(off_axis < instrument_->field_radius)) return 0;
    return source.flux_2_10 * spectrum_of(source).counts_per_flux() *
           vignetting_factor(instrument_->vignetting, off_axis, kSimulatedVignettingEnergy);
}

void check_numbers(const ObservingHabits& habits, const PlanRequest& request) {
    if (request.targets < 1 || request.targets > habits.most_targets)
        throw Error(Fault::kUsage,
                    fmt::format("cannot simulate {} sources: ids of this mission name 1 to {}",
                                request.targets, habits.most_targets));
    const int64_t most = request.targets * habits.most_segments;
    if (request.observations < 1 || request.observations > most)
        throw Error(Fault::kUsage,
                    fmt::format("cannot simulate {} observations: with {} sources, 1 to {} have "
                                "ids",
                                request.observations, request.targets, most));
}

std::vector<ObservationPlan> plan_observations(const ObservingHabits& habits,
                                               const Instrument& instrument,
                                               const PlanRequest& request, SimulatedSky& sky) {
    std::vector<Draft> drafts = draft_all(habits, instrument, request, sky);
    if (request.events > 0) aim_at(static_cast<double>(request.events), drafts, habits, sky);
    const double gap = kDay * std::clamp(kMissionDays / static_cast<double>(request.observations),
                                         habits.orbit_seconds / kDay, kLongestGapDays);
    std::vector<ObservationPlan> plans;
    double end = habits.begin;
    for (Draft& draft : drafts) {
        const double start = end + gap * draft.random.uniform(0.5, 1.5);
        draft.plan.good = good_times(draft.passes, start, habits, draft.random);
        end = draft.plan.good.back().stop;
        plans.push_back(std::move(draft.plan));
    }
    return plans;
}

}  // namespace heafs
