// Which observations a simulated mission makes: where it points, when, and what it sees there.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "config/missions/instrument.h"
#include "core/simulation/folded_spectrum.h"
#include "core/simulation/intervals.h"
#include "core/simulation/simulated_source.h"

namespace heafs {

// How a mission observes. Times are mission seconds.
struct ObservingHabits {
    SkyHabits sky;
    double begin = 0;                              // of its first observation, at the earliest
    double orbit_seconds = 0;                      // from one good time to the next
    double pass_low = 0, pass_high = 0;            // lengths of good times
    int fewest_passes = 0, most_passes = 0;        // of an observation by itself
    double grain_seconds = 0;                      // good times are so many whole grains
    Angle offset_low, offset_high;                 // of the target from the pointing
    double live_fraction = 1;                      // DEADC
    double background_rate = 0;                    // counts a live second, each instrument
    int (*background_channel)(Random&) = nullptr;  // of one event of it
    int64_t most_targets = 0, most_segments = 0;   // that ids can name
    std::string (*obs_id)(int64_t target, int64_t segment) = nullptr;  // both from 1
};

// An instrument and the spectra of all sources through it.
class FoldedSky {
   public:
    // Raises Fault::kMalformed when the mission file gives the instrument no response. The
    // instrument is to outlive the object.
    FoldedSky(const Instrument& instrument, const SimulatedSky& sky);

    const Instrument& instrument() const { return *instrument_; }
    const FoldedSpectrum& spectrum_of(const SimulatedSource& source) const;
    // Mean counts a live second from a source so far off axis; 0 outside the field.
    double rate_of(const SimulatedSource& source, Angle off_axis) const;

   private:
    const Instrument* instrument_;
    std::map<double, FoldedSpectrum> spectra_;  // by photon index
};

struct ObservationPlan {
    std::string obs_id;
    size_t target = 0;  // index of a source
    SkyPosition pointing;
    Angle roll;                   // position angle of the spacecraft, PA_PNT
    Intervals good;               // good times of the cleaned lists
    std::vector<size_t> visible;  // indices of the sources in the field
};

struct PlanRequest {
    uint64_t seed = 1;
    int64_t observations = 1;
    int64_t targets = 1;
    int64_t events = 0;  // mean number in a cleaned list; 0: what fluxes and passes give
};

// Raises Fault::kUsage when ids of the mission cannot name so many targets or observations.
void check_numbers(const ObservingHabits& habits, const PlanRequest& request);

// Observations in the order of time, cycling through the targets. With `events`, all fluxes of
// `sky` are first raised by one factor if good times of the mission's habits would not do; then
// each observation lasts as long as its mean number needs. The request must have passed
// check_numbers(), and the sky have its targets.
std::vector<ObservationPlan> plan_observations(const ObservingHabits& habits,
                                               const Instrument& instrument,
                                               const PlanRequest& request, SimulatedSky& sky);

}  // namespace heafs
