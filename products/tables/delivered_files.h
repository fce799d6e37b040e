// The table zzfiles: every file that the archive ever published, in all its versions. With a
// million of files it takes seconds to make, so that is left to who reads it; what the metabase
// says of it is kept up to date with what is new.
#pragma once

#include <filesystem>

#include "core/catalog/ledger.h"
#include "products/tables/lazy_table.h"

namespace heafs {

class DeliveredFiles {
   public:
    // `scratch` is a folder for files without names; `ledger` outlives every table.
    DeliveredFiles(LedgerPool& ledger, std::filesystem::path scratch)
        : ledger_(ledger), scratch_(std::move(scratch)) {}

    // As the catalogue is now. Not for concurrent use.
    LazyTable table(Database& database);

   private:
    LedgerPool& ledger_;
    const std::filesystem::path scratch_;
    int64_t seen_ = 0;            // the file up to which settled_ knows all
    LazyTable::Summary settled_;  // of those
};

}  // namespace heafs
