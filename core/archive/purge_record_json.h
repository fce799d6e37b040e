// purge.<number>.json: which old versions had their bytes removed.
#pragma once

#include <string>

#include "core/archive/purge.h"

namespace heafs {

std::string purge_record_to_json(const PurgeRecord& record);
// Of format 1. Raises Fault::kMalformed.
PurgeRecord purge_record_from_json(const std::string& text);

}  // namespace heafs
