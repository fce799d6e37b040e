// Rows as a page to be read: rows.html. It shows the first kMostRowsOnPage and says so; the other
// formats have all.
#pragma once

#include "products/tables/byte_sink.h"
#include "products/tables/exported_rows.h"

namespace heafs {

// Bytes of the page and of its size are those of the same walk over the rows.
void write_rows_page(const ExportedRows& rows, ByteSink& sink);

}  // namespace heafs
