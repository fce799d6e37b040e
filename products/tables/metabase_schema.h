// The columns of the metabase. The names that the HEASARC database guide gives are those; the rest
// is told in README.md.
#pragma once

#include "config/tables/table_schema.h"

namespace heafs {

TableSchema zzgen_schema();
TableSchema zzpar_schema();
TableSchema zzext_schema();
TableSchema zzlink_schema();

// `type` as in TDAT.
TableColumn metabase_column(const char* name, const char* type, const char* description);
// Days, MJD.
TableColumn metabase_date_column(const char* name, const char* description);

}  // namespace heafs
