// What a path of the mount is, in words, from the catalogue alone: it works without a mount.
#pragma once

#include <string>

#include "core/archive/archive.h"
#include "core/catalog/database.h"

namespace heafs {

struct Explanation {
    bool exists = false;
    std::string text;
};

// `path` is relative to the mount: "obs/swift/2008_08/...".
Explanation explain_path(const Archive& archive, Database& catalogue, const std::string& path);

}  // namespace heafs
