// report.json: a delivery's report for programs, format 1, and the same for files that were
// validated before they are sent.
#pragma once

#include <string>
#include <vector>

#include "core/delivery/staging.h"

namespace heafs {

std::string report_json(const DeliverySummary& summary);

}  // namespace heafs
