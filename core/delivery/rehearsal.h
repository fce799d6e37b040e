// Where a rehearsal is kept: a small archive of its own for each, beside the staging folder and on
// its file system, with catalogue, journal, records and index. Readers of the archive see nothing
// of it.
#pragma once

#include <filesystem>
#include <string>

#include "core/archive/archive.h"
#include "core/catalog/catalog_writer.h"
#include "core/catalog/ledger.h"
#include "core/delivery/indexer.h"
#include "core/delivery/staged_node.h"
#include "core/delivery/worker_pool.h"

namespace heafs {

// Below ARCHIVE/data, then <mission>/<delivery>/.
inline constexpr const char* kRehearsalFolder = ".heafs-test";

// Of the archive in which the rehearsal of `delivery` is kept.
std::filesystem::path rehearsal_site(const Archive& archive, const std::string& mission,
                                     const std::string& delivery);

// The place below data/ of the bytes that a rehearsal has published.
std::string rehearsed_path(const Delivery& delivery, const std::string& delivery_path);

class Rehearsal {
   public:
    // Makes the site, or takes up and recovers what is there.
    Rehearsal(const Archive& archive, const Mission& mission, const std::string& delivery,
              WorkerPool& workers);

    const Archive& archive() const { return archive_; }
    LedgerPool& ledger() { return ledger_; }
    int64_t delivery_id() const { return delivery_id_; }
    // Publishes into the site. The bytes stand in the staging folder of the archive, and stay there
    // under their names.
    void publish(const Archive& from, std::vector<JournalEntry>& entries);

   private:
    Archive archive_;
    CatalogWriter writer_;
    LedgerPool ledger_;
    Indexer indexer_;
    int64_t delivery_id_ = 0;
};

}  // namespace heafs
