// rows/ of one table: a folder for each row with row.txt, links/ to rows of other tables, and
// products/ with the files of its data product sets.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/tables/link_definition.h"
#include "fs/tree/table_selections.h"
#include "fs/tree/virtual_area.h"
#include "products/tables/archive_tables.h"
#include "products/tables/data_products.h"
#include "products/texts/table_texts.h"

namespace heafs {

// rows/ lists this many rows at most; of a larger table it lists none.
inline constexpr int64_t kMostListedRows = 10'000;

class RowFolders {
   public:
    // The links that a table declares, by priority.
    using LinksOf = std::function<std::vector<LinkDefinition>(const std::string& table)>;
    RowFolders(TableSelections& selections, DataProducts& products, LinksOf links)
        : selections_(selections), products_(products), links_of_(std::move(links)) {}

    // `below` is the folder's path from rows/ on, canonical: "", "M31", "M31/links",
    // "M31/products/image".
    std::optional<VirtualEntry> find(const ArchiveTableSet& tables, const SharedTable& table,
                                     const std::string& below, const std::string& name);
    std::vector<VirtualEntry> list(const ArchiveTableSet& tables, const SharedTable& table,
                                   const std::string& below);
    std::string why_absent(const ArchiveTableSet& tables, const SharedTable& table,
                           const std::string& below, const std::string& name);
    bool has_links(const std::string& table) const { return !links_of_(table).empty(); }
    bool has_products(const std::string& table) const { return !products_.sets(table).empty(); }

   private:
    // A folder below a row's own.
    struct Place {
        int64_t row = 0;
        std::string key;
        std::string part;  // "", "links", "products"
        std::string set;   // of products
    };
    static std::optional<Place> place_of(const TableSegment& table, const std::string& below);

    std::optional<VirtualEntry> find_row_folder(const TableSegment& table, const std::string& name);
    std::optional<VirtualEntry> find_in_row(const SharedTable& table, const Place& place,
                                            const std::string& name);
    std::optional<VirtualEntry> find_link(const ArchiveTableSet& tables, const SharedTable& table,
                                          const Place& place, const std::string& name);
    std::optional<VirtualEntry> find_product(const SharedTable& table, const Place& place,
                                             const std::string& name);
    std::vector<VirtualEntry> list_rows(const TableSegment& table);
    std::vector<VirtualEntry> list_links(const ArchiveTableSet& tables, const SharedTable& table,
                                         const Place& place);
    std::vector<VirtualEntry> list_products(const SharedTable& table, const Place& place);
    std::vector<ShownLink> shown_links(const ArchiveTableSet& tables, const SharedTable& table,
                                       const Place& place);
    SharedSelection linked_rows(const SharedTable& table, const Place& place,
                                const LinkDefinition& link, const SharedTable& linked);
    std::string why_no_link(const ArchiveTableSet& tables, const TableSegment& table,
                            const std::string& name);

    TableSelections& selections_;
    DataProducts& products_;
    LinksOf links_of_;
};

}  // namespace heafs
