// One finding in the form of report.json. Included by files named *_json.cpp only.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/base/finding.h"

namespace heafs {

nlohmann::ordered_json finding_json(const Finding& finding);

}  // namespace heafs
