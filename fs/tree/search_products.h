// search/<ra>/<dec>/<radius>/products/<table>/<key>/<set>/: links to the files of the data products
// of all rows found, and all of them as products.tar.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fs/tree/table_selections.h"
#include "fs/tree/virtual_area.h"
#include "products/plan/search_request.h"
#include "products/tables/archive_tables.h"
#include "products/tables/data_products.h"

namespace heafs {

class SearchProducts {
   public:
    SearchProducts(TableSelections& selections, DataProducts& products)
        : selections_(selections), products_(products) {}

    // True when a table with rows there has data product sets.
    bool has_any(const ArchiveTableSet& tables, const SearchRequest& request);
    std::vector<std::string> set_folders(const std::string& table) const;
    // What is in a folder: `below` is its path from products/ on: "", "messier", "messier/M31",
    // "messier/M31/image".
    std::vector<VirtualEntry> list(const ArchiveTableSet& tables, const SearchRequest& request,
                                   const std::string& below);
    std::optional<VirtualEntry> find(const ArchiveTableSet& tables, const SearchRequest& request,
                                     const std::string& below, const std::string& name);
    // products.tar.
    SharedProduct tar(const ArchiveTableSet& tables, const SearchRequest& request);

   private:
    std::vector<std::string> tables_with_products(const ArchiveTableSet& tables,
                                                  const SearchRequest& request);
    std::vector<ChosenRow> rows_of(const ArchiveTableSet& tables, const SearchRequest& request,
                                   const std::string& table);

    TableSelections& selections_;
    DataProducts& products_;
};

}  // namespace heafs
