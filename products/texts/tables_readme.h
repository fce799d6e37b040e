// README.txt of tables/.
#pragma once

#include <set>
#include <string>

#include "products/tables/archive_tables.h"

namespace heafs {

std::string tables_readme(const ArchiveTableSet& tables);
// Of private/<group>/tables/, with the names of the tables there.
std::string private_tables_readme(const std::string& group, const std::set<std::string>& tables);

}  // namespace heafs
