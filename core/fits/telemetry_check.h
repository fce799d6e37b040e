// Tells a FITS file that does no more than wrap raw telemetry: rule NAM-016.
#pragma once

#include <cstdint>
#include <optional>

#include "core/fits/stated_header.h"

namespace heafs {

// One file. Not for concurrent use.
class TelemetryCheck {
   public:
    // The next HDU, and the bytes of its data.
    void add(const StatedHeader& stated, int64_t data_bytes);
    // To be called after the last HDU: a warning if all data of the file are tables of one column
    // of bytes without a unit.
    void finish(FindingList& findings);

   private:
    std::optional<Finding> wrapper_;  // for the first such table
    bool has_other_data_ = false;
};

}  // namespace heafs
