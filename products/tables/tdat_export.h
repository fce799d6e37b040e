// A table as TDAT, byte for byte in HEASARC's layout; the header of a selection says the number of
// its rows.
#pragma once

#include "products/tables/byte_sink.h"
#include "products/tables/exported_rows.h"

namespace heafs {

int64_t tdat_size(const ExportedRows& rows);
void write_tdat(const ExportedRows& rows, ByteSink& sink);

}  // namespace heafs
