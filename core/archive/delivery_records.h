// All records of an archive, and where the bytes of every file that they name must be.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/archive/archive.h"
#include "core/archive/record_json.h"
#include "core/archive/scan.h"

namespace heafs {

struct RecordedFile {
    RecordHeading heading;
    JournalEntry entry;
    std::string disk_path;  // below data/
    bool superseded = false;
    bool withdrawn = false;
};

// What a publication retired, with the delivery that asked for it.
struct RecordedRetirement {
    RecordHeading heading;
    RetiredFile file;
};

struct DeliveryRecords {
    // By number of the publication, then by file id: the order in which it all happened.
    std::map<int64_t, std::vector<RecordedFile>> publications;
    std::vector<ScanFinding> findings;                               // records that cannot be read
    std::map<int64_t, std::vector<RecordedRetirement>> retirements;  // by publication
    int64_t greatest_file_id = 1;
};

// Reads deliveries/<mission>/<delivery>/record*.json. A file with a later one under the same path
// is superseded by it, also where the later record does not say so: `replaces` then names it.
DeliveryRecords read_delivery_records(const Archive& archive);

}  // namespace heafs
