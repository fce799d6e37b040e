// The tables of an archive as they are now: the observation tables of its missions, and the
// metabase. Read from the catalogue once, then only what changed.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/archive/archive.h"
#include "core/catalog/header_store.h"
#include "core/catalog/ledger.h"
#include "products/plan/product.h"
#include "products/tables/table_version.h"

namespace heafs {

// One table with its exports, planned.
struct ArchiveTable {
    std::shared_ptr<const TableVersion> version;
    std::shared_ptr<const Product> tdat;
    std::shared_ptr<const Product> fits;
};

using ArchiveTableSet = std::map<std::string, ArchiveTable>;  // by name

class ArchiveTables {
   public:
    // Raises Fault::kUsage when two missions give their tables the same name.
    ArchiveTables(const Archive& archive, LedgerPool& ledger);

    // The state of the catalogue now; whoever calls after a publish gets what it published. While
    // nothing changes this is one look-up in an index. Any thread may call it.
    std::shared_ptr<const ArchiveTableSet> current();

   private:
    // The rows of one mission's table, by observation.
    using ObservationRows = std::map<std::string, std::shared_ptr<const TableRow>>;

    void take(const ObservationHeaders& observation);
    std::shared_ptr<const ArchiveTableSet> plan();

    const Archive& archive_;
    LedgerPool& ledger_;
    std::mutex refreshing_;  // one at a time brings the state up; guards all but current_, state_
    int64_t seen_ = 0;       // the newest change that rows_ have
    std::map<std::string, ObservationRows> rows_;  // by mission
    std::map<std::string, ArchiveTable> planned_;  // by mission, of rows_ as they are
    std::mutex mutex_;                             // guards the two below
    int64_t state_ = -1;                           // the change that current_ shows
    // Shared: whoever lists or reads goes on with the state that he began with.
    std::shared_ptr<const ArchiveTableSet> current_;
};

}  // namespace heafs
