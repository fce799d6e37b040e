// Good time intervals: when an instrument saw, in seconds of one clock.
#pragma once

#include <cstddef>
#include <vector>

namespace heafs {

// [start, stop): the start belongs to it, the stop does not.
struct TimeInterval {
    double start = 0;
    double stop = 0;
    bool operator==(const TimeInterval&) const = default;
};

// A sorted list of intervals that neither overlap nor touch. A plain value: any thread may use it.
class GoodTimeIntervals {
   public:
    GoodTimeIntervals() = default;
    // Intervals in any order: those that overlap or touch become one; those that hold no time
    // (stop <= start, NaN) are left out.
    explicit GoodTimeIntervals(std::vector<TimeInterval> intervals);

    const std::vector<TimeInterval>& intervals() const { return intervals_; }
    bool empty() const { return intervals_.empty(); }
    bool contains(double time) const;
    double total_seconds() const;

    GoodTimeIntervals intersected(const TimeInterval& window) const;
    GoodTimeIntervals intersected(const GoodTimeIntervals& other) const;

    bool operator==(const GoodTimeIntervals&) const = default;

   private:
    std::vector<TimeInterval> intervals_;
};

}  // namespace heafs
