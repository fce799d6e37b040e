// exposure.fits, rate.fits and background.fits: images of real numbers on the grid of image.fits.
#include <cmath>
#include <limits>
#include <map>
#include <mutex>

#include "products/sky/exposure_map.h"
#include "products/sky/image_counts.h"
#include "products/sky/image_parts.h"
#include "products/sky/sky_products.h"

namespace heafs {
namespace {

using Pixels = std::vector<float>;

// One image of a product.
struct FloatImage {
    std::string extname;  // "" for the primary one
    std::string unit;
    std::string hduclas2;
    std::string hduclas2_comment;
    std::vector<std::string> comments;
    bool vignetted = false;
};

HeaderText header_of(const SkyPlan& plan, const FloatImage& image, const ProductTime& time) {
    HeaderText header = float_image_header(plan.image->size, plan.image->size, image.extname);
    add_wcs_cards(header, plan, image.unit);
    header.add("HDUCLASS", "OGIP", "format conforms to OGIP standards");
    header.add("HDUCLAS1", "IMAGE", "an image");
    header.add("HDUCLAS2", image.hduclas2, image.hduclas2_comment);
    header.add("VIGNAPP", image.vignetted, "vignetting is taken into account");
    if (image.vignetted)
        header.add("VIGNENER", middle_energy(plan).kev, "[keV] energy of the vignetting");
    add_band_cards(header, plan);
    add_common_cards(header, plan, time);
    for (const std::string& line : image.comments) header.add_commentary("COMMENT", line);
    return header;
}

// Two images of one file are made together, when the first of them is asked for, and each is kept
// until it is written.
class PairInTheMaking {
   public:
    using Make = std::function<std::pair<Pixels, Pixels>()>;
    explicit PairInTheMaking(Make make) : make_(std::move(make)) {}

    Pixels first() {
        auto [one, other] = make_();
        const std::lock_guard lock(mutex_);
        waiting_.push_back(std::move(other));
        return std::move(one);
    }
    Pixels second() {
        {
            const std::lock_guard lock(mutex_);
            if (!waiting_.empty()) {
                Pixels other = std::move(waiting_.back());
                waiting_.pop_back();
                return other;
            }
        }
        return make_().second;
    }

   private:
    Make make_;
    std::mutex mutex_;  // guards waiting_
    std::vector<Pixels> waiting_;
};

PlannedHdu hdu_of(const std::shared_ptr<const SkyPlan>& plan, const FloatImage& image,
                  const ProductTime& time, std::function<Pixels()> make) {
    const int64_t size = plan->image->size;
    PlannedHdu hdu;
    hdu.header = header_of(*plan, image, time);
    hdu.data_bytes = size * size * static_cast<int64_t>(sizeof(float));
    hdu.render = [make = std::move(make), size](DataSink& sink) {
        append_pixels<float>(sink, make(), static_cast<size_t>(size));
    };
    return hdu;
}

Product pair_product(const std::shared_ptr<const SkyPlan>& plan, const std::string& name,
                     const FloatImage& one, const FloatImage& other, PairInTheMaking::Make make) {
    const ProductTime time = image_time(*plan);
    const auto pair = std::make_shared<PairInTheMaking>(std::move(make));
    return fits_sky_product(plan, name,
                            {hdu_of(plan, one, time, [pair] { return pair->first(); }),
                             hdu_of(plan, other, time, [pair] { return pair->second(); }),
                             gti_hdu(*plan, time), provenance_hdu(*plan)});
}

// NaN where nothing was seen.
std::pair<Pixels, Pixels> rates(const SkyPlan& plan) {
    const std::vector<int32_t> counts = count_image(plan).counts;
    Pixels rate = exposure_maps(plan).vignetted;
    Pixels error(rate.size());
    for (size_t i = 0; i < rate.size(); ++i) {
        const float seconds = rate[i];
        const auto count = static_cast<float>(counts[i]);
        const bool seen = seconds > 0;
        rate[i] = seen ? count / seconds : std::numeric_limits<float>::quiet_NaN();
        error[i] = seen ? std::sqrt(count) / seconds : std::numeric_limits<float>::quiet_NaN();
    }
    return {std::move(rate), std::move(error)};
}

// Counts per live second and square degree in the background regions of a source.
struct OffSourceRate {
    double counts = 0;
    double seconds_deg2 = 0;
};
OffSourceRate off_source_rate(const SkyPlan& plan, const SkySource& source) {
    if (!(source.background_extent > 0) || !(source.exposure.value > 0)) return {};
    const auto counts = static_cast<double>(plan.background_events(source, false).size());
    return {counts, source.exposure.value * source.background_extent};
}

Pixels expected_background(const SkyPlan& plan) {
    std::vector<OffSourceRate> rates;
    OffSourceRate all;
    for (const SkySource& source : plan.sources) {
        rates.push_back(off_source_rate(plan, source));
        all.counts += rates.back().counts;
        all.seconds_deg2 += rates.back().seconds_deg2;
    }
    const double pixel_deg2 = plan.image->pixel_deg * plan.image->pixel_deg;
    Pixels pixels(static_cast<size_t>(plan.image->size * plan.image->size));
    ExposureMapper mapper(plan);
    for (size_t i = 0; i < rates.size(); ++i) {
        const OffSourceRate& rate = rates[i].seconds_deg2 > 0 ? rates[i] : all;
        mapper.add(plan.sources[i], pixel_deg2 * rate.counts / rate.seconds_deg2, &pixels, nullptr);
    }
    return pixels;
}

}  // namespace

Product plan_exposure(const std::shared_ptr<const SkyPlan>& plan) {
    const std::string how = "good time x dead time correction x live part of the detector there";
    const FloatImage vignetted{"", "s", "EXPOSURE", "seconds x vignetting", {how}, true};
    const FloatImage plain{"NOVIGN", "s", "EXPOSURE", "seconds", {how}, false};
    return pair_product(plan, "exposure.fits", vignetted, plain, [plan] {
        ExposureMaps maps = exposure_maps(*plan);
        return std::pair(std::move(maps.vignetted), std::move(maps.plain));
    });
}

Product plan_rate(const std::shared_ptr<const SkyPlan>& plan) {
    const FloatImage rate{"",
                          "count/s",
                          "INTENSITY",
                          "source and background",
                          {"image.fits over the first image of exposure.fits; NaN where that is 0"},
                          true};
    const FloatImage error{
        "ERROR", "count/s", "ERROR", "of the rate", {"square root of counts over exposure"}, true};
    return pair_product(plan, "rate.fits", rate, error, [plan] { return rates(*plan); });
}

Product plan_background_image(const std::shared_ptr<const SkyPlan>& plan) {
    const ProductTime time = image_time(*plan);
    const FloatImage image{
        "",
        "count",
        "BKG",
        "expected background",
        {"sum over lists k of p^2 e_k C_k / (T_k A_k): p pixel, e_k exposure of the",
         "pixel without vignetting, C_k counts in the background regions, T_k live",
         "time, A_k their area. As BACKSCAL has it: flat over the field. A list",
         "without background region is taken to have the mean rate of the others."},
        false};
    return fits_sky_product(
        plan, "background.fits",
        {hdu_of(plan, image, time, [plan] { return expected_background(*plan); }),
         gti_hdu(*plan, time), provenance_hdu(*plan)});
}

}  // namespace heafs
