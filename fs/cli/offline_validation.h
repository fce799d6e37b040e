// Files, folders and whole deliveries validated before they are sent, with the findings that a
// mount would give.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "config/base/units.h"
#include "core/archive/archive.h"
#include "core/archive/scan.h"
#include "core/delivery/staging.h"

namespace heafs {

// Called now and then while files are validated, by one thread at a time.
using ProgressWriter = std::function<void(const ScanProgress& progress, Seconds passed)>;

// A folder with manifest-sha256.txt or obs/ in it is a delivery: its manifest is checked, and with
// a mission which files are missing. Elsewhere a file's place is the part of its absolute path from
// the observation folder on. With a mission, files whose place is known are compared with each
// other (core/delivery/neighbours.h), and with what `archive` has published when it is not null;
// its missions are asked for then. The summary has no name, and the word "valid" or "rejected".
// `stopped` is asked before each file; when it says so, what is there by then is returned.
// Raises Fault::kNotFound for a path that is not there, and for an unknown mission.
DeliverySummary validate_offline(const std::vector<std::string>& paths, const std::string& mission,
                                 const Archive* archive, const ProgressWriter& progress,
                                 const std::function<bool()>& stopped);

}  // namespace heafs
