// The first TABLE of a VOTable 1.x (TABLEDATA, BINARY, BINARY2) as a delivered table.
#pragma once

#include "core/tables/table_input.h"

namespace heafs {

void read_votable_input(std::span<const std::byte> bytes, const TableInputTake& take);

}  // namespace heafs
