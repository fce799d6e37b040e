// The table zzfiles: every file that the archive ever published, in all its versions. With a
// million of files it takes seconds to look at all of them, so that is left to who asks for it;
// what is said of the table is then kept up to date with what is new.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>

#include "core/catalog/ledger.h"
#include "products/tables/lazy_table.h"

namespace heafs {

class DeliveredFiles {
   public:
    // `scratch` is a folder for files without names; `ledger` outlives every table.
    DeliveredFiles(LedgerPool& ledger, std::filesystem::path scratch)
        : seen_(std::make_shared<Seen>(ledger, std::move(scratch))) {}

    // As the catalogue is when the table's summary, or its rows, are asked for first. Costs
    // nothing.
    LazyTable table();

   private:
    struct Seen {
        Seen(LedgerPool& pool, std::filesystem::path folder)
            : ledger(pool), scratch(std::move(folder)) {}
        LazyTable::Summary summary();

        LedgerPool& ledger;
        const std::filesystem::path scratch;
        std::mutex mutex;            // guards the next two, and is held while files are looked at
        int64_t last = 0;            // the file up to which `settled` knows all
        LazyTable::Summary settled;  // of those
    };
    std::shared_ptr<Seen> seen_;  // with the tables that are not made yet
};

}  // namespace heafs
