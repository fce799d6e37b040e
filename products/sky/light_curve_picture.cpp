// lightcurve.png: the net rate and that of the background against time, as lightcurve.fits has
// them.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/events/segment_time.h"
#include "products/pictures/plot.h"
#include "products/sky/picture_parts.h"
#include "products/sky/rate_bins.h"
#include "products/sky/sky_products.h"

namespace heafs {
namespace {

constexpr PictureSize kSize{1000, 700};
constexpr PictureBox kBox{104, kTitleHeight, 866, 516};
constexpr double kDay = 86400;
constexpr double kShortSpan = 20;  // days, up to which whole days are taken off the axis
constexpr double kFull = 0.3;      // of the longest bin: those with less do not set the scale
constexpr double kLegendRoom = 1.35;
constexpr double kBelowZero = 0.02;  // of the axis: points at its lower end are whole
constexpr Colour kGap{230, 230, 230};

// From the product's seconds to days behind `reference`, a whole MJD (TT).
struct Calendar {
    double reference = 0;
    double first_day = 0;  // of time.start
    double start = 0;

    Calendar(const SkyPlan& plan, const ProductTime& time) : start(time.start) {
        const MissionClock clock = clock_of(*time.counted.front()->segment, plan.instrument->clock);
        const Decimal first = mjd_tt_of(clock, time.start);
        if ((time.stop - time.start) / kDay < kShortSpan) reference = first.floor().to_double();
        first_day = first.minus(first.floor())->to_double() + first.floor().to_double() - reference;
    }
    double day(double seconds) const { return first_day + (seconds - start) / kDay; }
    std::string title() const {
        return reference > 0 ? fmt::format("MJD \u2212 {:.0f} (TT)", reference) : "MJD (TT)";
    }
};

Plot::Measured measured(const RateBin& bin, const Calendar& calendar, const MeasuredRate& rate) {
    return {calendar.day(bin.from), calendar.day(bin.to), rate.value, rate.low, rate.high};
}

struct Points {
    std::vector<Plot::Measured> source, background;
    double least = 0, most = 0;  // of bins that count
    bool has_empty_background = false;
};

Points points_of(const std::vector<RateBin>& bins, const Calendar& calendar) {
    double longest = 0;
    for (const RateBin& bin : bins) longest = std::max(longest, bin.live_seconds);
    Points points;
    GehrelsLimits limits;
    const auto span = [&](const RateBin& bin, const Plot::Measured& point) {
        if (bin.live_seconds < kFull * longest) return;
        points.least = std::min(points.least, point.low);
        points.most = std::max(points.most, point.high);
    };
    for (const RateBin& bin : bins) {
        if (!(bin.area_seconds > 0)) continue;  // no light of a source there comes to the detector
        points.source.push_back(measured(bin, calendar, net_rate(bin, limits)));
        span(bin, points.source.back());
        if (!(bin.alpha_seconds > 0)) continue;
        points.background.push_back(measured(bin, calendar, background_rate(bin, limits)));
        span(bin, points.background.back());
        points.has_empty_background = points.has_empty_background || bin.counts_background == 0;
    }
    return points;
}

Axis time_axis(const ProductTime& time, const Calendar& calendar) {
    const double low = calendar.day(time.start), high = calendar.day(time.stop);
    const double margin = std::max((high - low) * 0.03, 1e-9);
    return {low - margin, high + margin, false, calendar.title()};
}

void shade_gaps(Plot& plot, const ProductTime& time, const Calendar& calendar) {
    plot.fill_between(calendar.day(time.start) - 1e6, calendar.day(time.stop) + 1e6, kGap);
    for (const TimeInterval& good : time.gti.intervals())
        plot.fill_between(calendar.day(good.start), calendar.day(good.stop), kWhite);
}

void draw(const SkyPlan& plan, Canvas& canvas) {
    const ProductTime time = time_of(plan, plan.exposed());
    const Calendar calendar(plan, time);
    const Points points = points_of(rates_for_display(plan, time), calendar);
    const double range = points.most - points.least;
    const double top = range > 0 ? points.least + range * kLegendRoom : 1;
    const bool is_net = !points.background.empty();
    Plot plot(canvas, kBox, time_axis(time, calendar),
              {points.least - kBelowZero * (top - points.least), top, false,
               is_net ? "net counts s\u207b\u00b9, on axis" : "counts s\u207b\u00b9, on axis"});
    shade_gaps(plot, time, calendar);
    plot.draw_grid();
    for (const Plot::Measured& one : points.background) plot.draw_measured(one, kOrange, false);
    for (const Plot::Measured& one : points.source) plot.draw_measured(one, kBlue, true);
    plot.draw_axes();
    std::vector<Plot::Sample> legend = {{is_net
                                             ? "net rate, 1 \u03c3 errors (RATE of lightcurve.fits)"
                                             : "rate, 1 \u03c3 errors; no background is subtracted",
                                         kBlue}};
    if (is_net)
        legend.push_back({points.has_empty_background
                              ? "background that was subtracted; at 0: no counts"
                              : "background that was subtracted",
                          kOrange, Plot::Mark::kCross});
    legend.push_back({"no good time", kGap, Plot::Mark::kArea});
    plot.draw_legend(legend);
}

}  // namespace

Product plan_light_curve_picture(const std::shared_ptr<const SkyPlan>& plan) {
    return picture_product(plan, "lightcurve.png", kSize, draw);
}

}  // namespace heafs
