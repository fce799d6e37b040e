// Writes TDAT, the text form of HEASARC's tables, in the layout of HEASARC's own exports. Pure
// text: the same table gives the same bytes. README.md of this folder states the format.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/tables/table_schema.h"
#include "core/tdat/table_cell.h"

namespace heafs {

// What the comment block says beside the name.
struct TdatHeading {
    int64_t rows = 0;
    std::string created;   // "2008-08-22 22:03:15"; empty: the line is left out
    std::string modified;  // likewise
};

inline constexpr std::string_view kTdatEnd = "<END>\n";

// Everything from <HEADER> to <DATA>, both included, with the last newline.
std::string tdat_header(const TableSchema& schema, const TdatHeading& heading);

// `field[...] = ...`, without newline.
std::string tdat_field_line(const TableColumn& column);

// One record: each value and a bar behind it, and a newline. Null and empty text are the same.
// Raises Fault::kMalformed when a text holds a control character, which TDAT has no way to write.
std::string tdat_row(const std::vector<TableColumn>& columns, const TableCells& cells);

// Its parts: a text with its bars and backslashes escaped; nothing of what a record may not hold is
// looked for.
void append_tdat_text(std::string& record, std::string_view text);
// The shortest decimal that reads back; nothing for what is no finite number of the type.
void append_tdat_real(std::string& record, double value, CellType type);

}  // namespace heafs
