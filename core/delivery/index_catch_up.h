// Brings event lists into the index that are published and not in it: those of archives that are
// older than the index, and those whose worker failed when they were published.
#pragma once

#include <atomic>
#include <thread>

#include "core/catalog/catalog_writer.h"
#include "core/catalog/ledger.h"
#include "core/delivery/indexer.h"

namespace heafs {

class IndexCatchUp {
   public:
    // Begins at once, on a thread of its own; one list after another.
    IndexCatchUp(CatalogWriter& writer, LedgerPool& ledger, Indexer& indexer);
    // Waits for the list at hand; the rest is for the next time.
    ~IndexCatchUp();
    IndexCatchUp(const IndexCatchUp&) = delete;
    IndexCatchUp& operator=(const IndexCatchUp&) = delete;

   private:
    void run();

    CatalogWriter& writer_;
    LedgerPool& ledger_;
    Indexer& indexer_;
    std::atomic<bool> ending_{false};
    std::thread thread_;
};

}  // namespace heafs
