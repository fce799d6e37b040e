// Where a simulated HaloSat looked, when, and where it was: the ground that the files of an
// observation share.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "core/simulation/intervals.h"
#include "core/simulation/observation_plan.h"

namespace heafs {

inline constexpr int64_t kHalosatMjdRefI = 51544;
inline constexpr double kHalosatMjdRefF = 0.00074287037037037;  // 64.184 s: TT - UTC on 2000-01-01

inline constexpr double kHalosatFirstLight = 592704000;  // mission time of 2018-10-13

struct Pointing {
    std::string obs_id, object;
    double ra_obj, dec_obj, ra_pnt, dec_pnt;  // degrees
    Intervals passes;                         // observing: good times of the unfiltered lists
    Intervals good;                           // the quiet inner part of each pass
};

// A pointing of its own for each target and seed.
Pointing make_pointing(const std::string& obs_id, uint64_t seed);

// A planned pointing at `target`: the satellite observes a little before and after the good times.
Pointing pointing_of(const ObservationPlan& plan, const SimulatedSource& target, uint64_t seed);

// What of the passes is not good time.
Intervals disturbed_times(const Pointing& pointing);

// The moment `met` in TT to a millisecond, as in DATE-OBS.
std::string date_of(double met);

struct Attitude {
    std::array<double, 3> position_km, velocity_km_s;  // equatorial frame
    std::array<double, 4> quaternion;                  // the real part last
    double latitude_deg, longitude_deg, nadir_angle_deg;
};

// On a circular orbit like that of the space station, looking at the pointing.
Attitude attitude_at(const Pointing& pointing, double met);

}  // namespace heafs
