// CSV (RFC 4180) as a delivered table: its first line has the names of columns; their types are
// those of the table that there is.
#pragma once

#include "core/tables/table_input.h"

namespace heafs {

void read_csv_input(std::span<const std::byte> bytes, const TableInputTake& take);

}  // namespace heafs
