// The tables of an archive as they are now: those that were delivered, the observation tables of
// its missions, and the metabase. Read from the catalogue once, then only what changed.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/archive/archive.h"
#include "core/catalog/header_store.h"
#include "core/catalog/ledger.h"
#include "products/plan/product.h"
#include "products/tables/lazy_table.h"
#include "products/tables/table_export.h"

namespace heafs {

struct ArchiveTable {
    LazyTable segment;    // `segment->cell(0, 0)`, or without making it `segment.schema()`
    std::string mission;  // whose table it is; empty for the metabase
};

// By name. Tables with `table_security = private` are not among them, nor in the metabase: nobody
// reads them below tables/ and search/.
using ArchiveTableSet = std::map<std::string, ArchiveTable>;

// The file tables/<table>.<format>: all rows, and as kHtml the documentation of the table. Raises
// Fault::kNotFound for a table that is not in the set.
std::shared_ptr<const Product> plan_table_file(const ArchiveTableSet& tables,
                                               const std::string& name, TableFormat format);
// The file tables/index.html.
std::shared_ptr<const Product> plan_table_index(const ArchiveTableSet& tables);

class ArchiveTables {
   public:
    // Further tables that the archive makes of itself (zzdp, zzghosts, ...): asked for whenever the
    // archive changed, while one thread at a time is here. `tables` are all others but the
    // metabase.
    using FurtherTables =
        std::function<std::vector<ArchiveTable>(Database& database, const ArchiveTableSet& tables)>;

    // Raises Fault::kUsage when two missions give their tables the same name.
    ArchiveTables(const Archive& archive, LedgerPool& ledger, FurtherTables further = {});

    // The state of the catalogue now; whoever calls after a publish gets what it published. While
    // nothing changes this is one look-up in an index. Any thread may call it.
    std::shared_ptr<const ArchiveTableSet> current();

   private:
    // What is kept between two states.
    struct State;

    std::shared_ptr<State> state_;
};

}  // namespace heafs
