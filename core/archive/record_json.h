// record.json: what one publication put into the archive. With data/ it suffices to make the
// catalogue again.
#pragma once

#include <string>
#include <vector>

#include "core/catalog/journal.h"

namespace heafs {

struct RecordHeading {
    std::string mission;
    std::string delivery;
    int revision = 1;
    int64_t publication = 0;
    std::string journalled;           // UTC
    std::string mission_file_sha256;  // of the mission file that was in force
};

// The entries must be of one delivery. Ends with a newline.
std::string record_to_json(const RecordHeading& heading, const std::vector<JournalEntry>& entries);

}  // namespace heafs
