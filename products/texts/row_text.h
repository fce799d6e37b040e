// row.txt: one row of a table, column by column.
#pragma once

#include <cstdint>
#include <string>

#include "core/tables/table_segment.h"

namespace heafs {

std::string row_text(const TableSegment& table, int64_t row);

}  // namespace heafs
