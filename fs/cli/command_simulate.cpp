#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <ostream>

#include "config/base/error.h"
#include "config/missions/mission.h"
#include "core/delivery/report.h"
#include "core/simulation/simulation.h"
#include "fs/cli/commands.h"
#include "fs/cli/exit_code.h"

namespace heafs {
namespace {

constexpr int64_t kMostEvents = 100'000'000;  // of a list: some gigabytes of memory

// Whether there is a simulator is asked before the mission file is looked for: the answer helps
// more than that there is no such file.
void check_arguments(const SimulateArguments& arguments) {
    const std::vector<std::string> known = simulated_missions();
    if (std::ranges::find(known, arguments.mission) == known.end())
        throw Error(Fault::kUsage, fmt::format("cannot simulate {}: there are simulators of {}",
                                               arguments.mission, fmt::join(known, ", ")));
    if (arguments.events < 0 || arguments.events > kMostEvents)
        throw Error(Fault::kUsage, fmt::format("--events {}: 1 to {} are possible, or 0 for what "
                                               "the fluxes give",
                                               arguments.events, kMostEvents));
    if (arguments.sources < 1)
        throw Error(Fault::kUsage, fmt::format("--sources {}: at least 1", arguments.sources));
}

}  // namespace

int run_simulate(const SimulateArguments& arguments, std::ostream& out) {
    check_arguments(arguments);
    const Mission mission = load_mission(arguments.mission, mission_folders({}));
    const SimulationSummary summary = simulate(mission,
                                               {.observations = arguments.observations,
                                                .sources = arguments.sources,
                                                .events = arguments.events,
                                                .seed = arguments.seed},
                                               arguments.out);
    out << fmt::format("{}: {} of {}, {}, {} in cleaned lists\n", arguments.out,
                       counted(static_cast<size_t>(summary.observations), "observation"),
                       arguments.mission, counted(static_cast<size_t>(summary.files), "file"),
                       counted(static_cast<size_t>(summary.events), "event"));
    return kExitOk;
}

}  // namespace heafs
