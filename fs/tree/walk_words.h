// What explain says of a path below a virtual area, before the area's own words.
#pragma once

#include <string>

#include "fs/tree/virtual_walk.h"

namespace heafs {

// Of a path where nothing was found; `why` is the area's reason, where a name is not in a folder.
std::string words_of_absence(const VirtualWalk& walk, const std::string& path,
                             const std::string& why);

// Of what was found: where the path leads, and whether a product, a text or a folder stands there.
std::string words_of_entry(const VirtualWalk& walk, const std::string& path);

}  // namespace heafs
