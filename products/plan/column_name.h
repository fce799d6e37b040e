// Columns and tables by the names that people type. Nothing here raises; any thread may call it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "config/tables/table_schema.h"

namespace heafs {

// The column of that name, in whatever case; the very name goes before others.
std::optional<size_t> find_column_named(const TableSchema& schema, std::string_view name);

// "messier has no column 'rra'; the nearest is ra", or what columns it has.
std::string no_such_column(const TableSchema& schema, std::string_view name);

// Of `names`, what was meant by `name` in all likelihood; empty when none is near.
std::string nearest_name(std::span<const std::string> names, std::string_view name);

}  // namespace heafs
