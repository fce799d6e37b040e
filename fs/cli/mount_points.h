// What stands at a mount point: nothing, a live mount, or one whose daemon is gone.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/archive/status_json.h"

namespace heafs {

// True when a daemon that was killed left its mount there: every access answers ENOTCONN.
bool is_dead_mount(const std::filesystem::path& path);

// Detaches what is mounted at `path` at once. Raises the Error of the attempt.
void detach_mount(const std::filesystem::path& path);
// Unmounts it. Raises Fault::kBusy when it is in use.
void unmount(const std::filesystem::path& path);

// The status of the heafs mount at `path` (or of the mount that `path` lies in when `above`).
std::optional<MountStatus> find_mount_status(const std::filesystem::path& path);

// Where the archive is mounted, if its writer has a mount.
std::optional<MountStatus> find_mount_of_archive(const std::filesystem::path& archive);

}  // namespace heafs
