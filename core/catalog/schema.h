// The catalogue's schema, as numbered steps: an old catalogue is brought up step by step when it
// is opened for writing, and refused when it is newer than this program.
#pragma once

#include "core/catalog/database.h"

namespace heafs {

// The newest step this program knows.
int newest_schema_step();

// Applies the steps that are missing, each in a transaction of its own.
// Raises Fault::kUsage when the catalogue comes from a newer heafs.
void bring_up_schema(Database& database);

}  // namespace heafs
