// The virtual areas that every mount has, by their names in the root.
#pragma once

#include <map>
#include <string>

#include "fs/tree/private_area.h"
#include "fs/tree/search_area.h"
#include "fs/tree/sky_area.h"
#include "fs/tree/tables_area.h"
#include "products/tables/product_tables.h"

namespace heafs {

class VirtualAreas {
   public:
    VirtualAreas(const Archive& archive, LedgerPool& ledger);

    std::map<std::string, VirtualArea*> by_name() {
        return {
            {kPrivateArea, &private_}, {"search", &search_}, {"sky", &sky_}, {"tables", &tables_}};
    }
    // The area that a path lies in, or null.
    VirtualArea* find(const std::string& path);

    // What the areas share.
    ArchiveTables& archive_tables() { return archive_tables_; }

   private:
    DataProducts products_;
    ProductTables product_tables_;
    ArchiveTables archive_tables_;
    TableSelections selections_;
    TargetNames names_;
    SkyArea sky_;
    TablesArea tables_;
    PrivateArea private_;
    SearchArea search_;
};

}  // namespace heafs
