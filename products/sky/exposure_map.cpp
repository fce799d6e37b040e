#include "products/sky/exposure_map.h"

#include "products/sky/detector_mask.h"
#include "products/sky/field_model.h"
#include "products/sky/source_light.h"

namespace heafs {
namespace {

constexpr int64_t kMostKeptPixels = int64_t{1} << 20;  // 32 bytes each

size_t pixels_of(const SkyPlan& plan) {
    return static_cast<size_t>(plan.image->size * plan.image->size);
}

}  // namespace

Energy middle_energy(const SkyPlan& plan) {
    return Energy{(plan.channels.low_kev.to_double() + plan.channels.high_kev.to_double()) / 2};
}

ExposureMapper::ExposureMapper(const SkyPlan& plan, int64_t block)
    : plan_(plan),
      plane_(plan.image->projection, plan.centre),
      block_(block),
      width_((plan.image->size + block - 1) / block),
      keeps_rows_(width_ * width_ <= kMostKeptPixels),
      rows_(static_cast<size_t>(keeps_rows_ ? width_ : 1)) {}

const std::vector<SkyProjection::Seen>& ExposureMapper::row(int64_t number) {
    auto& row = rows_[static_cast<size_t>(keeps_rows_ ? number : 0)];
    if (keeps_rows_ && !row.empty()) return row;
    const ImageGrid& grid = *plan_.image;
    // Of the middle of a block, in pixels from the image's.
    const auto from_middle = [&](int64_t place) {
        return static_cast<double>(2 * place * block_ + block_ - grid.size) / 2;
    };
    row.clear();
    for (int64_t column = 0; column < width_; ++column)
        row.push_back(plane_.deproject(-from_middle(column) * grid.pixel_deg,
                                       from_middle(number) * grid.pixel_deg));
    return row;
}

void ExposureMapper::add(const SkySource& source, double factor, std::vector<float>* plain,
                         std::vector<float>* vignetted) {
    const Instrument& instrument = *plan_.instrument;
    const double seconds = factor * source.gti.total_seconds() * dead_time_factor(*source.segment);
    const FieldOfView field = field_of(*source.segment, instrument);
    const double edge_chord2 = chord2_of(field.radius);
    const auto mask = detector_mask(source);
    const auto mean = mask ? std::make_unique<MeanMask>(*mask) : nullptr;
    const Angle pixel{plan_.image->pixel_deg * static_cast<double>(block_)};
    const Energy energy = middle_energy(plan_);
    const Vignetting fall = vignetting_of(*source.segment, instrument, energy);
    for (int64_t number = 0; number < width_; ++number) {
        auto at = static_cast<size_t>(number * width_);
        for (const SkyProjection::Seen& seen : row(number)) {
            const size_t here = at++;
            if (!seen.visible || !(chord2(seen.direction, field.axis) <= edge_chord2)) continue;
            const double live = mean ? seconds * mean->live_part(seen.direction, pixel) : seconds;
            if (plain) (*plain)[here] += static_cast<float>(live);
            if (vignetted)
                (*vignetted)[here] += static_cast<float>(
                    live * vignetting_factor(fall, separation(seen.direction, field.axis), energy));
        }
    }
}

ExposureMaps exposure_maps(const SkyPlan& plan) {
    ExposureMaps maps{std::vector<float>(pixels_of(plan)), std::vector<float>(pixels_of(plan))};
    ExposureMapper mapper(plan);
    for (const SkySource& source : plan.sources)
        mapper.add(source, 1, &maps.plain, &maps.vignetted);
    return maps;
}

}  // namespace heafs
