// TDAT as a delivered table (core/tdat reads it).
#pragma once

#include "core/tables/table_input.h"

namespace heafs {

void read_tdat_input(std::span<const std::byte> bytes, const TableInputTake& take);

}  // namespace heafs
