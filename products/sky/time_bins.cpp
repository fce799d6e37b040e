#include "products/sky/time_bins.h"

#include <algorithm>
#include <cmath>

namespace heafs {

TimeBins::TimeBins(double start, const Decimal& width_seconds)
    : start_(start), micros_(std::stoll(width_seconds.shifted(6)->rounded(0).text())) {}

long double TimeBins::edge(int64_t bin) const {
    return start_ + static_cast<long double>(bin * micros_) / 1e6L;
}

double TimeBins::centre(int64_t bin) const {
    return static_cast<double>(start_ + static_cast<long double>((2 * bin + 1) * micros_) / 2e6L);
}

int64_t TimeBins::bin_of(double time) const {
    const long double elapsed = static_cast<long double>(time) - start_;
    auto bin = static_cast<int64_t>(std::floor(elapsed * 1e6L / static_cast<long double>(micros_)));
    // The quotient is rounded; the edges decide.
    while (edge(bin) > time) --bin;
    while (edge(bin + 1) <= time) ++bin;
    return bin;
}

BinSpan bins_of(const TimeBins& bins, const TimeInterval& interval) {
    const int64_t last = bins.bin_of(interval.stop);
    // An interval that ends on an edge has nothing of the bin behind it.
    return {bins.bin_of(interval.start), bins.edge(last) < interval.stop ? last : last - 1};
}

ExposedBins::ExposedBins(const TimeBins& bins, const GoodTimeIntervals& good) {
    for (const TimeInterval& interval : good.intervals()) {
        auto [first, last] = bins_of(bins, interval);
        if (!runs_.empty()) {
            Run& before = runs_.back();
            const int64_t end = before.first_bin + before.bins;
            first = std::max(first, end);
            if (first > last) continue;
            if (first == end) {
                before.bins += last - first + 1;
                continue;
            }
        }
        runs_.push_back({rows(), first, last - first + 1});
    }
}

int64_t ExposedBins::rows() const {
    return runs_.empty() ? 0 : runs_.back().first_row + runs_.back().bins;
}

int64_t ExposedBins::row_of(int64_t bin) const {
    const auto after =
        std::upper_bound(runs_.begin(), runs_.end(), bin,
                         [](int64_t b, const Run& run) { return b < run.first_bin; });
    if (after == runs_.begin()) return 0;
    const Run& run = *std::prev(after);
    return run.first_row + std::min(bin - run.first_bin, run.bins - 1);
}

int64_t ExposedBins::bin_at(int64_t row) const {
    const auto after =
        std::upper_bound(runs_.begin(), runs_.end(), row,
                         [](int64_t r, const Run& run) { return r < run.first_row; });
    const Run& run = *std::prev(after);
    return run.first_bin + (row - run.first_row);
}

}  // namespace heafs
