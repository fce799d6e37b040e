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
    int64_t delivery_id = 0;  // 0 in records from before it was written
    std::string unit_mode;    // likewise ""
    int64_t made_ns = 0;      // when the delivery was made; likewise 0
    int64_t published_ns = 0;
    std::string journalled;           // the same, UTC
    std::string mission_file_sha256;  // of the mission file that was in force
};

// The entries must be of one delivery. Ends with a newline.
std::string record_to_json(const RecordHeading& heading, const std::vector<JournalEntry>& entries,
                           const std::vector<RetiredFile>& retired = {});

struct Record {
    RecordHeading heading;
    std::vector<JournalEntry> entries;  // without inodes, those of the disk
    std::vector<RetiredFile> retired;   // likewise
};
// Of format 1. Raises Fault::kMalformed.
Record record_from_json(const std::string& text);

}  // namespace heafs
