// Files and folders below a root that nothing leaves, and writes that last. Every open of foreign
// or archived names goes through open_beneath.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/unique_fd.h"

namespace heafs {

// Opens `path` below the folder `root` by openat2 with RESOLVE_BENEATH and NO_SYMLINKS: neither
// `..` nor a link leads out. Raises the Error of the system call, naming `path`.
UniqueFd open_beneath(int root, const std::string& path, int flags, mode_t mode = 0600);

// A new file for reading and writing in `folder` that has no name and is gone when it is closed.
UniqueFd unnamed_file(const std::filesystem::path& folder);

// Opens a folder for use as a root. Raises Fault::kNotFound or kNotFolder.
UniqueFd open_folder(const std::filesystem::path& path);

// Makes the folder `path` and what is missing above it, below `root`, mode 0700. Existing ones are
// fine. Returns how many were made.
int make_folders_beneath(int root, const std::string& path);

// True when something of that name exists below `root`.
bool exists_beneath(int root, const std::string& path);

struct stat status_of(int fd, const std::string& what);

// Writes a file so that after a crash either the old or the whole new content is there: written
// aside, fsynced, renamed, folder fsynced.
void write_file_durably(const std::filesystem::path& path, std::string_view bytes);

// The whole content; raises Fault::kTooBig beyond `limit_bytes`.
std::string read_file(const std::filesystem::path& path, int64_t limit_bytes = int64_t{1} << 30);

void sync_file(int fd, const std::string& what);
// fsync of the folder `path` below `root`.
void sync_folder_beneath(int root, const std::string& path);
// Everything written to the file system that holds `fd`.
void sync_file_system(int fd);

// "a/b/c" -> "a/b"; "a" -> "".
std::string parent_path(std::string_view path);
// "a/b/c" -> "c".
std::string base_name(std::string_view path);
// "a" + "b" -> "a/b"; an empty part adds no slash.
std::string join_path(std::string_view folder, std::string_view name);

}  // namespace heafs
