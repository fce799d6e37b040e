// What a path below .heafs/test/ is, in words, from the catalogue alone.
#pragma once

#include <string>

#include "core/archive/archive.h"
#include "core/catalog/database.h"
#include "fs/tree/explain.h"

namespace heafs {

// `path` is .heafs/test or below it.
Explanation explain_rehearsal_path(const Archive& archive, Database& catalogue,
                                   const std::string& path);

}  // namespace heafs
