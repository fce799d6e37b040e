// One row of an observation table, from the headers of the observation's published files.
#pragma once

#include <optional>

#include "config/missions/table_definition.h"
#include "core/base/calendar_date.h"
#include "core/catalog/header_store.h"
#include "core/tdat/table_cell.h"

namespace heafs {

struct ObservationRow {
    TableCells cells;
    std::optional<CalendarMoment> first_date;  // of DATE in the files that the table uses
    std::optional<CalendarMoment> last_date;
};

// The row follows from the definition and the files alone. A cell that no file gives, or whose
// value cannot be read as the column's type, is null. Bytes that are no printable ASCII become '?'.
ObservationRow make_observation_row(const TableDefinition& definition,
                                    const ObservationHeaders& observation);

}  // namespace heafs
