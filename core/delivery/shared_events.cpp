#include "core/delivery/shared_events.h"

#include <fmt/format.h>

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

}  // namespace

std::string list_group(const DueFile& due) {
    if (due.place.obs_id.empty() || due.file->content.event_sketch.empty()) return {};
    const Instrument* const instrument = due.mission->instrument_of(due.place.rest);
    if (instrument == nullptr) return {};
    return fmt::format("{}/{}/{}", due.mission->name, due.place.folder, instrument->name);
}

std::vector<SketchedList> published_lists(const DueFile& due, const std::set<std::string>& replaced,
                                          Database& database) {
    if (due.replaces_observation) return {};
    const Instrument* const instrument = due.mission->instrument_of(due.place.rest);
    const std::string folder = fmt::format("obs/{}/{}", due.mission->name, due.place.folder);
    std::vector<SketchedList> lists;
    for (const FileHeader& file : headers_below(database, folder)) {
        const auto sketch = file.values.find(kSketchHeader);
        if (sketch == file.values.end() || replaced.count(file.path) > 0) continue;
        if (due.mission->instrument_of(file.path.substr(folder.size() + 1)) == instrument)
            lists.push_back({file.path, sketch->second});
    }
    return lists;
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

}  // namespace heafs
