// The tables about data products: zzdp (each product under its tag), zzdpsets (the sets of all
// tables), zzghosts (rows whose files are missing) and zzorphans (files that no row names).
#pragma once

#include <filesystem>
#include <vector>

#include "products/tables/archive_tables.h"
#include "products/tables/data_products.h"

namespace heafs {

class ProductTables {
   public:
    // `scratch` is a folder for files without names; what is given outlives every table.
    ProductTables(DataProducts& products, const Archive& archive, LedgerPool& ledger)
        : products_(products), ledger_(ledger), scratch_(archive.cache()) {}

    // For ArchiveTables: as the catalogue is when somebody first asks for one of them, since that
    // looks at every row of every table that has sets, and at files that are new. Costs nothing.
    std::vector<ArchiveTable> make(const ArchiveTableSet& tables);

   private:
    DataProducts& products_;
    LedgerPool& ledger_;
    const std::filesystem::path scratch_;
};

}  // namespace heafs
