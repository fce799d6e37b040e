#include <fmt/format.h>

#include <filesystem>
#include <ostream>

#include "core/archive/archive.h"
#include "fs/cli/commands.h"
#include "fs/cli/exit_code.h"

namespace heafs {

int run_init(const InitArguments& arguments, std::ostream& out) {
    const auto path = std::filesystem::absolute(arguments.archive).lexically_normal();
    ArchiveSettings settings;
    settings.name = arguments.name;
    if (settings.name.empty())
        settings.name =
            path.has_filename() ? path.filename().string() : path.parent_path().filename().string();
    settings.missions = arguments.missions;
    if (settings.missions.empty()) settings.missions = list_missions(mission_folders(path));
    if (settings.missions.size() > 1)  // every archive has it
        std::erase(settings.missions, std::string(kCatalogs));
    if (!arguments.reserve.empty() && arguments.reserve != "auto")
        settings.reserve_bytes = parse_bytes(arguments.reserve);
    create_archive(path, settings);
    out << fmt::format("Made archive '{}' in {} for {}.\nMount it with: heafs mount {} MOUNT\n",
                       settings.name, path.string(), fmt::join(settings.missions, ", "),
                       path.string());
    return kExitOk;
}

}  // namespace heafs
