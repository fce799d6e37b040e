// The observation table of a mission: one row for each published observation, made from the headers
// of its files, by observation. A new version takes the rows that did not change from the last.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/missions/table_definition.h"
#include "core/catalog/header_store.h"
#include "core/tables/table_builder.h"
#include "core/tables/table_segment.h"
#include "products/tables/observation_row.h"

namespace heafs {

// Not for concurrent use; `definition` outlives it.
class ObservationTable {
   public:
    ObservationTable(const TableDefinition& definition, std::filesystem::path scratch)
        : definition_(definition), scratch_(std::move(scratch)) {}

    const TableSchema& schema() const { return definition_.schema; }
    // What an observation is now.
    void take(const ObservationHeaders& observation);
    // The table of all that was taken; the same one while nothing was.
    std::shared_ptr<const TableSegment> current();

   private:
    struct Row {
        std::string record;  // as TDAT has it; given up when a version has it
        std::optional<CalendarMoment> first_date;
        std::optional<CalendarMoment> last_date;
        int64_t place = -1;  // in the last version; -1: not there
    };
    std::vector<std::string> values_of(const Row& row) const;
    TableSchema widened_schema() const;
    TableDates add_rows(TableBuilder& builder) const;

    const TableDefinition& definition_;
    const std::filesystem::path scratch_;
    std::map<std::string, Row> rows_;  // by observation
    // Shared with whoever reads this version.
    std::shared_ptr<const TableSegment> version_;
    bool changed_ = true;
};

}  // namespace heafs
