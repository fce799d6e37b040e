#include "core/delivery/shared_events.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "config/base/error.h"
#include "core/base/files.h"
#include "core/base/log.h"
#include "core/catalog/header_store.h"
#include "core/delivery/rules.h"
#include "core/events/list_sketch.h"

namespace heafs {
namespace {

// A sketch of the catalogue that is none stops nobody: it is told and left out.
std::optional<ListSketch> sketch_of(const SketchedList& list) {
    try {
        return parse_list_sketch(list.sketch);
    } catch (const Error& error) {
        log_warning("{} is not compared with other lists: {}", list.final_path, error.what());
        return std::nullopt;
    }
}

std::set<std::string> paths_of(const DueUnit& unit) {
    std::set<std::string> paths;
    for (const DueFile& due : unit) paths.insert(due.place.final_path);
    return paths;
}

}  // namespace

std::vector<SketchedList> published_lists(const DueFile& due, Database& database) {
    const Instrument* const instrument = due.mission->instrument_of(due.place.rest);
    const std::string folder = fmt::format("obs/{}/{}", due.mission->name, due.place.folder);
    std::vector<SketchedList> lists;
    for (const SketchedFile& file : sketches_below(database, folder))
        if (due.mission->instrument_of(file.path.substr(folder.size() + 1)) == instrument)
            lists.push_back({file.path, file.sketch, true});
    return lists;
}

std::string list_group(const DueFile& due) {
    if (due.place.obs_id.empty() || due.file->content.event_sketch.empty()) return {};
    const Instrument* const instrument = due.mission->instrument_of(due.place.rest);
    if (instrument == nullptr) return {};
    return fmt::format("{}/{}/{}", due.mission->name, due.place.folder, instrument->name);
}

std::optional<Finding> find_shared_events(const DueFile& due,
                                          const std::vector<SketchedList>& others) {
    const ListSketch ours = parse_list_sketch(due.file->content.event_sketch);
    for (const SketchedList& other : others) {
        const auto theirs = sketch_of(other);
        if (!theirs || theirs->columns != ours.columns) continue;
        const CommonEvents common = common_events(ours.sketch, theirs->sketch);
        if (common.count == 0) continue;
        std::vector<Finding> findings = {make_finding(
            "EVT-001", due.delivery_path,
            fmt::format("{} and {} hold {}{} common events: deliver one processing, or name the "
                        "other in the mission file",
                        due.place.final_path, other.final_path, common.exact ? "" : "about ",
                        common.count))};
        apply_profile(*due.mission, due.delivery_path, today_utc(), findings);
        if (rejects(findings.front())) return findings.front();
    }
    return std::nullopt;
}

std::vector<SketchedList>& ListComparison::group_of(const std::string& group, const DueFile& due) {
    const auto [found, is_new] = lists_.try_emplace(group);
    if (is_new) found->second = published_lists(due, database_);
    return found->second;
}

std::vector<std::string> ListComparison::obstacles_to(const DueUnit& unit) {
    const std::set<std::string> replaced = paths_of(unit);
    std::vector<std::string> obstacles;
    Groups ours;
    for (const DueFile& due : unit) {
        obstacles.emplace_back();
        const std::string group = list_group(due);
        if (group.empty()) continue;
        std::vector<SketchedList> others = ours[group];
        for (const SketchedList& list : group_of(group, due)) {
            const bool goes =
                replaced.count(list.final_path) > 0 || (list.is_public && due.replaces_observation);
            if (!goes) others.push_back(list);
        }
        if (const auto finding = find_shared_events(due, others)) obstacles.back() = finding->text;
        ours[group].push_back({due.place.final_path, due.file->content.event_sketch});
    }
    const bool apart = std::all_of(obstacles.begin(), obstacles.end(),
                                   [](const std::string& text) { return text.empty(); });
    if (apart) accept(unit);
    return obstacles;
}

void ListComparison::accept(const DueUnit& unit) {
    const std::set<std::string> replaced = paths_of(unit);
    for (const DueFile& due : unit) {
        const std::string group = list_group(due);
        if (group.empty()) continue;
        std::erase_if(lists_[group], [&](const SketchedList& list) {
            return (list.is_public && due.replaces_observation) ||
                   replaced.count(list.final_path) > 0;
        });
    }
    for (const DueFile& due : unit)
        if (const std::string group = list_group(due); !group.empty())
            lists_[group].push_back({due.place.final_path, due.file->content.event_sketch});
}

}  // namespace heafs
