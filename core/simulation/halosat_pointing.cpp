#include "core/simulation/halosat_pointing.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <numbers>

#include "core/simulation/random.h"
#include "core/simulation/rounding.h"
#include "core/simulation/science_file.h"

namespace heafs {
namespace {

constexpr int kMissionDays = 700;
constexpr double kOrbitSeconds = 5560;
constexpr double kOrbitRadiusKm = 6778;
constexpr double kInclinationDeg = 51.6;
constexpr int kPasses = 4;
constexpr double kRadian = std::numbers::pi / 180;
constexpr double kEarthRate = 360 / 86164.1;  // degrees a second

std::string object_name(double ra, double dec) {
    const int minutes = static_cast<int>(ra * 4);
    const int arcmin = static_cast<int>(std::abs(dec) * 60);
    return fmt::format("HaloSat_J{:02}{:02}{}{:02}{:02}", minutes / 60, minutes % 60,
                       dec < 0 ? '-' : '+', arcmin / 60, arcmin % 60);
}

// A vector of `length` in the plane of two unit vectors, at `angle` from the first.
std::array<double, 3> in_plane(const std::array<double, 3>& x, const std::array<double, 3>& y,
                               double angle, double length) {
    std::array<double, 3> v;
    for (size_t i = 0; i < 3; ++i)
        v[i] = to_decimals(length * (std::cos(angle) * x[i] + std::sin(angle) * y[i]), 6);
    return v;
}

}  // namespace

// What of the passes is not good time.
Intervals disturbed_times(const Pointing& p) {
    Intervals result;
    for (size_t i = 0; i < p.passes.size(); ++i) {
        result.push_back({p.passes[i].start, p.good[i].start});
        result.push_back({p.good[i].stop, p.passes[i].stop});
    }
    return result;
}

std::string date_of(double met) {
    using namespace std::chrono;
    const auto reference = sys_days(year(2000) / 1 / 1);
    const auto moment =
        reference + milliseconds(std::llround((met + kHalosatMjdRefF * 86400) * 1000));
    const auto day = floor<days>(moment);
    const year_month_day date(day);
    const hh_mm_ss time(moment - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       time.hours().count(), time.minutes().count(), time.seconds().count(),
                       time.subseconds().count());
}

Pointing make_pointing(const std::string& obs_id, uint64_t seed) {
    Random target = random_for(seed, obs_id.substr(0, 4));
    Random random = random_for(seed, obs_id);
    Pointing p{};
    p.obs_id = obs_id;
    p.ra_obj = rounded(target.uniform(0, 360), 0x1p-10);
    p.dec_obj = rounded(std::asin(target.uniform(-0.95, 0.95)) / kRadian, 0x1p-10);
    p.ra_pnt = std::fmod(p.ra_obj + rounded(random.uniform(0, 0.05), 0x1p-10), 360);
    p.dec_pnt = p.dec_obj + rounded(random.uniform(-0.05, 0.05), 0x1p-10);
    p.object = object_name(p.ra_obj, p.dec_obj);
    const double begin = kHalosatFirstLight + 86400 * std::floor(random.uniform(0, kMissionDays));
    for (int i = 0; i < kPasses; ++i) {
        const double start = rounded(begin + i * kOrbitSeconds + random.uniform(0, 300), 0x1p-3);
        const Interval pass{start, start + rounded(random.uniform(1000, 1500), 0x1p-3)};
        p.passes.push_back(pass);
        p.good.push_back({pass.start + rounded(random.uniform(60, 200), 0x1p-3),
                          pass.stop - rounded(random.uniform(60, 200), 0x1p-3)});
    }
    return p;
}

Pointing pointing_of(const ObservationPlan& plan, const SimulatedSource& target, uint64_t seed) {
    Random random = random_for(seed, "passes " + plan.obs_id);
    Pointing p{plan.obs_id,
               target.name,
               target.position.ra_deg,
               target.position.dec_deg,
               plan.pointing.ra_deg,
               plan.pointing.dec_deg,
               {},
               plan.good};
    for (const Interval& good : plan.good)
        p.passes.push_back({good.start - rounded(random.uniform(60, 200), 0x1p-3),
                            good.stop + rounded(random.uniform(60, 200), 0x1p-3)});
    return p;
}

Attitude attitude_at(const Pointing& p, double met) {
    const std::array<double, 3> node = {1, 0, 0};
    const std::array<double, 3> up = {0, std::cos(kInclinationDeg * kRadian),
                                      std::sin(kInclinationDeg * kRadian)};
    const double phase = 2 * std::numbers::pi * std::fmod(met, kOrbitSeconds) / kOrbitSeconds;
    Attitude a{};
    a.position_km = in_plane(node, up, phase, kOrbitRadiusKm);
    a.velocity_km_s = in_plane(node, up, phase + std::numbers::pi / 2,
                               2 * std::numbers::pi * kOrbitRadiusKm / kOrbitSeconds);
    a.quaternion = quaternion_of(p.ra_pnt, p.dec_pnt, 0);
    const auto& [x, y, z] = a.position_km;
    a.latitude_deg = to_decimals(std::asin(z / kOrbitRadiusKm) / kRadian, 6);
    const double longitude = std::atan2(y, x) / kRadian - std::fmod(met * kEarthRate, 360);
    a.longitude_deg = to_decimals(std::remainder(longitude, 360), 6);
    const double ra = p.ra_pnt * kRadian, dec = p.dec_pnt * kRadian;
    const double up_part =
        x * std::cos(dec) * std::cos(ra) + y * std::cos(dec) * std::sin(ra) + z * std::sin(dec);
    a.nadir_angle_deg = to_decimals(std::acos(-up_part / kOrbitRadiusKm) / kRadian, 6);
    return a;
}

}  // namespace heafs
