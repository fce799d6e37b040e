// A table as it is at one state of the archive: rows, dates and everything that its exports are
// planned from. Immutable once made; any thread may use it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/tables/table_schema.h"
#include "core/base/calendar_date.h"
#include "core/tables/table_segment.h"
#include "core/tdat/table_cell.h"

namespace heafs {

struct TableRow {
    TableCells cells;
    std::string tdat;                          // the record as it stands in the TDAT export
    std::optional<CalendarMoment> first_date;  // of DATE in what the row is made from
    std::optional<CalendarMoment> last_date;
};

// Versions share the rows that did not change between them, so that a new version of a large table
// costs what changed.
using TableRows = std::vector<std::shared_ptr<const TableRow>>;

struct TableVersion {
    TableSchema schema;  // its text columns are as wide as their longest value needs
    TableRows rows;
    std::vector<ColumnRange> ranges;  // one a column
    std::optional<CalendarMoment> first_date;
    std::optional<CalendarMoment> last_date;
    std::string tdat_header;
    int64_t tdat_size = 0;     // exact, of the whole export
    std::string content_hash;  // SHA-256 over the TDAT export: schema, dates and values
};

// A row with its encoded record. Raises what tdat_row raises.
TableRow make_table_row(const TableSchema& schema, TableCells cells,
                        std::optional<CalendarMoment> first_date,
                        std::optional<CalendarMoment> last_date);

// `rows` are in the order that they shall have, and fit the schema.
TableVersion make_table_version(TableSchema schema, TableRows rows);

}  // namespace heafs
