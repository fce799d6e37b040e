#include "core/time/good_time.h"

#include <algorithm>

namespace heafs {

GoodTimeIntervals::GoodTimeIntervals(std::vector<TimeInterval> intervals) {
    std::erase_if(intervals, [](const TimeInterval& i) { return !(i.start < i.stop); });
    std::sort(intervals.begin(), intervals.end(),
              [](const TimeInterval& a, const TimeInterval& b) { return a.start < b.start; });
    for (const auto& interval : intervals) {
        if (!intervals_.empty() && interval.start <= intervals_.back().stop)
            intervals_.back().stop = std::max(intervals_.back().stop, interval.stop);
        else
            intervals_.push_back(interval);
    }
}

bool GoodTimeIntervals::contains(double time) const {
    const auto after =
        std::upper_bound(intervals_.begin(), intervals_.end(), time,
                         [](double t, const TimeInterval& i) { return t < i.start; });
    return after != intervals_.begin() && time < std::prev(after)->stop;
}

double GoodTimeIntervals::total_seconds() const {
    double total = 0;
    for (const auto& interval : intervals_) total += interval.stop - interval.start;
    return total;
}

GoodTimeIntervals GoodTimeIntervals::intersected(const TimeInterval& window) const {
    return intersected(GoodTimeIntervals({window}));
}

GoodTimeIntervals GoodTimeIntervals::intersected(const GoodTimeIntervals& other) const {
    GoodTimeIntervals both;
    auto mine = intervals_.begin();
    auto theirs = other.intervals_.begin();
    while (mine != intervals_.end() && theirs != other.intervals_.end()) {
        const TimeInterval common{std::max(mine->start, theirs->start),
                                  std::min(mine->stop, theirs->stop)};
        if (common.start < common.stop) both.intervals_.push_back(common);
        if (mine->stop < theirs->stop)
            ++mine;
        else
            ++theirs;
    }
    return both;
}

}  // namespace heafs
