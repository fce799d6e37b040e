// The headers of a table in FITS (FITS 4.0, 7.3), for its segment and its exports: their size
// follows from the schema alone. Whole numbers have TNULLn, null reals are NaN, texts end with
// NUL where they are shorter than their column (7.3.3.1), null ones at once; TUNITn is in the
// standard's words and TOUNIn keeps the table's own, TUCDn, TDISPn and TCOMMn carry UCD, display
// format and description.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/tables/table_schema.h"
#include "core/base/calendar_date.h"
#include "core/fits/hdu_text.h"

namespace heafs {

// How the cells of a column lie in a row.
struct CellLayout {
    char letter = 'A';  // of TFORM: A I J K E D; one byte has no sign in FITS: int1 goes into two
    int64_t offset = 0;
    int64_t width = 0;
};
// Those of all columns, and the width of a row. Raises Fault::kTooBig for more columns than FITS
// knows, or wider ones than a row may be.
struct RowLayout {
    std::vector<CellLayout> cells;
    int64_t row_bytes = 0;
};
RowLayout row_layout(const TableSchema& schema);

struct FitsHeading {
    int64_t rows = 0;
    std::optional<CalendarMoment> date;         // DATE
    std::string data_version;                   // DATAVERS
    std::vector<std::optional<int64_t>> nulls;  // TNULLn, one a column
};

// The HDU before the table, without data.
HeaderText fits_primary_header(const FitsHeading& heading);
HeaderText fits_table_header(const TableSchema& schema, const FitsHeading& heading);

// "degree" -> "deg", "percent" -> "%", "mjd" -> "d", "microJy" -> "uJy"; others as they are.
std::string standard_unit(const std::string& unit);
// "8.3f" -> "F8.3", "3d" -> "I3", ".5f" -> "F15.5"; empty for what is no display format of such a
// column.
std::string display_format(const std::string& format, const ColumnType& type);

}  // namespace heafs
