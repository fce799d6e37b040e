// The clock and the good times of an event list: what its seconds count from, and when each of its
// detectors saw.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "config/missions/instrument.h"
#include "core/fits/fits_view.h"
#include "core/time/good_time.h"

namespace heafs {

// MJD of mission second 0: MJDREFI and MJDREFF, or MJDREF, as numbers or as texts that hold one;
// else what the mission file says.
struct SourceClock {
    double days = 0;
    double fraction = 0;
    bool in_header = true;
};
// Raises Fault::kMalformed when nothing says.
SourceClock clock_of_list(const FitsHdu& table, const FitsHdu& primary,
                          const Instrument& instrument);

// TIMEZERO of the list, in seconds; 0 where it has none.
double timezero_of(const FitsHdu& table);

class SourceGoodTimes {
   public:
    // View and table outlive it. Raises Fault::kMalformed when there is no table of the good times
    // that the instrument's description names, Fault::kTooBig for too many intervals.
    SourceGoodTimes(const FitsView& view, const FitsHdu& table, const Instrument& instrument);

    // Whether the event of that row, at `time` (TIMEZERO included), was seen in the good time of
    // its detector.
    bool contains(int64_t row, double time) const;
    // That of any detector: sorted, disjoint, TIMEZERO included. Empty when there is none.
    const GoodTimeIntervals& all() const { return all_; }

   private:
    GoodTimeIntervals all_;
    // Where detectors have their own.
    std::unique_ptr<NumericColumn> detector_;
    std::map<int64_t, GoodTimeIntervals> by_detector_;
};

}  // namespace heafs
