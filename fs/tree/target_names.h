// Objects by name, without network: what was observed first, then the catalogues of the archive
// that carry names. Case, blanks and `_` do not matter. Any thread may use it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/catalog/ledger.h"
#include "core/sky/direction.h"
#include "fs/tree/recent.h"
#include "fs/tree/sky_targets.h"
#include "products/tables/archive_tables.h"

namespace heafs {

class TargetNames {
   public:
    // `tables` may be null: then only what was observed has names. Both outlive it.
    TargetNames(LedgerPool& ledger, ArchiveTables* tables) : ledger_(ledger), tables_(tables) {}

    // What was observed, as the catalogue says now.
    std::shared_ptr<const SkyTargets> observed();

    // Where the object is, as paths below sky/ and search/ have it: "83.63308/22.0145".
    std::optional<std::string> find(const std::string& name);

   private:
    std::optional<SkyPoint> find_in_catalogues(const std::string& comparable);

    LedgerPool& ledger_;
    ArchiveTables* tables_;
    Recent<std::shared_ptr<const SkyTargets>> targets_{1};
    std::mutex mutex_;                                   // guards the two below
    std::shared_ptr<const ArchiveTableSet> answers_of_;  // the state that they were found in
    std::map<std::string, std::optional<SkyPoint>> answers_;
};

// The position of a table's row whose name, without blanks and `_` and in whatever case, is the
// comparable name: by the column that target_name of the schema names ("@name"). Nothing for tables
// without such a column or without positions, and for rows without a position.
std::optional<SkyPoint> find_named_position(const TableSegment& table,
                                            const std::string& comparable);

}  // namespace heafs
