// What of a file's headers the mission's observation table needs, and what is kept of it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/missions/mission.h"
#include "core/delivery/content.h"

namespace heafs {

// Longer values are not kept: no column of an observation table is so wide.
inline constexpr size_t kMaxTableValueBytes = 1000;

// The names of the keywords, for examine_content; empty for a mission without a table.
std::vector<std::string> table_keywords(const Mission& mission);

// The values of a file by HeaderKeyword::text(); empty unless the file, by its path inside the
// observation folder, is of a class that the table uses.
std::map<std::string, std::string> table_values(const Mission& mission,
                                                std::string_view path_in_observation,
                                                const Content& content);

}  // namespace heafs
