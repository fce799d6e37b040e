// spectrum.png: counts per second and energy of the asked band, in groups that can be seen.
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "products/pictures/plot.h"
#include "products/sky/grouped_spectrum.h"
#include "products/sky/picture_parts.h"
#include "products/sky/poisson_limits.h"
#include "products/sky/product_parts.h"
#include "products/sky/sky_numbers.h"
#include "products/sky/sky_products.h"

namespace heafs {
namespace {

constexpr PictureSize kSize{1000, 760};
constexpr PictureBox kBox{104, kTitleHeight, 866, 576};
constexpr double kLimit = 0.95;
constexpr double kLegendRoom = 0.25;  // above the highest point, of the range below it
constexpr double kNarrow = 1.6;       // ranges of energy below this ratio are linear

// Errors of counts alone; those of a background are scaled as it is.
struct Rates {
    std::vector<Plot::Measured> source, background;
    // `high` is an upper limit: there were no counts.
    std::vector<Plot::Measured> limits, background_limits;
    double least = std::numeric_limits<double>::infinity();
    double most = 0;

    void span(double low, double high) {
        least = std::min(least, low);
        most = std::max(most, high);
    }
};

// A range of energies in the unit of the axis; what is per keV is per one of it.
struct EnergyRange {
    double low = 0, high = 0;
    EnergyRange(const SpectrumGroup& group, const EnergyName& unit)
        : low(group.low_kev / unit.kev), high(group.high_kev / unit.kev) {}
};

Plot::Measured measured(const EnergyRange& range, int64_t counts, double scale, double seconds) {
    const double per_count = scale / seconds / (range.high - range.low);
    const CountInterval interval = central_interval(counts, 0, kOneSigma);
    return {range.low, range.high, static_cast<double>(counts) * per_count,
            interval.low * per_count, interval.high * per_count};
}

Plot::Measured limit_of(const EnergyRange& range, double scale, double seconds) {
    Plot::Measured limit{range.low, range.high};
    limit.high = scale * upper_limit(0, 0, kLimit) / seconds / (range.high - range.low);
    return limit;
}

// `alpha`: region over background region where no counts tell; absent without one.
Rates rates_of(const std::vector<SpectrumGroup>& groups, const EnergyName& unit, double seconds,
               std::optional<double> alpha) {
    Rates rates;
    const auto add = [&](const EnergyRange& range, int64_t counts, double scale,
                         std::vector<Plot::Measured>& points, std::vector<Plot::Measured>& limits) {
        if (counts > 0) {
            points.push_back(measured(range, counts, scale, seconds));
            rates.span(points.back().low, points.back().high);
        } else {
            limits.push_back(limit_of(range, scale, seconds));
            rates.span(limits.back().high / 2, limits.back().high);
        }
    };
    for (const SpectrumGroup& group : groups) {
        const EnergyRange range(group, unit);
        add(range, group.counts, 1, rates.source, rates.limits);
        if (!alpha) continue;
        const auto there = static_cast<double>(group.counts_background);
        const double scale = there > 0 ? group.background_in_region / there : *alpha;
        add(range, group.counts_background, scale, rates.background, rates.background_limits);
    }
    return rates;
}

Axis energy_axis(const std::vector<SpectrumGroup>& groups, const EnergyName& unit) {
    const double low = groups.front().low_kev / unit.kev, high = groups.back().high_kev / unit.kev;
    return {low, high, high / low > kNarrow, "energy (" + unit.name + ")"};
}

Axis rate_axis(const Rates& rates, const EnergyName& unit) {
    double low = rates.least / 1.5;
    if (rates.most / low < 10) low = rates.most / 10;
    const double high = rates.most * std::pow(rates.most / low, kLegendRoom);
    return {low, high, true, "counts s\u207b\u00b9 " + unit.name + "\u207b\u00b9"};
}

void draw(const SkyPlan& plan, Canvas& canvas) {
    const std::vector<SpectrumGroup> groups = joined_for_display(spectrum_of_band(plan));
    if (groups.empty()) {
        canvas.write({kSize.width / 2.0, kSize.height / 2.0}, "no channel above 0 keV",
                     {.size = 18});
        return;
    }
    const EnergyName unit = energy_name(plan);
    const Rates rates =
        rates_of(groups, unit, time_of(plan, plan.exposed()).exposure.value, expected_alpha(plan));
    Plot plot(canvas, kBox, energy_axis(groups, unit), rate_axis(rates, unit));
    plot.draw_grid();
    for (const Plot::Measured& one : rates.background) plot.draw_measured(one, kOrange, false);
    for (const Plot::Measured& one : rates.background_limits)
        plot.draw_limit(one.from, one.to, one.high, kOrange);
    for (const Plot::Measured& one : rates.limits)
        plot.draw_limit(one.from, one.to, one.high, kBlue);
    for (const Plot::Measured& one : rates.source) plot.draw_measured(one, kBlue, true);
    plot.draw_axes();
    std::vector<Plot::Sample> legend = {{source_title(plan), kBlue}};
    if (!rates.background.empty())
        legend.push_back({"background, scaled to the region", kOrange, Plot::Mark::kCross});
    if (!rates.limits.empty())
        legend.push_back({"no counts: limit at 95 %", kBlue, Plot::Mark::kLimit});
    if (!rates.background_limits.empty())
        legend.push_back({"no background counts: limit at 95 %", kOrange, Plot::Mark::kLimit});
    plot.draw_legend(legend);
}

}  // namespace

Product plan_spectrum_picture(const std::shared_ptr<const SkyPlan>& plan) {
    return picture_product(plan, "spectrum.png", kSize, draw);
}

}  // namespace heafs
