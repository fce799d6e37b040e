// Times of a simulated mission, in mission seconds.
#pragma once

#include <vector>

namespace heafs {

struct Interval {
    double start, stop;
    double length() const { return stop - start; }
};
using Intervals = std::vector<Interval>;  // in order and apart

// The sum of the lengths, in seconds.
double total(const Intervals& intervals);

}  // namespace heafs
