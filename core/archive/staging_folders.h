// Where the bytes of files that are not published yet stand: data/.heafs-staging/<folder>/<serial>.
// One folder would have every file system look for room for all of them in one place: ext4 keeps
// the files of a folder together, and goes over each that was removed from there in the last
// minutes whenever it makes the next.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "core/archive/archive.h"

namespace heafs {

// Below the storage root. Files whose serials follow each other are neighbours, so that a small
// publication touches one folder or two.
std::string staged_path(uint64_t serial);

// Makes the folders that are missing, and moves files of an earlier layout, in which they stood in
// data/.heafs-staging itself, to where they belong. No journal may name them any more.
void prepare_staging_folders(const Archive& archive);

// Gives the path, below the storage root, of each file that stands there, in any layout.
void each_staged_file(const Archive& archive,
                      const std::function<void(const std::string& path)>& take);

// The serial of a staged file; nothing for a name that heafs does not give.
std::optional<uint64_t> serial_of(const std::string& path);

}  // namespace heafs
