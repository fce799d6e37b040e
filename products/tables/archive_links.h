// The links that the tables of an archive declare.
#pragma once

#include <string>
#include <vector>

#include "config/tables/link_definition.h"
#include "core/archive/archive.h"

namespace heafs {

// Of a table under its own name, by priority, then by symbol.
std::vector<LinkDefinition> links_of(const Archive& archive, const std::string& table);

}  // namespace heafs
