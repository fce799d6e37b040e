// Tables by the names that people use.
#pragma once

#include <optional>
#include <string>

#include "products/tables/archive_tables.h"

namespace heafs {

// The table that is meant by its name without what stands before the first `_`: heasarc_messier for
// "messier"; or by heasarc_ before its name. Nothing for the name of a table, and where several are
// meant.
std::optional<std::string> table_of_other_name(const ArchiveTableSet& tables,
                                               const std::string& name);

// The table of that name, or that is meant by it; null where there is none.
const ArchiveTable* find_table(const ArchiveTableSet& tables, const std::string& name);

// "there is no table 'mesier'; the nearest is messier", or which there are.
std::string no_such_table(const ArchiveTableSet& tables, const std::string& name);

// "heasarc_messier.fits" is table and ending; the ending is empty when the name has no dot.
struct TableFileName {
    std::string table;
    std::string ending;
};
TableFileName split_table_file(const std::string& name);

}  // namespace heafs
