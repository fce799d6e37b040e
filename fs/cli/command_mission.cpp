#include <filesystem>
#include <optional>
#include <ostream>

#include "config/base/error.h"
#include "core/base/files.h"
#include "fs/cli/commands.h"
#include "fs/cli/exit_code.h"
#include "fs/cli/mission_check.h"

namespace heafs {
namespace {

constexpr size_t kMostMissionBytes = size_t{1} << 20;

// A file, or the name of a mission that ships or is the archive's own.
Mission mission_of(const std::string& file) {
    if (!std::filesystem::exists(file) && file.find_first_of("/.") == std::string::npos)
        return load_mission(file, mission_folders(""));
    const Mission mission = parse_mission(read_file(file, kMostMissionBytes), file);
    const std::string stem = std::filesystem::path(file).stem().string();
    if (mission.name != stem)
        throw Error(Fault::kMalformed, file + ": mission.name is '" + mission.name +
                                           "', so the file must be called " + mission.name +
                                           ".toml");
    return mission;
}

}  // namespace

int run_mission(const MissionArguments& arguments, std::ostream& out) {
    std::optional<Mission> mission;
    try {
        mission = mission_of(arguments.file);
    } catch (const Error& error) {
        if (error.fault() != Fault::kMalformed) throw;
        out << error.what() << "\n";
        return kExitFindings;
    }
    out << mission_in_words(*mission);
    bool good = true;
    const MissionCheck check(*mission);
    for (const std::string& sample : arguments.samples) {
        const SampleReport report = check.try_on(sample);
        out << report.text;
        good = good && report.good;
    }
    return good ? kExitOk : kExitFindings;
}

}  // namespace heafs
