// Equal bins of time from a start on, and those of them that hold good time: the rows of a light
// curve. Plain values; any thread may use them.
#pragma once

#include <cstdint>
#include <vector>

#include "config/base/decimal.h"
#include "core/time/good_time.h"

namespace heafs {

// Bin k is [start + k width, start + (k + 1) width). Each edge is computed from the decimal width
// and rounded once, beyond the precision of a double, so that edges do not drift.
class TimeBins {
   public:
    // `width_seconds` is above 0 and has at most 6 decimals; times are those of the calendar.
    TimeBins(double start, const Decimal& width_seconds);

    int64_t bin_of(double time) const;
    long double edge(int64_t bin) const;
    double centre(int64_t bin) const;
    double width() const { return static_cast<double>(micros_) / 1e6; }

   private:
    double start_;
    int64_t micros_;
};

// The bins that hold good time, in order: row 0 is the first of them.
class ExposedBins {
   public:
    ExposedBins(const TimeBins& bins, const GoodTimeIntervals& good);

    struct Run {
        int64_t first_row = 0;
        int64_t first_bin = 0;
        int64_t bins = 0;
    };
    const std::vector<Run>& runs() const { return runs_; }
    int64_t rows() const;
    // The row of a bin; of one without good time, the nearest row before it, or the first.
    int64_t row_of(int64_t bin) const;
    int64_t bin_at(int64_t row) const;

   private:
    std::vector<Run> runs_;
};

// The bins that [start, stop) reaches into, both included; stop > start.
struct BinSpan {
    int64_t first = 0;
    int64_t last = 0;
};
BinSpan bins_of(const TimeBins& bins, const TimeInterval& interval);

}  // namespace heafs
