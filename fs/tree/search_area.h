// search/: all tables with positions at one place, counts first. A table's rows are those of its
// cone below tables/.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fs/tree/search_products.h"
#include "fs/tree/table_selections.h"
#include "fs/tree/target_names.h"
#include "fs/tree/virtual_area.h"
#include "products/plan/search_request.h"
#include "products/tables/archive_tables.h"
#include "products/texts/search_texts.h"

namespace heafs {

class SearchArea : public VirtualArea {
   public:
    // What it is given is shared with tables/ and sky/ and outlives it.
    SearchArea(ArchiveTables& tables, TableSelections& selections, DataProducts& products,
               TargetNames& names)
        : tables_(tables),
          selections_(selections),
          products_(selections, products),
          names_(names) {}

    std::optional<VirtualEntry> find(const std::string& folder, const std::string& name) override;
    std::vector<VirtualEntry> list(const std::string& folder) override;
    std::string explain(const std::string& path) override;

   private:
    std::optional<VirtualEntry> find_in_search(const ArchiveTableSet& tables,
                                               const SearchRequest& request,
                                               const std::string& name);
    std::optional<VirtualEntry> find_table(const ArchiveTableSet& tables,
                                           const SearchRequest& request, const std::string& name);
    std::vector<VirtualEntry> list_search(const ArchiveTableSet& tables,
                                          const SearchRequest& request);
    std::vector<SearchCount> counts(const ArchiveTableSet& tables, const SearchRequest& request);
    std::string why_absent(const ArchiveTableSet& tables, const std::string& folder,
                           const std::string& name);

    ArchiveTables& tables_;
    TableSelections& selections_;
    SearchProducts products_;
    TargetNames& names_;
};

}  // namespace heafs
