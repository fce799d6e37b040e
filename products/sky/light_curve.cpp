#include "products/sky/light_curve.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "products/plan/fits_rows.h"
#include "products/sky/background.h"
#include "products/sky/gehrels_limits.h"
#include "products/sky/product_parts.h"
#include "products/sky/sky_products.h"
#include "products/sky/source_light.h"

namespace heafs {
namespace {

constexpr int64_t kRowBytes = 9 * 8 + 2 * 4;
constexpr size_t kBytesAtOnce = 1 << 16;

TimeBins bins_from_start(const SkyPlan& plan, const ProductTime& time) {
    return TimeBins(time.start, plan.bin_seconds);
}

// What one bin holds. Sums over sources: where two lists reach into a bin they differ in off-axis
// angle and in the areas of their regions.
struct BinContent {
    int32_t counts = 0;
    int32_t background = 0;
    double background_in_region = 0;  // sum of alpha_k C_k
    double background_variance = 0;   // sum of alpha_k^2 C_k
    double exposure = 0;              // s
    double alpha_exposure = 0;        // sum of alpha_k T_k
    double area_exposure = 0;         // sum of (area fraction)_k T_k

    double alpha() const {
        return background > 0 ? background_in_region / background : alpha_exposure / exposure;
    }
};

// Area of the region over that of the background region; 0: no background is known.
double alpha_of(const SkySource& source) {
    return source.background_extent > 0 ? source.region_extent / source.background_extent : 0;
}

// What is added to a time stamp to come to the middle of what it stands for: TIMEPIXR tells where
// the stamp lies in TIMEDEL (OGIP/93-003).
double middle_of_stamp(const EventSegment& segment) {
    const double shift = (0.5 - segment.header().real("TIMEPIXR").value_or(0.5)) *
                         segment.header().real("TIMEDEL").value_or(0);
    return std::isfinite(shift) ? shift : 0;
}

class LightCurve {
   public:
    LightCurve(const SkyPlan& plan, const ProductTime& time)
        : plan_(plan),
          time_(time),
          bins_(bins_from_start(plan, time)),
          exposed_(bins_, time.gti),
          contents_(static_cast<size_t>(exposed_.rows())) {
        for (const SkySource* source : time.counted) {
            add_exposure(*source);
            const double alpha = alpha_of(*source);
            add_events(*source, plan.events_in(*source, *plan.region, false),
                       [](BinContent& bin) { ++bin.counts; });
            if (alpha > 0)
                add_events(*source, plan.background_events(*source, false),
                           [alpha](BinContent& bin) {
                               ++bin.background;
                               bin.background_in_region += alpha;
                               bin.background_variance += alpha * alpha;
                           });
        }
    }

    void append_to(DataSink& sink) const {
        GehrelsLimits limits;
        FitsRows rows;
        rows.reserve(kBytesAtOnce + kRowBytes);
        for (const ExposedBins::Run& run : exposed_.runs())
            for (int64_t i = 0; i < run.bins; ++i) {
                add_row(rows, run.first_bin + i, contents_[static_cast<size_t>(run.first_row + i)],
                        limits);
                if (rows.bytes().size() < kBytesAtOnce) continue;
                sink.append(rows.bytes());
                rows.clear();
            }
        sink.append(rows.bytes());
    }

   private:
    BinContent& content(int64_t bin) {
        return contents_[static_cast<size_t>(exposed_.row_of(bin))];
    }

    void add_exposure(const SkySource& source) {
        const double offset = time_offset(time_, source);
        const double live = dead_time_factor(*source.segment);
        const double alpha = alpha_of(source), area = area_fraction(plan_, source);
        for (const TimeInterval& own : source.gti.intervals()) {
            const TimeInterval interval{own.start + offset, own.stop + offset};
            if (!(interval.start < interval.stop)) continue;
            const auto [first, last] = bins_of(bins_, interval);
            for (int64_t bin = first; bin <= last; ++bin) {
                const auto start = std::max<long double>(interval.start, bins_.edge(bin));
                const auto stop = std::min<long double>(interval.stop, bins_.edge(bin + 1));
                const double seconds = static_cast<double>(stop - start) * live;
                BinContent& there = content(bin);
                there.exposure += seconds;
                there.alpha_exposure += alpha * seconds;
                there.area_exposure += area * seconds;
            }
        }
    }

    // An event belongs to the bin of the middle of its time stamp, within its own good time.
    template <typename Add>
    void add_events(const SkySource& source, const std::vector<int32_t>& events, const Add& add) {
        const double offset = time_offset(time_, source);
        const double shift = middle_of_stamp(*source.segment);
        const std::vector<TimeInterval>& good = source.gti.intervals();
        for (const int32_t i : events) {
            const double stamp = source.segment->time(i);
            const auto after =
                std::upper_bound(good.begin(), good.end(), stamp,
                                 [](double t, const TimeInterval& g) { return t < g.start; });
            const TimeInterval& interval = after == good.begin() ? *after : *std::prev(after);
            const double start = interval.start + offset;
            const double last = std::nextafter(interval.stop + offset, start);
            add(content(bins_.bin_of(std::clamp(stamp + shift + offset, start, last))));
        }
    }

