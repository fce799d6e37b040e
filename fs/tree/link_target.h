// Relative targets of symbolic links inside the mount.
#pragma once

#include <string>

namespace heafs {

// From a link in `folder` to `path`, both below the mount: "sky/1/2/all/x/by_obs", "sky/1/2/all/y"
// gives "../../y".
std::string link_target(const std::string& folder, const std::string& path);

}  // namespace heafs
