#include "fs/tree/explain_rehearsal.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/catalog/delivery_store.h"
#include "core/delivery/name_rules.h"
#include "core/delivery/report.h"
#include "core/delivery/staged_node.h"
#include "fs/tree/rehearsal_area.h"

namespace heafs {
namespace {

std::vector<DeliveryRow> rehearsals_of(Database& catalogue, const std::string& mission) {
    std::vector<DeliveryRow> found;
    for (DeliveryRow& row : load_deliveries(catalogue))
        if ((mission.empty() || row.mission == mission) && is_rehearsal_name(row.name))
            found.push_back(std::move(row));
    return found;
}

Explanation explain_mission(Database& catalogue, const std::string& path,
                            const std::string& mission) {
    const auto rows = rehearsals_of(catalogue, mission);
    if (rows.empty())
        return {mission.empty(),
                fmt::format("{}: nothing was rehearsed{}. A delivery whose name begins with test_ "
                            "is judged and shown here, and never published\n",
                            path, mission.empty() ? "" : " by " + mission)};
    std::vector<std::string> names;
    for (const DeliveryRow& row : rows)
        names.push_back(mission.empty() ? row.mission + "/" + row.name : row.name);
    return {true, fmt::format("{}: the rehearsals {}, as they would be public\n", path,
                              fmt::join(names, ", "))};
}

Explanation explain_place(Database& catalogue, const Mission& mission, const DeliveryRow& delivery,
                          const std::string& path, const std::string& below) {
    size_t inside = 0;
    for (const StagedRow& row : load_staged(catalogue, delivery.id)) {
        if (row.folder) continue;
        const std::string place = place_of(mission, row.path).final_path;
        if (!place.empty() && place == below)
            return {true,
                    fmt::format("{}: where {} of the rehearsal {} would be public; it is {}, "
                                "{} bytes, sha256 {}\n",
                                path, row.path, delivery.name, row.state, row.size, row.sha256)};
        if (below.empty() || place.starts_with(below + "/")) ++inside;
    }
    if (below.empty() || inside > 0)
        return {true, fmt::format("{}: of the rehearsal {}, {}: {} below it\n", path, delivery.name,
                                  delivery.state, counted(inside, "file"))};
    return {false, fmt::format("{}: no file of the rehearsal {} would be public there\n", path,
                               delivery.name)};
}

}  // namespace

Explanation explain_rehearsal_path(const Archive& archive, Database& catalogue,
                                   const std::string& path) {
    const std::string area = kRehearsalArea;
    const std::string rest = path.size() > area.size() ? path.substr(area.size() + 1) : "";
    const std::string mission = rest.substr(0, rest.find('/'));
    if (!mission.empty() && archive.find_mission(mission) == nullptr)
        return {false, fmt::format("{}: '{}' is no mission of this archive\n", path, mission)};
    if (rest.size() <= mission.size() + 1) return explain_mission(catalogue, path, mission);
    const std::string below_mission = rest.substr(mission.size() + 1);
    const std::string name = below_mission.substr(0, below_mission.find('/'));
    const std::string below =
        below_mission.size() > name.size() ? below_mission.substr(name.size() + 1) : "";
    for (const DeliveryRow& row : rehearsals_of(catalogue, mission))
        if (row.name == name)
            return explain_place(catalogue, *archive.find_mission(mission), row, path, below);
    return {false, fmt::format("{}: {} has no rehearsal '{}'\n", path, mission, name)};
}

}  // namespace heafs
