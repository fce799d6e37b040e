// The areas of an archive: the folders below data/ that deliveries are published to, each with a
// folder for every mission. One list, so that delivery, mount, scan and rebuild agree.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace heafs {

inline constexpr std::array<std::string_view, 6> kAreas = {"caldb",    "doc",    "obs",
                                                           "software", "tables", "trend"};

bool is_area(std::string_view name);

// Whether a mount shows the area's files under the same path. Delivered tables are kept as they
// came; tables/ in the mount is what queries make of them.
bool is_shown_area(std::string_view name);

// Where a mission's files of an area begin, below data/ and in the mount: "obs/swift",
// "caldb/data/swift"; "tables" for all missions.
std::string mission_folder(std::string_view area, std::string_view mission);

}  // namespace heafs
