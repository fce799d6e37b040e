// Removing the bytes of old versions for good, to have their space back. Only what is superseded or
// withdrawn, and lies below .heafs-superseded; the ledger keeps the rows.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "core/archive/archive.h"
#include "core/catalog/catalog_writer.h"

namespace heafs {

struct PurgedFile {
    int64_t file_id = 0;
    std::string final_path;  // as what it was published
    std::string disk_path;   // of its bytes, below the storage root
    std::string sha256;
    int64_t size = 0;
    std::string state;  // "superseded" or "withdrawn"
    bool operator==(const PurgedFile&) const = default;
};

enum class PurgeStep {
    kJournalled,  // the catalogue says what is to go
    kRecorded,    // deliveries/purged/purge.<number>.json is durable
    kRemoved,     // the bytes of a file are gone (for each file)
    kCommitted,   // their folders are durable, and the catalogue says that they are gone
};
using PurgeObserver = std::function<void(PurgeStep)>;

// What is superseded or withdrawn since before that moment and still has its bytes, by file id.
std::vector<PurgedFile> find_purgeable(Database& database, int64_t before_ns);

// Removes their bytes. Needs the writer's lock. Returns what it removed.
std::vector<PurgedFile> purge_superseded(const Archive& archive, CatalogWriter& writer,
                                         int64_t before_ns, const PurgeObserver& observer = {});

// Finishes a purge that a crash cut short.
void recover_purges(const Archive& archive, CatalogWriter& writer,
                    const PurgeObserver& observer = {});

// The files that the records in deliveries/purged name, by their time.
struct PurgeRecord {
    int64_t purge = 0;
    int64_t at_ns = 0;
    std::vector<PurgedFile> files;
};
std::vector<PurgeRecord> read_purge_records(const Archive& archive);

}  // namespace heafs
