// EVT-001: two event lists of one instrument and observation that hold the same events, which every
// product would count twice. Judged by the sketches that the workers made of the lists.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/finding.h"
#include "core/catalog/database.h"
#include "core/delivery/due_unit.h"

namespace heafs {

// Under this name the sketch of a published list stands among its header values.
inline constexpr const char* kSketchHeader = "event-sketch";

struct SketchedList {
    std::string final_path;
    std::string sketch;  // list_sketch_text()
};

// "mission/observation/instrument" of an event list with a sketch; "" for every other file.
std::string list_group(const DueFile& due);

// The published lists of the same group, but those at `replaced` paths and those that a new
// processing of the whole observation retires.
std::vector<SketchedList> published_lists(const DueFile& due, const std::set<std::string>& replaced,
                                          Database& database);

// The finding, after the mission's waivers, when `due` and one of `others` share events. Those
// whose sketches tell events by other columns are not compared.
std::optional<Finding> find_shared_events(const DueFile& due,
                                          const std::vector<SketchedList>& others);

}  // namespace heafs
