#include "core/archive/areas.h"

#include <fmt/format.h>

#include <algorithm>

namespace heafs {

bool is_area(std::string_view name) {
    return std::find(kAreas.begin(), kAreas.end(), name) != kAreas.end();
}

bool is_shown_area(std::string_view name) { return is_area(name) && name != "tables"; }

std::string mission_folder(std::string_view area, std::string_view mission) {
    if (area == "tables") return "tables";
    // CALDB's own layout: $CALDB/data/<mission>/<instrument>/...
    if (area == "caldb") return fmt::format("caldb/data/{}", mission);
    return fmt::format("{}/{}", area, mission);
}

}  // namespace heafs
