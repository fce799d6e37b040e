// tables/ of the mounted tree: the catalogue tables of the archive, whole and as folders with
// selections of their rows. What is below a table is in table_folders.h and row_folders.h.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fs/tree/row_folders.h"
#include "fs/tree/table_folders.h"
#include "fs/tree/virtual_area.h"
#include "fs/tree/virtual_walk.h"
#include "products/tables/archive_tables.h"

namespace heafs {

class TablesArea : public VirtualArea {
   public:
    // The tables that are shown, in one state.
    using Current = std::function<std::shared_ptr<const ArchiveTableSet>()>;
    // What it is given is shared with search/ and outlives it.
    TablesArea(Current tables, TableSelections& selections, DataProducts& products,
               RowFolders::LinksOf links)
        : current_(std::move(tables)),
          selections_(selections),
          rows_(selections, products, std::move(links)) {}
    TablesArea(ArchiveTables& tables, TableSelections& selections, DataProducts& products,
               RowFolders::LinksOf links)
        : TablesArea([&tables] { return tables.current(); }, selections, products,
                     std::move(links)) {}

    // Of one state of the archive, however long that takes. They raise what ArchiveTables raises.
    std::optional<VirtualEntry> find(const std::string& folder, const std::string& name) override;
    std::vector<VirtualEntry> list(const std::string& folder) override;
    std::string explain(const std::string& path) override;

   private:
    // A folder below tables/.
    struct Place {
        const ArchiveTable* table = nullptr;
        std::string below;  // from the table's own folder on: "", "cone/83.63", "rows/M31"
    };
    static std::optional<Place> place_of(const ArchiveTableSet& tables, const std::string& folder);
    std::optional<VirtualEntry> find_in_table(const ArchiveTable& table, const std::string& name);
    std::vector<VirtualEntry> list_tables(const ArchiveTableSet& tables);
    std::string why_absent(const ArchiveTableSet& tables, const std::string& folder,
                           const std::string& name);
    std::string explain_selection(const ArchiveTableSet& tables, const VirtualWalk& walk);

    const Current current_;
    TableFolders selections_;
    RowFolders rows_;
};

}  // namespace heafs
