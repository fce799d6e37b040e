// Objects by name, without network: what was observed first, then the catalogues of the archive
// that carry names. Case, blanks and `_` do not matter. Any thread may use it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/catalog/ledger.h"
#include "core/sky/direction.h"
#include "fs/tree/recent.h"
#include "products/tables/archive_tables.h"

namespace heafs {

class TargetNames {
   public:
    // `tables` may be null: then only what was observed has names. Both outlive it.
    TargetNames(LedgerPool& ledger, ArchiveTables* tables) : ledger_(ledger), tables_(tables) {}

    // An observed object by the name that paths have for it.
    struct Observed {
        std::string name;
        SkyPoint point;
    };
    std::shared_ptr<const std::vector<Observed>> observed();

    std::optional<SkyPoint> find(const std::string& name);

   private:
    struct Targets {
        std::shared_ptr<const std::vector<Observed>> listed;
        std::unordered_map<std::string, SkyPoint> by_comparable_name;
    };
    std::shared_ptr<const Targets> targets();
    std::optional<SkyPoint> find_in_catalogues(const std::string& comparable);

    LedgerPool& ledger_;
    ArchiveTables* tables_;
    Recent<std::shared_ptr<const Targets>> targets_{1};
    std::mutex mutex_;                                   // guards the two below
    std::shared_ptr<const ArchiveTableSet> answers_of_;  // the state that they were found in
    std::map<std::string, std::optional<SkyPoint>> answers_;
};

// The position of a table's row whose name, without blanks and `_` and in whatever case, is the
// comparable name: by the column that target_name of the schema names ("@name"). Nothing for tables
// without such a column or without positions, and for rows without a position.
std::optional<SkyPoint> find_named_position(const TableSegment& table,
                                            const std::string& comparable);

// "83.63308/22.0145": a position as paths below sky/ and search/ have it.
std::string position_names(const SkyPoint& point);

}  // namespace heafs
