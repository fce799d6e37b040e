// A path below a virtual area, followed part by part and through its links, as a kernel would.
#pragma once

#include <string>

#include "fs/tree/virtual_area.h"

namespace heafs {

struct VirtualWalk {
    bool found = false;
    std::string path;    // canonical: without links; of the last folder that was found
    VirtualEntry entry;  // what stands there
    std::string folder;  // where it is not found: the folder, and the name that is not in it
    std::string missing;
};

// `path` begins with the area's own name: "sky/name/crab". A link that leads out of the area
// (to obs/) counts as found. At most 40 links are followed.
VirtualWalk walk_virtual(VirtualArea& area, const std::string& path);

}  // namespace heafs
