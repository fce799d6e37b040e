// Files of virtual areas, written into real ones.
#pragma once

#include <filesystem>
#include <iosfwd>

#include "fs/tree/virtual_area.h"

namespace heafs {

// Writes a file of a virtual area, with the bytes that a mount shows, to `output`: "-" is `out`, a
// pipe or a device is written into, anything else is replaced when the whole is there. Raises
// Fault::kUsage when it is a folder.
void write_product(const VirtualEntry& entry, const std::filesystem::path& output,
                   std::ostream& out);

}  // namespace heafs
