// A command that writes an archive which no daemon has mounted: with the same staging area and
// publisher as a daemon, and with its lock.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/archive/archive.h"
#include "core/archive/writer_lock.h"
#include "core/catalog/catalog_writer.h"
#include "core/catalog/ledger.h"
#include "core/delivery/delivery_watch.h"
#include "core/delivery/free_space.h"
#include "core/delivery/indexer.h"
#include "core/delivery/publisher.h"
#include "core/delivery/staging.h"
#include "core/delivery/table_ingester.h"
#include "core/delivery/worker_pool.h"

namespace heafs {

class OwnWriter {
   public:
    explicit OwnWriter(const Archive& archive)
        : lock_(archive, "being written by a command"),
          ballast_(archive),
          writer_(archive.catalogue()),
          ledger_(archive.catalogue()),
          workers_(own_worker_command(), archive.settings().workers),
          indexer_(archive, workers_),
          tables_(archive, workers_),
          publisher_({archive, writer_, ledger_, ballast_, index_step(indexer_, tables_), &tables_},
                     {}),
          staging_((recover_publications(archive, writer_, {}, index_step(indexer_, tables_)),
                    tables_.make_up(writer_), Staging::Parts{archive, writer_, ledger_, workers_}),
                   [this](DueUnit unit) { publisher_.add(std::move(unit)); }) {
        publisher_.start(staging_);
        watch_.emplace(archive, writer_, staging_);
    }
    ~OwnWriter() {
        publisher_.stop();
        watch_.reset();
    }
    OwnWriter(const OwnWriter&) = delete;
    OwnWriter& operator=(const OwnWriter&) = delete;

    Staging& staging() { return staging_; }

   private:
    WriterLock lock_;
    Ballast ballast_;
    CatalogWriter writer_;
    LedgerPool ledger_;
    WorkerPool workers_;
    Indexer indexer_;
    TableIngester tables_;
    Publisher publisher_;
    Staging staging_;
    std::optional<DeliveryWatch> watch_;  // once publishing has begun
};

// "<stem>_<utc time>", or with a number: a name that no delivery has. `make` raises Fault::kExists
// for those that are taken.
std::string make_unique_delivery(const std::string& stem,
                                 const std::function<void(const std::string&)>& make);

}  // namespace heafs
