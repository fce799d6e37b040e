// The tables that were delivered, in their current versions, each opened once; and what the
// settings of tables tell of them and of others.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/archive/archive.h"
#include "core/catalog/table_store.h"
#include "products/tables/archive_tables.h"

namespace heafs {

// Not for concurrent use.
class IngestedTables {
   public:
    // Reads the texts that the settings of tables name; one that cannot be read is logged.
    explicit IngestedTables(const Archive& archive);

    // A version that cannot be read is logged, and its table left out.
    std::vector<ArchiveTable> current(Database& database);
    // Any table of a mission ("": of none), with what its settings tell.
    ArchiveTable described(LazyTable table, const std::string& mission) const;

   private:
    struct Opened {
        std::string path;  // below the archive
        // Shared with whoever reads this version.
        std::shared_ptr<const TableSegment> segment;
        std::shared_ptr<PlannedFiles> files;  // likewise
    };
    const Opened& open(const TableVersionRow& row);

    const Archive& archive_;
    std::map<std::string, std::string> information_;  // by table_key()
    std::map<std::string, Opened> opened_;            // by table
};

}  // namespace heafs
