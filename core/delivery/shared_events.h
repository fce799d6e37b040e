// EVT-001: two event lists of one instrument and observation that hold the same events, which every
// product would count twice. Judged by the sketches that the workers made of the lists.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/finding.h"
#include "core/catalog/database.h"
#include "core/delivery/due_unit.h"

namespace heafs {

struct SketchedList {
    std::string final_path;
    std::string sketch;      // list_sketch_text()
    bool is_public = false;  // now, and not only with this publication
};

// "mission/observation/instrument" of an event list with a sketch; "" for every other file.
std::string list_group(const DueFile& due);

// All published lists of the group of `due`.
std::vector<SketchedList> published_lists(const DueFile& due, Database& database);

// The finding, after the mission's waivers, when `due` and one of `others` share events. Those
// whose sketches tell events by other columns are not compared.
std::optional<Finding> find_shared_events(const DueFile& due,
                                          const std::vector<SketchedList>& others);

// The lists of the units of one publication, one unit after another, among each other and with what
// is public. What is public of a group is read once.
class ListComparison {
   public:
    // The database outlives it.
    explicit ListComparison(Database& database) : database_(database) {}

    // For each file of the unit what keeps it back, "" where nothing does. A unit that nothing
    // keeps back counts for the next ones, and what it replaces counts no more.
    std::vector<std::string> obstacles_to(const DueUnit& unit);

   private:
    using Groups = std::map<std::string, std::vector<SketchedList>>;
    std::vector<SketchedList>& group_of(const std::string& group, const DueFile& due);
    void accept(const DueUnit& unit);

    Database& database_;
    Groups lists_;  // as they are once the units so far are public
};

}  // namespace heafs
