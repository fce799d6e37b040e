// status.json: what a mount says of itself.
#pragma once

#include <cstdint>
#include <string>

#include "core/catalog/ledger.h"

namespace heafs {

struct MountStatus {
    int64_t pid = 0;
    std::string version;
    std::string archive;
    std::string mount;
    std::string passthrough;  // "on", or "off: <why>"
    std::string since;        // UTC
    LedgerCounts counts;
};

std::string status_to_json(const MountStatus& status);
// Raises Fault::kMalformed when the text is no status.
MountStatus status_from_json(const std::string& text);
std::string archive_of_status(const std::string& text);

}  // namespace heafs
