// The tables of an archive as they are now: those that were delivered, the observation tables of
// its missions, and the archive's own. Read from the catalogue once, then only what changed.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/archive/archive.h"
#include "core/catalog/ledger.h"
#include "products/plan/product.h"
#include "products/tables/lazy_table.h"
#include "products/tables/table_export.h"
#include "products/tables/table_page.h"

namespace heafs {

// The files of one version of a table, each planned when it is first asked for.
class PlannedFiles {
   public:
    std::shared_ptr<const Product> plan(const LazyTable& table, TableFormat format);

   private:
    std::mutex mutex_;  // guards planned_
    std::map<TableFormat, std::shared_ptr<const Product>> planned_;
};

struct ArchiveTable {
    LazyTable segment;            // `segment->cell(0, 0)`; without making it `segment.schema()`
    TableDocument document = {};  // mission, links, what else is told; its sets are in zzdpsets
    std::optional<double> update_days = {};  // the longest time agreed between two updates
    // Shared by all copies of a set.
    std::shared_ptr<PlannedFiles> files = std::make_shared<PlannedFiles>();
};

// By name. Tables with `table_security = private` are not among those of everybody, nor in the
// metabase: nobody reads them below tables/ and search/.
using ArchiveTableSet = std::map<std::string, ArchiveTable>;

// What the members of a delivery group see.
struct PrivateTables {
    ArchiveTableSet tables;     // those of everybody, and the private ones of the group's missions
    std::set<std::string> own;  // the names of the latter
};

// The file tables/<table>.<format>: all rows, and as kHtml the documentation of the table. Raises
// Fault::kNotFound for a table that is not in the set.
std::shared_ptr<const Product> plan_table_file(const ArchiveTableSet& tables,
                                               const std::string& name, TableFormat format);
// The file tables/index.html.
std::shared_ptr<const Product> plan_table_index(const ArchiveTableSet& tables);

class ArchiveTables {
   public:
    // Further tables that the archive makes of itself (zzdp, zzghosts, ...): asked for whenever the
    // archive changed, by one thread at a time. `tables` are all others but the metabase.
    using FurtherTables =
        std::function<std::vector<ArchiveTable>(Database& database, const ArchiveTableSet& tables)>;

    // Raises Fault::kUsage when two missions give their tables the same name.
    ArchiveTables(const Archive& archive, LedgerPool& ledger, FurtherTables further = {});
    ~ArchiveTables();
    ArchiveTables(const ArchiveTables&) = delete;
    ArchiveTables& operator=(const ArchiveTables&) = delete;

    // The state of the catalogue now; whoever calls after a publish gets what it published. While
    // nothing changes this is three look-ups in indexes. Any thread may call it.
    std::shared_ptr<const ArchiveTableSet> current();
    // The same with the private tables of missions whose [delivery] group this is.
    std::shared_ptr<const PrivateTables> private_to(const std::string& group);

   private:
    class Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace heafs
