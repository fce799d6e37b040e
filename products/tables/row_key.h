// Rows by the names that they have below tables/<table>/rows/.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/tables/table_segment.h"
#include "products/plan/parsed_part.h"

namespace heafs {

// The values of the unique key as TDAT writes them, encoded; of a table without one the place of
// the row, from 1. Empty for a row whose name would be longer than a folder takes (255 bytes).
std::string row_name(const TableSegment& table, int64_t row);

// The row of any spelling of its name, or why there is none. Capitals may stand for small letters
// where one row alone is meant.
ParsedPart<int64_t> find_named_row(const TableSegment& table, std::string_view name);

// A value as TDAT writes it; empty for null.
std::string value_text(const TableSegment& table, int64_t row, size_t column);

}  // namespace heafs
