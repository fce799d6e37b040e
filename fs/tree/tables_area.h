// tables/ of the mounted tree: the catalogue tables of the archive, as whole exports.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/archive/archive.h"
#include "core/catalog/ledger.h"
#include "fs/tree/virtual_area.h"
#include "products/tables/archive_tables.h"

namespace heafs {

class TablesArea : public VirtualArea {
   public:
    // Raises what ArchiveTables raises.
    TablesArea(const Archive& archive, LedgerPool& ledger) : tables_(archive, ledger) {}

    std::optional<VirtualEntry> find(const std::string& folder, const std::string& name) override;
    std::vector<VirtualEntry> list(const std::string& folder) override;
    std::string explain(const std::string& path) override;

   private:
    ArchiveTables tables_;
};

}  // namespace heafs
