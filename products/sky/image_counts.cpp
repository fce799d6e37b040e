#include "products/sky/image_counts.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace heafs {
namespace {

// SplitMix64's finaliser: 64 well mixed bits.
uint64_t mixed(uint64_t z) {
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

// In [-0.5, 0.5), but for a hair at the edges, so that a pixel's own events stay in it.
double half_unit(uint64_t bits) {
    return (static_cast<double>(bits >> 11) * 0x1p-53 - 0.5) * (1 - 1e-9);
}

// Where an event of a native pixel is drawn: a fixed hash of its source and row.
struct Spread {
    double x_deg = 0;
    double y_deg = 0;
};
Spread spread_of(uint64_t source, int32_t row, double native_deg) {
    const uint64_t first = mixed(source + 0x9e3779b97f4a7c15 * static_cast<uint64_t>(row));
    return {half_unit(first) * native_deg, half_unit(mixed(first)) * native_deg};
}

class Histogram {
   public:
    Histogram(const SkyPlan& plan, int64_t block)
        : grid_(*plan.image),
          block_(block),
          width_((grid_.size + block - 1) / block),
          plane_(grid_.projection, plan.centre),
          counts_(static_cast<size_t>(width_ * width_)) {}

    void add(const EventSegment& segment, const std::vector<int32_t>& events) {
        const uint64_t source = std::stoull(segment.source_sha256().substr(0, 16), nullptr, 16);
        const double middle = static_cast<double>(grid_.size + 1) / 2;
        for (const int32_t i : events) {
            const auto place =
                plane_.project(direction_of(Angle{segment.ra_deg(i)}, Angle{segment.dec_deg(i)}));
            if (!place.visible) continue;
            Spread moved;
            if (grid_.spread) moved = spread_of(source, segment.row(i), segment.native_pixel_deg());
            count(middle - (place.x_deg + moved.x_deg) / grid_.pixel_deg,
                  middle + (place.y_deg + moved.y_deg) / grid_.pixel_deg);
        }
    }

    std::vector<int32_t> take() { return std::move(counts_); }

   private:
    // The middle of the first pixel is at 1, 1.
    void count(double x, double y) {
        const double column = std::floor(x + 0.5), row = std::floor(y + 0.5);
        const auto size = static_cast<double>(grid_.size);
        if (!(column >= 1 && column <= size && row >= 1 && row <= size)) return;
        const int64_t across = (static_cast<int64_t>(column) - 1) / block_;
        const int64_t upwards = (static_cast<int64_t>(row) - 1) / block_;
        ++counts_[static_cast<size_t>(upwards * width_ + across)];
    }

    ImageGrid grid_;
    int64_t block_;
    int64_t width_;
    SkyProjection plane_;
    std::vector<int32_t> counts_;
};

}  // namespace

CountImage count_image(const SkyPlan& plan, int64_t block) {
    // A native pixel more, since events may be spread into the image from outside.
    double margin = 0;
    for (const SkySource& source : plan.sources)
        margin = std::max(margin, source.segment->native_pixel_deg());
    const SkyRegion footprint(plan.centre, Angle{plan.image->reach().degrees + margin});
    Histogram histogram(plan, block);
    for (const SkySource& source : plan.sources)
        histogram.add(*source.segment, plan.events_in(source, footprint, false));
    return {(plan.image->size + block - 1) / block, histogram.take()};
}

}  // namespace heafs
