// README.txt of tables/.
#pragma once

#include <string>

#include "products/tables/archive_tables.h"

namespace heafs {

std::string tables_readme(const ArchiveTableSet& tables);

}  // namespace heafs
