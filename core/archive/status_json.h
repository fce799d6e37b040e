// status.json: what a mount says of itself.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/catalog/ledger.h"

namespace heafs {

struct StaleTable {
    std::string name;
    std::string since;  // UTC: when the update that was agreed came due
    bool operator==(const StaleTable&) const = default;
};

struct TableStanding {
    int64_t delivered = 0;     // tables
    int64_t rows = 0;          // of those
    int64_t versions = 0;      // files that they are made of
    int64_t from_headers = 0;  // observation tables
    std::vector<StaleTable> stale;
    bool operator==(const TableStanding&) const = default;
};

// Of the search for data products.
struct ProductStanding {
    std::string scanned;         // UTC: when it last found files to look at; "": never
    bool rules_changed = false;  // what it went by is not what the rules say now
    bool operator==(const ProductStanding&) const = default;
};

struct MountStatus {
    int64_t pid = 0;
    std::string version;
    std::string archive;
    std::string mount;
    std::string passthrough;  // "on", or "off: <why>"
    std::string since;        // UTC
    LedgerCounts counts;
    TableStanding tables = {};
    ProductStanding products = {};
};

std::string status_to_json(const MountStatus& status);
// Raises Fault::kMalformed when the text is no status.
MountStatus status_from_json(const std::string& text);
std::string archive_of_status(const std::string& text);

}  // namespace heafs
