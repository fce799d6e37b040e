// An observation table of which some columns are delivered and others come from headers: one table
// with the columns and the rows of both, found by the observation's identifier.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "config/missions/table_definition.h"
#include "core/tables/table_builder.h"
#include "core/tables/table_segment.h"

namespace heafs {

// What the merged table is like: the delivered header with the mission's name for the table, its
// columns first, then those that only headers have. A text column of both has room for either.
TableSchema merged_schema(const TableSchema& delivered, const TableSchema& from_headers);

// Not for concurrent use.
class MergedTable {
   public:
    explicit MergedTable(std::filesystem::path scratch) : scratch_(std::move(scratch)) {}

    // The delivered rows in their order, then the observations that only headers have, in theirs.
    // A delivered value counts before a header's, and a header's before null; one that the
    // delivered column's type does not take is null. A function of the two alone; rows that are
    // the same as in the version before are copied from it. `delivered` and `from_headers` may be
    // merged (obstacle_to_merging()). The same table while the two are.
    std::shared_ptr<const TableSegment> current(
        const std::shared_ptr<const TableSegment>& delivered,
        const std::shared_ptr<const TableSegment>& from_headers);

   private:
    using RowsByKey = std::unordered_map<std::string_view, int64_t>;  // texts of a segment
    // What one version was made of. Shared with whoever reads it.
    struct Version {
        std::shared_ptr<const TableSegment> delivered, from_headers, merged;
        RowsByKey header_rows;                                      // of from_headers
        std::unordered_map<std::string_view, int64_t> header_only;  // where in `merged`
    };
    TableDates add_rows(TableBuilder& builder, Version& next) const;
    void add_row(TableBuilder& builder, const Version& next, int64_t delivered_row,
                 int64_t header_row) const;
    int64_t unchanged_row(const Version& next, int64_t delivered_row, int64_t header_row) const;

    const std::filesystem::path scratch_;
    Version last_;
};

}  // namespace heafs
