#include "core/simulation/simulation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <span>

#include "config/base/error.h"
#include "core/simulation/halosat_observation.h"
#include "core/simulation/parallel.h"
#include "core/simulation/response_files.h"
#include "core/simulation/swift_observation.h"
#include "core/simulation/truth_json.h"

namespace heafs {
namespace {

namespace stdfs = std::filesystem;

using Skies = std::span<const FoldedSky>;

// What is particular to a mission.
struct MissionSimulator {
    std::string_view mission;
    std::vector<std::string> (*cleaned_lists)(const std::string& obs_id);
    ObservingHabits (*habits)();
    SimulatedObservation (*observe)(Skies, const SimulatedSky&, const ObservationPlan&, uint64_t);
};

SimulatedObservation observe_with_swift(Skies skies, const SimulatedSky& sky,
                                        const ObservationPlan& plan, uint64_t seed) {
    return simulate_swift(skies.front(), sky, plan, seed);
}

constexpr std::array<MissionSimulator, 2> kSimulators = {{
    {"halosat", halosat_cleaned_lists, halosat_habits, simulate_halosat},
    {"swift", swift_cleaned_lists, swift_habits, observe_with_swift},
}};

const MissionSimulator& simulator_of(const std::string& mission) {
    for (const MissionSimulator& simulator : kSimulators)
        if (simulator.mission == mission) return simulator;
    throw Error(Fault::kUsage, fmt::format("cannot simulate {}: there are simulators of {}",
                                           mission, fmt::join(simulated_missions(), ", ")));
}

void check_out(const stdfs::path& out) {
    std::error_code error;
    if (!stdfs::exists(out, error)) return;
    if (!stdfs::is_directory(out))
        throw Error(Fault::kNotFolder,
                    fmt::format("cannot simulate into {}: it is no folder", out.string()));
    if (!stdfs::is_empty(out))
        throw Error(Fault::kNotEmpty,
                    fmt::format("cannot simulate into {}: it is not empty, and nothing is "
                                "overwritten; name a new folder",
                                out.string()));
}

void write_file(const stdfs::path& path, std::string_view bytes) {
    stdfs::create_directories(path.parent_path());
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file) throw system_error(errno, "write " + path.string());
}

void write_files(const stdfs::path& folder, const std::vector<SimulatedFile>& files) {
    for (const SimulatedFile& file : files)
        write_file(folder / file.path,
                   {reinterpret_cast<const char*>(file.bytes.data()), file.bytes.size()});
}

void write_responses(const Mission& mission, const Instrument& instrument,
                     const stdfs::path& folder) {
    write_files(folder, {redistribution_file(mission, instrument),
                         effective_area_file(mission, instrument)});
}

// Those that the mission file feeds with the cleaned lists, in their order.
std::vector<const Instrument*> instruments_of(const Mission& mission,
                                              const MissionSimulator& simulator) {
    std::vector<const Instrument*> instruments;
    for (const std::string& list : simulator.cleaned_lists(simulator.habits().obs_id(1, 1))) {
        instruments.push_back(mission.instrument_of(list));
        if (!instruments.back())
            throw Error(Fault::kMalformed,
                        fmt::format("cannot simulate {}: {} has no [[instrument]] for {}",
                                    mission.name, mission.source_path, list));
    }
    return instruments;
}

SimulationSummary summary_of(const Truth& truth) {
    SimulationSummary summary;
    for (const ObservationTruth& observation : truth.observations) {
        ++summary.observations;
        summary.files += static_cast<int64_t>(observation.files);
        for (const auto& [instrument, counts] : observation.counts) {
            summary.events += counts.background;
            for (const auto& [source, count] : counts.of_source) summary.events += count;
        }
    }
    return summary;
}

}  // namespace

std::vector<std::string> simulated_missions() {
    std::vector<std::string> names;
    for (const MissionSimulator& simulator : kSimulators) names.emplace_back(simulator.mission);
    return names;
}

SimulationSummary simulate(const Mission& mission, const SimulationRequest& request,
                           const stdfs::path& out) {
    const MissionSimulator& simulator = simulator_of(mission.name);
    const ObservingHabits habits = simulator.habits();
    const std::vector<const Instrument*> instruments = instruments_of(mission, simulator);
    check_out(out);
    const PlanRequest plan_request{request.seed, request.observations, request.sources,
                                   request.events};
    check_numbers(habits, plan_request);
    Truth truth{
        mission.name, request.seed, draw_sky(habits.sky, request.seed, request.sources), {}};
    const std::vector<ObservationPlan> plans =
        plan_observations(habits, *instruments.front(), plan_request, truth.sky);
    std::vector<FoldedSky> skies;
    for (const Instrument* instrument : instruments) {
        skies.emplace_back(*instrument, truth.sky);
        write_responses(mission, *instrument, out / "caldb");
    }
    truth.observations.resize(plans.size());
    for_each_in_parallel(plans.size(), [&](size_t i) {
        const SimulatedObservation observation =
            simulator.observe(skies, truth.sky, plans[i], request.seed);
        write_files(out / "obs" / observation.folder, observation.files);
        const double live_seconds = total(plans[i].good) * habits.live_fraction;
        truth.observations[i] = {plans[i], observation.folder, live_seconds, observation.counts,
                                 observation.files.size()};
    });
    write_file(out / "truth.json", truth_json(truth));
    return summary_of(truth);
}

}  // namespace heafs
