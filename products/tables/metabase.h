// The tables about tables: zzgen has one row for each table, zzpar one for each column. Both
// include themselves.
#pragma once

#include <memory>
#include <vector>

#include "products/tables/table_version.h"

namespace heafs {

struct Metabase {
    TableVersion zzgen;
    TableVersion zzpar;
};

// Of these tables, whatever their order. Their dates are those of the metabase.
Metabase make_metabase(const std::vector<std::shared_ptr<const TableVersion>>& tables);

}  // namespace heafs
