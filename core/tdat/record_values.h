// The values of a TDAT record as texts.
#pragma once

#include <string>
#include <string_view>

namespace heafs {

// Takes the first value off a record of tdat_row(), bar and backslashes resolved. The record is
// empty, or a newline, after the last.
std::string take_record_value(std::string_view& record);

}  // namespace heafs
