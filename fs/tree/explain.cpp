#include "fs/tree/explain.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/archive/areas.h"
#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/catalog/delivery_store.h"
#include "core/catalog/ledger.h"
#include "core/delivery/content_json.h"
#include "core/delivery/judgement.h"
#include "core/delivery/name_rules.h"
#include "core/delivery/report.h"
#include "fs/tree/explain_rehearsal.h"
#include "fs/tree/fixed_tree.h"
#include "fs/tree/rehearsal_area.h"

namespace heafs {
namespace {

std::string describe_file(const FileRow& file) {
    std::string text = fmt::format(
        "{}/{}: a delivered file\n"
        "  version   {}, {}\n"
        "  size      {} bytes{}\n"
        "  sha256    {}\n"
        "  class     {}{}\n"
        "  delivered in delivery {} of {}, public since {}\n"
        "  bytes in  data/{}\n",
        file.folder, file.name, file.version, file.state, file.size,
        file.inflated_size != file.size ? fmt::format(" ({} inflated)", file.inflated_size) : "",
        file.sha256, file.file_class,
        file.level > 0 ? fmt::format(", level {}", file.level) : std::string(), file.delivery_id,
        file.mission, utc_text(file.published_at_ns), file.disk_path);
    if (!file.obs_id.empty()) text += fmt::format("  belongs to observation {}\n", file.obs_id);
    return text;
}

std::string describe_versions(Ledger& ledger, const std::string& path) {
    std::string text;
    for (const FileRow& file : ledger.versions_of(parent_path(path), base_name(path)))
        if (file.state == "superseded" || file.state == "withdrawn")
            text += fmt::format("  version {} is {} and kept in data/{}\n", file.version,
                                file.state, file.disk_path);
    return text;
}

// The longest part of the path that exists, and why the next part does not.
Explanation explain_absence(const Archive& archive, Ledger& ledger, const std::string& path) {
    std::string known = parent_path(path);
    std::string next = path;
    while (!known.empty() && !ledger.find_folder(known) && !ledger.find_published(known)) {
        next = known;
        known = parent_path(known);
    }
    std::string text = fmt::format("{}: there is nothing of this name.\n", path);
    if (const auto file = ledger.find_published(known)) {
        return {false, text + fmt::format("  {} is a file, not a folder\n", known)};
    }
    const std::string below_area =
        path.find('/') == std::string::npos ? std::string() : path.substr(path.find('/') + 1);
    const std::string name = below_area.substr(0, below_area.find('/'));
    const Mission* mission = archive.find_mission(name);
    if (path.find('/') != std::string::npos && mission == nullptr) {
        std::vector<std::string> missions;
        for (const auto& [key, value] : archive.missions()) missions.push_back(key);
        return {false, text + fmt::format("  '{}' is no mission of this archive; there are {}\n",
                                          name, fmt::join(missions, ", "))};
    }
    text += fmt::format("  {} exists, {} in it does not: nothing was published there\n",
                        known.empty() ? "the mount" : known, base_name(next));
    if (mission != nullptr && path.substr(0, 4) == "obs/") {
        const std::string below = below_area.substr(std::min(below_area.size(), name.size() + 1));
        if (!below.empty() && !mission->observations.locate(below))
            text += fmt::format("  observations of {} are laid out as obs/{}/{}\n", name, name,
                                mission->observations.folder_template());
    }
    if (ledger.find_published(path + ".gz")) text += fmt::format("  {}.gz exists\n", path);
    return {false, text};
}

Explanation explain_ledger_path(const Archive& archive, Database& catalogue,
                                const std::string& path) {
    Ledger ledger(catalogue);
    if (const auto file = ledger.find_published(path))
        return {true, describe_file(*file) + describe_versions(ledger, path)};
    if (const auto folder = ledger.find_folder(path))
        return {true, fmt::format("{}: a folder with {} and {}, changed {}\n", path,
                                  counted(ledger.folders_in(folder->id).size(), "folder"),
                                  counted(ledger.files_in(folder->id).size(), "file"),
                                  utc_text(folder->mtime_ns))};
    Explanation absence = explain_absence(archive, ledger, path);
    absence.text += describe_versions(ledger, path);
    return absence;
}

Explanation explain_staged(const Mission& mission, const std::string& path, const StagedRow& row) {
    if (row.folder) return {true, fmt::format("{}: a folder of the delivery\n", path)};
    std::string text =
        fmt::format("{}: {} bytes, {}, sha256 {}\n", path, row.size, row.state, row.sha256);
    const DeliveryPlace place = place_of(mission, row.path);
    if (!place.final_path.empty()) text += fmt::format("  its place is {}\n", place.final_path);
    const std::vector<Finding> findings =
        judge_file(mission, row.path, content_from_json(row.content));
    return {true, text + "\n" + findings_text(findings)};
}

Explanation explain_delivery_path(const Archive& archive, Database& catalogue,
                                  const std::string& path) {
    const std::string below = path.size() > 9 ? path.substr(9) : "";
    const std::string mission_name = below.substr(0, below.find('/'));
    const Mission* mission = archive.find_mission(mission_name);
    if (mission == nullptr)
        return {false, fmt::format("{}: '{}' is no mission of this archive\n", path, mission_name)};
    const std::string rest =
        below.size() > mission_name.size() ? below.substr(mission_name.size() + 1) : "";
    if (rest == "README.txt") return {true, fmt::format("{}: made by heafs\n", path)};
    if (rest.empty())
        return {true,
                fmt::format("{}: where {} delivers; see README.txt there\n", path, mission_name)};
    const std::string name = rest.substr(0, rest.find('/'));
    const std::string inside = rest.size() > name.size() ? rest.substr(name.size() + 1) : "";
    for (const DeliveryRow& row : load_deliveries(catalogue)) {
        if (row.mission != mission_name || row.name != name) continue;
        if (inside.empty())
            return {true, fmt::format("{}: delivery {}, revision {}, {}; begun {}\n", path, row.id,
                                      row.revision, row.state, utc_text(row.made_ns))};
        if (is_reserved_name(inside))
            return {true, fmt::format("{}: made by heafs from the state of the delivery\n", path)};
        for (const StagedRow& staged : load_staged(catalogue, row.id))
            if (staged.path == inside) return explain_staged(*mission, path, staged);
        std::string text =
            fmt::format("{}: the delivery has no such file (or it is still open)\n", path);
        for (const Finding& finding : check_path(*mission, inside))
            text += "  " + finding.text + "\n";
        return {false, text};
    }
    return {false, fmt::format("{}: {} has no delivery '{}'\n", path, mission_name, name)};
}

}  // namespace

Explanation explain_path(const Archive& archive, Database& catalogue, const std::string& path) {
    const std::string area = path.substr(0, path.find('/'));
    const FixedTree fixed(archive);
    if (area == "delivery" && path != "delivery")
        return explain_delivery_path(archive, catalogue, path);
    if (path == kRehearsalArea || path.starts_with(std::string(kRehearsalArea) + "/"))
        return explain_rehearsal_path(archive, catalogue, path);
    if (fixed.is_folder(path))
        return {true,
                fmt::format("{}: a folder that every mount has\n", path.empty() ? "/" : path)};
    if (const auto target = fixed.find_link(path))
        return {true, fmt::format("{}: a link to {}\n", path, *target)};
    if (path == "README.txt" || path == ".heafs/status.json")
        return {true, fmt::format("{}: made by heafs\n", path)};
    if (area == "FTP")
        for (std::string link = path; !link.empty(); link = parent_path(link))
            if (const auto target = fixed.find_link(link)) {
                std::string real = *target;
                while (real.substr(0, 3) == "../") real.erase(0, 3);
                return explain_ledger_path(archive, catalogue, real + path.substr(link.size()));
            }
    if (is_shown_area(area)) return explain_ledger_path(archive, catalogue, path);
    return {false, fmt::format("{}: there is nothing of this name. A mount has README.txt, caldb, "
                               "delivery, doc, FTP, obs, search, sky, software, tables and trend\n",
                               path)};
}

}  // namespace heafs
