#include "core/simulation/xrt_events.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>

namespace heafs {
namespace {

constexpr double kPhaPerPi = 3.6134989;  // of the real lists
// Of 2105 real events: how many have grade 0, 1, ... 12.
constexpr std::array<int, 13> kGrades = {1658, 150, 63, 112, 54, 11, 8, 10, 11, 7, 6, 6, 9};

int16_t draw_grade(Random& random) {
    double left = random.uniform() * 2105;
    for (size_t grade = 0; grade < kGrades.size(); ++grade)
        if ((left -= kGrades[grade]) < 0) return static_cast<int16_t>(grade);
    return 0;
}

// The good time that holds `time` begins with a frame.
double frame_of(double time, const Intervals& good) {
    const auto after = std::ranges::upper_bound(good, time, {}, &Interval::start);
    const double start = std::prev(after)->start;
    return start + std::floor((time - start) / kXrtFrameSeconds) * kXrtFrameSeconds;
}

}  // namespace

std::vector<XrtEvent> place_on_detector(std::vector<Photon>& photons, const FoldedSky& folded,
                                        const SimulatedSky& sky, const ObservationPlan& plan,
                                        Random& random) {
    const Instrument& instrument = folded.instrument();
    const XrtDetector detector(plan.roll, instrument.field_radius);
    std::map<int, PlanePoint> centres;
    for (const size_t i : plan.visible)
        centres[static_cast<int>(i)] = *project(plan.pointing, sky.sources[i].position);
    std::vector<XrtEvent> events;
    events.reserve(photons.size());
    std::vector<Photon> seen;
    seen.reserve(photons.size());
    for (const Photon& photon : photons) {
        const PlanePoint point = photon.source == kBackground
                                     ? point_in_field(instrument.field_radius, random)
                                     : smeared(centres.at(photon.source), *instrument.psf, random);
        const std::optional<XrtPixel> pixel = detector.pixel_of(point);
        if (!pixel) continue;
        const double pha = kPhaPerPi * (photon.channel + random.uniform());
        events.push_back({frame_of(photon.time, plan.good), *pixel,
                          std::min<int32_t>(static_cast<int32_t>(pha), kXrtLastPha), photon.channel,
                          draw_grade(random)});
        seen.push_back(photon);
    }
    photons = std::move(seen);
    return events;
}

}  // namespace heafs
