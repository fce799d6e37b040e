// ARCHIVE/archive.toml: what one archive is and how much room it keeps.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heafs {

struct ArchiveSettings {
    std::string name;
    std::vector<std::string> missions;
    // Deliveries are refused (ENOSPC) when less is free; absent: the larger of 2 GiB and 2 %.
    std::optional<int64_t> reserve_bytes;
    int64_t ballast_bytes = int64_t{64} << 20;  // set aside for commits on a full disk
    int workers = 2;                            // validating processes
    int64_t cache_bytes = int64_t{10} << 30;    // rendered products that are kept
    int keep_days = 30;                         // that deliveries are kept after they changed last
    // Program and arguments, run when a delivery has another state; empty: none.
    std::vector<std::string> on_state = {};
    bool operator==(const ArchiveSettings&) const = default;
};

// Raises Fault::kMalformed with file, line and key.
ArchiveSettings parse_archive_settings(std::string_view text, const std::string& source);

// The commented text of archive.toml that gives these settings.
std::string archive_settings_text(const ArchiveSettings& settings);

// "64MiB", "2GiB", "1000" -> bytes. Raises Fault::kMalformed.
int64_t parse_bytes(std::string_view text);

}  // namespace heafs
