// spectrum.png: counts per second and keV of the asked band, in groups that can be seen.
#include <algorithm>
#include <cmath>
#include <limits>

#include "products/pictures/plot.h"
#include "products/sky/grouped_spectrum.h"
#include "products/sky/picture_parts.h"
#include "products/sky/poisson_limits.h"
#include "products/sky/product_parts.h"
#include "products/sky/sky_products.h"

namespace heafs {
namespace {

constexpr PictureSize kSize{1000, 760};
constexpr PictureBox kBox{104, kTitleHeight, 866, 576};
constexpr double kOneSigma = 0.683, kLimit = 0.95;
constexpr double kLegendRoom = 0.25;  // above the highest point, of the range below it
constexpr double kNarrow = 1.6;       // ranges of energy below this ratio are linear

// Errors of counts alone; those of a background are scaled as it is.
struct Rates {
    std::vector<Plot::Measured> source, background;
    std::vector<Plot::Measured> limits;  // `high` is an upper limit: there were no counts
    double least = std::numeric_limits<double>::infinity();
    double most = 0;

    void span(double low, double high) {
        least = std::min(least, low);
        most = std::max(most, high);
    }
};

Plot::Measured measured(const SpectrumGroup& group, int64_t counts, double scale, double seconds) {
    const double per_count = scale / seconds / (group.high_kev - group.low_kev);
    const CountInterval interval = central_interval(counts, 0, kOneSigma);
    return {group.low_kev, group.high_kev, static_cast<double>(counts) * per_count,
            interval.low * per_count, interval.high * per_count};
}

Rates rates_of(const std::vector<SpectrumGroup>& groups, double seconds) {
    Rates rates;
    for (const SpectrumGroup& group : groups) {
        Plot::Measured source = measured(group, group.counts, 1, seconds);
        if (group.counts > 0) {
            rates.source.push_back(source);
            rates.span(source.low, source.high);
        } else {
            source.high = upper_limit(0, 0, kLimit) / seconds / (group.high_kev - group.low_kev);
            rates.limits.push_back(source);
            rates.span(source.high / 2, source.high);
        }
        if (group.counts_background == 0) continue;
        const double alpha =
            group.background_in_region / static_cast<double>(group.counts_background);
        rates.background.push_back(measured(group, group.counts_background, alpha, seconds));
        rates.span(rates.background.back().low, rates.background.back().high);
    }
    return rates;
}

Axis energy_axis(const std::vector<SpectrumGroup>& groups) {
    const double low = groups.front().low_kev, high = groups.back().high_kev;
    return {low, high, high / low > kNarrow, "energy (keV)"};
}

Axis rate_axis(const Rates& rates) {
    double low = rates.least / 1.5;
    if (rates.most / low < 10) low = rates.most / 10;
    const double high = rates.most * std::pow(rates.most / low, kLegendRoom);
    return {low, high, true, "counts s\u207b\u00b9 keV\u207b\u00b9"};
}

void draw(const SkyPlan& plan, Canvas& canvas) {
    const std::vector<SpectrumGroup> groups = joined_for_display(spectrum_of_band(plan));
    if (groups.empty()) {
        canvas.write({kSize.width / 2.0, kSize.height / 2.0}, "no channel above 0 keV",
                     {.size = 18});
        return;
    }
    const Rates rates = rates_of(groups, time_of(plan, plan.exposed()).exposure.value);
    Plot plot(canvas, kBox, energy_axis(groups), rate_axis(rates));
    plot.draw_grid();
    for (const Plot::Measured& one : rates.background) plot.draw_measured(one, kOrange, false);
    for (const Plot::Measured& one : rates.limits)
        plot.draw_limit(one.from, one.to, one.high, kBlue);
    for (const Plot::Measured& one : rates.source) plot.draw_measured(one, kBlue, true);
    plot.draw_axes();
    std::vector<Plot::Sample> legend = {{"source region", kBlue}};
    if (!rates.background.empty())
        legend.push_back({"background, scaled to the region", kOrange, Plot::Mark::kCross});
    if (!rates.limits.empty())
        legend.push_back({"no counts: limit at 95 %", kBlue, Plot::Mark::kLimit});
    plot.draw_legend(legend);
}

}  // namespace

Product plan_spectrum_picture(const std::shared_ptr<const SkyPlan>& plan) {
    return picture_product(plan, "spectrum.png", kSize, draw);
}

}  // namespace heafs
