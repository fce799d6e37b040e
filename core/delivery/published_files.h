// What is public around a delivered file, for the rules that compare: asked of the catalogue, and
// read only.
#pragma once

#include <string>
#include <vector>

#include "core/catalog/ledger.h"
#include "core/delivery/calibration_history.h"

namespace heafs {

// The published calibration files below a folder ("caldb/data/swift/xrt") with their entries. One
// whose entries cannot be read is told in the log and left out.
std::vector<ReleasedCalibration> released_below(Database& database, const std::string& folder);

// The names of the published files in a folder below data/.
std::vector<std::string> published_names(Ledger& ledger, const std::string& folder);

// The published documents of a mission, by their paths below doc/<mission>; 1000 at most.
std::vector<std::string> published_documents(Ledger& ledger, const std::string& mission);

}  // namespace heafs
