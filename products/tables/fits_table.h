// A table as a FITS binary table (FITS 4.0, 7.3). Whole numbers have TNULLn, null reals are NaN,
// null texts are blank; TUNITn is in the standard's words and TOUNIn keeps the table's own, TUCDn,
// TDISPn and TCOMMn carry UCD, display format and description.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "products/tables/table_version.h"

namespace heafs {

// The exact size of the file, by arithmetic on rows and widths.
int64_t fits_table_size(const TableVersion& version);
// The file: the same version gives the same bytes.
std::vector<std::byte> render_fits_table(const TableVersion& version);

}  // namespace heafs
