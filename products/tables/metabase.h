// The tables about tables: zzgen has one row for each table, zzpar one for each column, zzext one
// for each virtual parameter, zzlink one for each link between two tables. They include themselves.
#pragma once

#include <vector>

#include "products/tables/lazy_table.h"

namespace heafs {

// zzgen, zzpar, zzext, zzlink of these tables, whatever their order. Their dates are those of the
// tables.
std::vector<LazyTable> make_metabase(const std::vector<LazyTable>& tables);

}  // namespace heafs
