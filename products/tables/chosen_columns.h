// A table with some of its columns only.
#pragma once

#include <memory>
#include <vector>

#include "core/tables/table_query.h"
#include "core/tables/table_segment.h"

namespace heafs {

// The schema without the other columns, and without what names them. `columns` are places in the
// schema, in the order that they shall have.
TableSchema with_columns(const TableSchema& schema, const std::vector<size_t>& columns);

// The rows of a selection, in its order, or without one all rows. What is made lies in a file
// without a name in the system's folder for temporary files.
std::shared_ptr<const TableSegment> with_columns(const TableSegment& table,
                                                 const RowSelection* selection,
                                                 const std::vector<size_t>& columns);

}  // namespace heafs
