#include "core/simulation/simulated_source.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "core/simulation/random.h"
#include "core/simulation/rounding.h"

namespace heafs {
namespace {

constexpr double kHighestSine = 0.98;  // 78 degrees: a circle of right ascension stays wide

// J2000 names cut off, they do not round: SIM_J121314.1-051015
std::string name_of(const SkyPosition& position) {
    const auto tenths = static_cast<int64_t>(position.ra_deg * 2400);
    const auto arcsec = static_cast<int64_t>(std::abs(position.dec_deg) * 3600);
    return fmt::format("SIM_J{:02}{:02}{:02}.{}{}{:02}{:02}{:02}", tenths / 36000,
                       tenths / 600 % 60, tenths / 10 % 60, tenths % 10,
                       position.dec_deg < 0 ? '-' : '+', arcsec / 3600, arcsec / 60 % 60,
                       arcsec % 60);
}

double log_uniform(Random& random, double low, double high) {
    return low * std::pow(high / low, random.uniform());
}

SkyPosition rounded_position(const SkyPosition& p) {
    return {std::fmod(to_decimals(p.ra_deg, 5), 360), to_decimals(p.dec_deg, 5)};
}

SimulatedSource draw_target(const SkyHabits& habits, Random& random) {
    SimulatedSource source;
    const double ra = random.uniform(0, 360);
    const double dec =
        std::asin(random.uniform(-kHighestSine, kHighestSine)) * 180 / std::numbers::pi;
    source.position = rounded_position({ra, dec});
    source.name = name_of(source.position);
    source.index = rounded(random.uniform(1.6, 2.4), 0x1p-5);
    source.flux_2_10 = to_digits(log_uniform(random, habits.flux_low, habits.flux_high), 3);
    source.period_s = to_digits(log_uniform(random, habits.period_low, habits.period_high), 4);
    source.amplitude = rounded(random.uniform(0.3, 0.8), 0x1p-5);
    return source;
}

SimulatedSource draw_companion(const SkyHabits& habits, const SimulatedSource& target,
                               Random& random) {
    SimulatedSource source;
    const Angle distance{
        random.uniform(habits.companion_low.degrees, habits.companion_high.degrees)};
    const Angle towards{random.uniform(0, 360)};
    source.position = rounded_position(position_at(target.position, distance, towards));
    source.name = name_of(source.position);
    source.index = rounded(random.uniform(1.4, 2.2), 0x1p-5);
    source.flux_2_10 = to_digits(target.flux_2_10 * random.uniform(0.05, 0.25), 3);
    return source;
}

}  // namespace

SimulatedSky draw_sky(const SkyHabits& habits, uint64_t seed, int64_t targets) {
    SimulatedSky sky;
    sky.targets = static_cast<size_t>(targets);
    std::vector<SimulatedSource> companions;
    for (int64_t i = 0; i < targets; ++i) {
        Random random = random_for(seed, fmt::format("target {}", i + 1));
        sky.sources.push_back(draw_target(habits, random));
        const int count = random.uniform() < 0.5 ? 1 : 2;
        for (int k = 0; k < count; ++k)
            companions.push_back(draw_companion(habits, sky.sources.back(), random));
    }
    sky.sources.insert(sky.sources.end(), companions.begin(), companions.end());
    return sky;
}

}  // namespace heafs
