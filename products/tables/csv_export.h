// A table as CSV (RFC 4180): a line of names, then one record a row, CRLF behind each. Values are
// written as in TDAT; null is an empty value.
#pragma once

#include "products/tables/byte_sink.h"
#include "products/tables/exported_rows.h"

namespace heafs {

int64_t csv_size(const ExportedRows& rows);
void write_csv(const ExportedRows& rows, ByteSink& sink);

}  // namespace heafs
