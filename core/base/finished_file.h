// A file that another process has written, taken over so that this process cannot change it any
// more.
#pragma once

#include <filesystem>

#include "core/base/unique_fd.h"

namespace heafs {

// Gives the name `path`, which is free, to `file`, of unnamed_file() in the same folder; durable
// when it returns, but for the folder. Where somebody else still has it open for writing, or it
// cannot get a name, `path` is a copy.
void name_finished_file(UniqueFd file, const std::filesystem::path& path);

}  // namespace heafs
