// Paths as users give them to commands: below a mount, or in a mount.
#pragma once

#include <filesystem>
#include <string>

namespace heafs {

// "/mnt/heafs/obs/x" -> "obs/x" for a mount on /mnt/heafs of the archive in the folder `archive`;
// "obs/x" stays; "" is the root. Raises Fault::kUsage for a path outside the mount, or without one.
std::string path_below_mount(const std::filesystem::path& archive, const std::string& text);

}  // namespace heafs
