// Every file that the archive ever published, in all its versions and whatever became of it: the
// rows of the table zzfiles.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/catalog/database.h"

namespace heafs {

struct FileVersion {
    std::string path;  // below the mount: "obs/swift/2008_08/00030795038/..."
    int64_t version = 1;
    std::string state;  // "published", "superseded", "withdrawn"; "purged": its bytes are gone too
    int64_t size = 0;
    int64_t inflated_size = 0;  // of the inflated content where the file is gzip, else the size
    std::string sha256;
    std::string file_class;
    int64_t level = 0;
    std::string mission;
    std::string obs_id;    // empty where it is of none
    std::string delivery;  // "swift/first"
    int64_t mtime_ns = 0;  // the file's own
    std::string reason;    // why it was withdrawn, or superseded with all of its observation
    bool operator==(const FileVersion&) const = default;
};

// By folder, name and version, in bounded memory: the state of one moment.
void each_file_version(Database& database, const std::function<void(const FileVersion&)>& take);

// In no order, those that each_file_version() gives and that came after the file `after`, at first
// 0. Returns what to give for `after` the next time; those that are given again then are not
// `settled`: older files are just being published.
int64_t each_file_version_after(Database& database, int64_t after,
                                const std::function<void(const FileVersion&, bool settled)>& take);

// Bytes of the longest `reason` of all.
int64_t longest_reason(Database& database);

// Another number whenever each_file_version() may give something else.
int64_t file_history_state(Database& database);

}  // namespace heafs