    void add_row(FitsRows& rows, int64_t bin, const BinContent& content,
                 GehrelsLimits& limits) const {
        const double area = content.area_exposure / content.exposure;
        const double effective = content.exposure * area;
        const CountInterval source = limits.of(content.counts);
        const CountInterval background = limits.of(content.background);
        const auto error = [&](double of_counts, double of_background) {
            return std::hypot(of_counts, content.alpha() * of_background) / effective;
        };
        rows.add(bins_.centre(bin));
        rows.add((content.counts - content.background_in_region) / effective);
        rows.add(std::sqrt(content.counts + content.background_variance) / effective);
        rows.add(content.exposure / bins_.width());
        rows.add(content.counts);
        rows.add(content.background);
        rows.add(content.alpha());
        rows.add(content.exposure);
        rows.add(area);
        rows.add(error(content.counts - source.low, background.high - content.background));
        rows.add(error(source.high - content.counts, content.background - background.low));
    }

    const SkyPlan& plan_;
    const ProductTime& time_;
    TimeBins bins_;
    ExposedBins exposed_;
    std::vector<BinContent> contents_;
};

std::vector<FitsColumn> columns() {
    return {{"TIME", "D", "s", "middle of the bin"},
            {"RATE", "D", "count/s", "net, of a point source on the axis"},
            {"ERROR", "D", "count/s", "of RATE, propagated from square roots"},
            {"FRACEXP", "D", "", "EXPOSURE / TIMEDEL"},
            {"COUNTS", "J", "count", "in the source region"},
            {"BACK_COUNTS", "J", "count", "in the background region"},
            {"BACK_SCALE", "D", "", "area of source / background region"},
            {"EXPOSURE", "D", "s", "live time"},
            {"AREA_FRAC", "D", "", "vignetting x part of the PSF in the region"},
            {"ERROR_LO", "D", "count/s", "below RATE, by Gehrels (1986)"},
            {"ERROR_HI", "D", "count/s", "above RATE, by Gehrels (1986)"}};
}

void add_comments(HeaderText& header) {
    for (const char* line :
         {"RATE = (COUNTS - BACK_SCALE BACK_COUNTS) / (EXPOSURE AREA_FRAC)",
          "RATE is divided by FRACEXP already (as EXPOSURE = FRACEXP TIMEDEL):",
          "do not divide by FRACEXP again, as some readers do.",
          "Bins without exposure are left out.",
          "ERROR_LO, ERROR_HI: one sigma by Gehrels 1986, ApJ 303, 336, of COUNTS",
          "and BACK_COUNTS, propagated; the ones to use where counts are few."})
        header.add_commentary("COMMENT", line);
}

PlannedHdu rate_hdu(const std::shared_ptr<const SkyPlan>& plan, const ProductTime& time) {
    const TimeBins bins = bins_from_start(*plan, time);
    const int64_t rows = ExposedBins(bins, time.gti).rows();
    const bool has_background = !sources_with_background(*plan).empty();
    PlannedHdu hdu;
    HeaderText& header = hdu.header;
    header = table_header("RATE", columns(), kRowBytes, rows);
    header.add("HDUCLASS", "OGIP", "format conforms to OGIP standards");
    header.add("HDUCLAS1", "LIGHTCURVE", "OGIP/93-003");
    header.add("HDUCLAS2", has_background ? "NET" : "TOTAL", "what RATE is of");
    header.add("HDUCLAS3", "RATE", "count/s");
    header.add("HDUVERS", "1.1.0", "version of the format");
    header.add("TIMEDEL", bins.width(), "[s] width of a bin");
    header.add("TIMEPIXR", 0.5, "TIME is the middle of the bin");
    header.add("BACKAPP", has_background, "background is subtracted from RATE");
    header.add("DEADAPP", true, "dead time is taken out of EXPOSURE");
    header.add("VIGNAPP", true, "vignetting is in AREA_FRAC");
    add_band_cards(header, *plan);
    add_common_cards(header, *plan, time);
    add_comments(header);
    hdu.data_bytes = rows * kRowBytes;
    hdu.render = [plan, time](DataSink& sink) { LightCurve(*plan, time).append_to(sink); };
    return hdu;
}

}  // namespace

std::string why_no_light_curve(const SkyPlan& plan) {
    const ProductTime time = time_of(plan, plan.exposed());
    const int64_t bins = ExposedBins(bins_from_start(plan, time), time.gti).rows();
    if (bins <= kMostBins) return "";
    return fmt::format(
        "a light curve in bins of {} s has {} of them with exposure here, more than "
        "{}: take a longer bin_ or a shorter time_",
        plan.bin_seconds.text(), bins, kMostBins);
}

Product plan_light_curve(const std::shared_ptr<const SkyPlan>& plan) {
    const ProductTime time = time_of(*plan, plan->exposed());
    return fits_sky_product(plan, "lightcurve.fits",
                            {{empty_primary_header(), 0, {}},
                             rate_hdu(plan, time),
                             gti_hdu(*plan, time),
                             region_hdu(*plan),
                             provenance_hdu(*plan)});
}

}  // namespace heafs
