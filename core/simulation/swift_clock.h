// Swift's time: seconds since 2001-01-01T00:00:00 UTC, leap seconds among them, by a clock that
// runs slowly away from UTC. UTCFINIT is what brings both back: UTC, counted in days of 86400 s
// since that day, is the mission time plus UTCFINIT.
#pragma once

#include <cstdint>
#include <string>

namespace heafs {

inline constexpr int64_t kSwiftMjdRefI = 51910;
inline constexpr double kSwiftMjdRefF = 7.428703703703703e-4;  // 64.184 s: TT - UTC on that day

// Leap seconds between the reference day and the mission time `met` (IERS Bulletin C).
int swift_leap_seconds(double met);

// To a tenth of a millisecond. The drift is like the true one: -2 s in 2008, -22 s in 2021.
double swift_utcf(double met);

// "2008-08-22T22:03:15", cut off. As in the mission's own files, the drift is left out.
std::string swift_utc(double met);

}  // namespace heafs
