// One row of an observation table, from the headers of the observation's published files.
#pragma once

#include "config/missions/table_definition.h"
#include "core/catalog/header_store.h"
#include "products/tables/table_version.h"

namespace heafs {

// The row follows from the definition and the files alone. A cell that no file gives, or whose
// value cannot be read as the column's type, is null. Bytes that are no printable ASCII become '?'.
TableRow make_observation_row(const TableDefinition& definition,
                              const ObservationHeaders& observation);

}  // namespace heafs
