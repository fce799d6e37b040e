// One value of a table: null, text, a whole number or a real one. A column's type says which of
// them its cells hold; real ones are finite.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace heafs {

using TableCell = std::variant<std::monostate, std::string, int64_t, double>;
using TableCells = std::vector<TableCell>;  // one row, in the order of the schema's columns

inline bool is_null(const TableCell& cell) { return std::holds_alternative<std::monostate>(cell); }

}  // namespace heafs
