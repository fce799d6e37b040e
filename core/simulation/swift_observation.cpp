#include "core/simulation/swift_observation.h"

#include <fmt/format.h>

#include "config/base/error.h"
#include "core/simulation/swift_clock.h"
#include "core/simulation/swift_files.h"

namespace heafs {
namespace {

constexpr int64_t kFirstTarget = 90000;  // of ids; what comes after is a target's number

int background_channel(Random& random) { return static_cast<int>(random.uniform(20, 1000)); }

std::string swift_obs_id(int64_t target, int64_t segment) {
    return fmt::format("{:08}{:03}", kFirstTarget + target, segment);
}

}  // namespace

std::vector<std::string> swift_cleaned_lists(const std::string& obs_id) {
    return {"xrt/event/sw" + obs_id + "xpcw3po_cl.evt.gz"};
}

ObservingHabits swift_habits() {
    return {.sky = {.flux_low = 3e-12,
                    .flux_high = 3e-11,
                    .period_low = 30,
                    .period_high = 400,
                    .companion_low = {4.0 / 60},
                    .companion_high = {8.0 / 60}},
            .begin = 131328000,  // 2005-03-01
            .orbit_seconds = 5760,
            .pass_low = 600,
            .pass_high = 1500,
            .fewest_passes = 2,
            .most_passes = 4,
            .grain_seconds = kXrtFrameSeconds,
            .offset_low = {0.3 / 60},
            .offset_high = {2.0 / 60},
            .live_fraction = kXrtLiveFraction,
            .background_rate = 0.05,
            .background_channel = background_channel,
            .most_targets = 9999,
            .most_segments = 999,
            .obs_id = swift_obs_id};
}

SimulatedObservation simulate_swift(const FoldedSky& folded, const SimulatedSky& sky,
                                    const ObservationPlan& plan, uint64_t seed) {
    const Instrument& instrument = folded.instrument();
    if (!instrument.psf)
        throw Error(Fault::kMalformed, fmt::format("cannot simulate {}: its mission file gives no "
                                                   "psf",
                                                   instrument.name));
    Random random = random_for(seed, "sw" + plan.obs_id);
    std::vector<Photon> photons = draw_photons(folded, sky, plan, swift_habits(), random);
    const std::vector<XrtEvent> events = place_on_detector(photons, folded, sky, plan, random);
    const SimulatedSource& target = sky.sources[plan.target];
    const std::string stem = "sw" + plan.obs_id;
    const std::string date = swift_utc(plan.good.front().start);
    SimulatedObservation observation;
    observation.folder = date.substr(0, 4) + "_" + date.substr(5, 2) + "/" + plan.obs_id;
    observation.counts[instrument.name] = count_events(photons, plan);
    observation.files = {
        {swift_cleaned_lists(plan.obs_id).front(), swift_event_file(plan, target, events)},
        {"xrt/event/" + stem + "xpcw3po_ex.img.gz",
         swift_exposure_file(plan, target, instrument.field_radius)},
        {"xrt/hk/" + stem + "xhd.hk.gz", swift_frame_file(plan, target)},
        {"auxil/" + stem + "sat.fits.gz", swift_attitude_file(plan, target)}};
    return observation;
}

}  // namespace heafs
