#include "products/sky/rate_bins.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "products/pictures/ticks.h"
#include "products/sky/source_light.h"

namespace heafs {
namespace {

constexpr double kCountsOfABin = 25;
constexpr double kFewestBins = 8, kManyBins = 120;
constexpr int64_t kMostBins = 200;
constexpr double kSliver = 0.5;  // of the median of live seconds
constexpr double kNear = 0.1;    // of a bin: a gap that a joined bin may have
constexpr double kLeastSeconds = 1e-3, kMostSeconds = 1e10;

// The events of one source, chosen once: their number decides on the bins.
struct Chosen {
    const SkySource* source = nullptr;
    double alpha = 0;  // 0: no background is known
    std::vector<int32_t> here, there;
};

std::vector<Chosen> chosen_events(const SkyPlan& plan, const ProductTime& time) {
    std::vector<Chosen> all;
    for (const SkySource* source : time.counted) {
        Chosen one;
        one.source = source;
        one.here = plan.events_in(*source, *plan.region, false);
        if (source->background_extent > 0) {
            one.alpha = source->region_extent / source->background_extent;
            one.there = plan.background_events(*source, false);
        }
        all.push_back(std::move(one));
    }
    return all;
}

class RateCurve {
   public:
    RateCurve(const ProductTime& time, const Decimal& width)
        : time_(time),
          bins_(time.start, width),
          exposed_(bins_, time.gti),
          rates_(static_cast<size_t>(exposed_.rows())) {
        for (RateBin& bin : rates_) {
            bin.from = std::numeric_limits<double>::infinity();
            bin.to = -bin.from;
        }
    }

    void add(const Chosen& chosen, double area) {
        const double offset = time_offset(time_, *chosen.source);
        add_exposure(*chosen.source, offset, chosen.alpha, area);
        const EventSegment& segment = *chosen.source->segment;
        for (const int32_t i : chosen.here) ++bin_at(segment.time(i) + offset).counts;
        for (const int32_t i : chosen.there) {
            RateBin& bin = bin_at(segment.time(i) + offset);
            ++bin.counts_background;
            bin.background_in_region += chosen.alpha;
        }
    }

    std::vector<RateBin> take() { return std::move(rates_); }

   private:
    RateBin& bin_at(double time) {
        return rates_[static_cast<size_t>(exposed_.row_of(bins_.bin_of(time)))];
    }

    void add_exposure(const SkySource& source, double offset, double alpha, double area) {
        const double live = dead_time_factor(*source.segment);
        for (const TimeInterval& own : source.gti.intervals()) {
            const TimeInterval interval{own.start + offset, own.stop + offset};
            if (!(interval.start < interval.stop)) continue;
            const BinSpan span = bins_of(bins_, interval);
            for (int64_t number = span.first; number <= span.last; ++number) {
                const double from =
                    std::max(interval.start, static_cast<double>(bins_.edge(number)));
                const double to =
                    std::min(interval.stop, static_cast<double>(bins_.edge(number + 1)));
                RateBin& bin = rates_[static_cast<size_t>(exposed_.row_of(number))];
                bin.from = std::min(bin.from, from);
                bin.to = std::max(bin.to, to);
                const double seconds = (to - from) * live;
                bin.live_seconds += seconds;
                bin.alpha_seconds += alpha * seconds;
                bin.area_seconds += area * seconds;
            }
        }
    }

    const ProductTime& time_;
    TimeBins bins_;
    ExposedBins exposed_;
    std::vector<RateBin> rates_;
};

void join(RateBin& bin, const RateBin& more) {
    bin.from = std::min(bin.from, more.from);
    bin.to = std::max(bin.to, more.to);
    bin.live_seconds += more.live_seconds;
    bin.counts += more.counts;
    bin.counts_background += more.counts_background;
    bin.background_in_region += more.background_in_region;
    bin.alpha_seconds += more.alpha_seconds;
    bin.area_seconds += more.area_seconds;
}

}  // namespace

MeasuredRate net_rate(const RateBin& bin, GehrelsLimits& limits) {
    const CountInterval source = limits.of(bin.counts);
    const CountInterval background = limits.of(bin.counts_background);
    const auto counts = static_cast<double>(bin.counts);
    const auto there = static_cast<double>(bin.counts_background);
    const double net = counts - bin.background_in_region;
    const double below = std::hypot(counts - source.low, bin.alpha() * (background.high - there));
    const double above = std::hypot(source.high - counts, bin.alpha() * (there - background.low));
    return {net / bin.area_seconds, (net - below) / bin.area_seconds,
            (net + above) / bin.area_seconds};
}

MeasuredRate background_rate(const RateBin& bin, GehrelsLimits& limits) {
    const CountInterval interval = limits.of(bin.counts_background);
    const double of_count = bin.alpha() / bin.area_seconds;
    return {bin.background_in_region / bin.area_seconds, interval.low * of_count,
            interval.high * of_count};
}

std::vector<RateBin> without_slivers(const std::vector<RateBin>& bins, double width) {
    std::vector<RateBin> joined;
    std::vector<double> live;
    for (const RateBin& bin : bins) live.push_back(bin.live_seconds);
    if (live.empty()) return joined;
    const auto middle = live.begin() + static_cast<std::ptrdiff_t>(live.size() / 2);
    std::nth_element(live.begin(), middle, live.end());
    const double sliver = kSliver * *middle;
    for (const RateBin& bin : bins) {
        const bool adjoins = !joined.empty() && bin.from - joined.back().to < width * kNear;
        if (adjoins && (bin.live_seconds < sliver || joined.back().live_seconds < sliver))
            join(joined.back(), bin);
        else
            joined.push_back(bin);
    }
    return joined;
}

Decimal width_for_display(const GoodTimeIntervals& good, int64_t counts,
                          const std::optional<Decimal>& asked) {
    const double bins =
        std::clamp(static_cast<double>(counts) / kCountsOfABin, kFewestBins, kManyBins);
    const double seconds = std::clamp(good.total_seconds() / bins, kLeastSeconds, kMostSeconds);
    Decimal width =
        asked.value_or(Decimal::from_double_shortest(round_number_below(seconds))->rounded(6));
    const double start = good.intervals().front().start;
    while (width.to_double() < kMostSeconds &&
           ExposedBins(TimeBins(start, width), good).rows() > kMostBins)
        width = *width.plus(width);
    return width;
}

std::vector<RateBin> rates_for_display(const SkyPlan& plan, const ProductTime& time) {
    const std::vector<Chosen> chosen = chosen_events(plan, time);
    int64_t counts = 0;
    for (const Chosen& one : chosen) counts += static_cast<int64_t>(one.here.size());
    const Decimal width = width_for_display(time.gti, counts, plan.request.options.bin_seconds);
    RateCurve curve(time, width);
    for (const Chosen& one : chosen) curve.add(one, area_fraction(plan, *one.source));
    std::vector<RateBin> rates = curve.take();
    std::erase_if(rates, [](const RateBin& bin) { return !(bin.live_seconds > 0); });
    return plan.request.options.bin_seconds ? rates : without_slivers(rates, width.to_double());
}

}  // namespace heafs
