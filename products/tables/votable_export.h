// A table as VOTable 1.4 with its rows as BINARY2: nulls by flags, units as VOUnits, positions and
// times with their systems.
#pragma once

#include "products/tables/byte_sink.h"
#include "products/tables/exported_rows.h"

namespace heafs {

int64_t votable_size(const ExportedRows& rows);
void write_votable(const ExportedRows& rows, ByteSink& sink);

}  // namespace heafs
