// Reading every file of an archive against the hash that was recorded when it was published.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/archive/archive.h"

namespace heafs {

// A file that is not as recorded, or that nobody recorded.
struct ScanFinding {
    std::string path;  // below the archive: "data/obs/halosat/..."
    std::string expected;
    std::string found;
    std::string remedy;  // how to mend it
    bool operator==(const ScanFinding&) const = default;
};

struct ScanProgress {
    int64_t files = 0;
    int64_t all_files = 0;
    int64_t bytes = 0;
    int64_t all_bytes = 0;
};
using TellProgress = std::function<void(const ScanProgress&)>;  // after each file

struct ScanReport {
    int64_t files = 0;  // that are as recorded
    int64_t bytes = 0;
    std::vector<ScanFinding> findings;
    std::vector<std::string> notes;  // what else an operator should know
};

// What stands below data/ instead of the recorded bytes; nothing when it is they.
struct Mismatch {
    std::string found;
};
// Reads data/<path>. Gives the inode number on disk in `inode` when the bytes are right.
std::optional<Mismatch> compare_file(const Archive& archive, const std::string& path, int64_t size,
                                     const std::string& sha256, uint64_t* inode = nullptr);

// "4 bytes, SHA-256 e3b0...": how findings tell of recorded bytes.
std::string recorded_text(int64_t size, const std::string& sha256);

// Every file and link below data/obs and data/trend for which `is_known` is false.
void find_unknown_files(const Archive& archive,
                        const std::function<bool(const std::string&)>& is_known,
                        std::vector<ScanFinding>& findings);

// Reads every file of the catalogue whose bytes were not purged. Changes nothing, and works beside
// a mount.
ScanReport scan_archive(const Archive& archive, const TellProgress& tell = {});

}  // namespace heafs
