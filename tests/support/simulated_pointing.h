// Where a simulated satellite looked, when, and where it was: the ground that the files of a
// simulated observation share.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace heafs {

inline constexpr int64_t kMjdRefI = 51544;
inline constexpr double kMjdRefF = 0.00074287037037037;  // 64.184 s: TT - UTC on 2000-01-01

// SplitMix64: its numbers are the same with every standard library.
class Random {
   public:
    explicit Random(uint64_t seed) : state_(seed) {}
    uint64_t next() {
        uint64_t z = state_ += 0x9e3779b97f4a7c15;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        return z ^ z >> 31;
    }
    // In [0, 1).
    double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }
    double uniform(double low, double high) { return low + (high - low) * uniform(); }

   private:
    uint64_t state_;
};

// Numbers of their own for each `name`.
Random random_for(uint64_t seed, std::string_view name);

// Mission time, in seconds.
struct Interval {
    double start, stop;
    double length() const { return stop - start; }
};
using Intervals = std::vector<Interval>;

struct Pointing {
    std::string obs_id, object;
    double ra_obj, dec_obj, ra_pnt, dec_pnt;  // degrees
    Intervals passes;                         // observing: good times of the unfiltered lists
    Intervals good;                           // the quiet inner part of each pass
};

Pointing make_pointing(const std::string& obs_id, uint64_t seed);

// The sum of the lengths, in seconds.
double total(const Intervals& intervals);

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
