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

// "degree" -> "deg", "percent" -> "%", "mjd" -> "d", "microJy" -> "uJy"; others as they are.
std::string standard_unit(const std::string& unit);
// "8.3f" -> "F8.3", "3d" -> "I3", ".5f" -> "F15.5"; empty for what is no display format of such a
// column.
std::string display_format(const std::string& format, const ColumnType& type);

}  // namespace heafs
