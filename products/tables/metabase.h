// The tables about tables: zzgen has one row for each table, zzpar one for each column, zzext one
// for each virtual parameter, zzlink one for each link from one table to another. They describe
// themselves too.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/tables/link_definition.h"
#include "products/tables/lazy_table.h"

namespace heafs {

struct DescribedTable {
    LazyTable table;
    std::string mission;                // empty: of none
    std::optional<double> update_days;  // the longest time agreed between two updates
    std::vector<LinkDefinition> links;
};

// zzgen, zzpar, zzext and zzlink of these tables, whatever their order. Their dates are those of
// the tables.
std::vector<LazyTable> make_metabase(const std::vector<DescribedTable>& tables);

}  // namespace heafs
