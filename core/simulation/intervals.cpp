#include "core/simulation/intervals.h"

namespace heafs {

double total(const Intervals& intervals) {
    double sum = 0;
    for (const Interval& i : intervals) sum += i.length();
    return sum;
}

}  // namespace heafs
