// report.json: a delivery's report for programs, format 1, and the same for files that were
// validated before they are sent.
#pragma once

#include <string>
#include <vector>

#include "core/delivery/staging.h"

namespace heafs {

std::string report_json(const DeliverySummary& summary);

// True when a report.json says that no file of the delivery is being received, validated or
// published: what is not public by then waits for something. Raises Fault::kMalformed.
bool report_is_settled(const std::string& report);

}  // namespace heafs
