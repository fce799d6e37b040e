#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include "products/sky/product_parts.h"
#include "products/sky/sky_products.h"

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
    explicit Histogram(const SkyPlan& plan)
        : grid_(*plan.image),
          plane_(grid_.projection, plan.centre),
          counts_(static_cast<size_t>(grid_.size * grid_.size)) {}

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

    // Row by row, since a large image twice in memory would be too much.
    void append_to(DataSink& sink) const {
        const auto width = static_cast<size_t>(grid_.size);
        std::vector<std::byte> row(width * sizeof(int32_t));
        for (size_t first = 0; first < counts_.size(); first += width) {
            for (size_t i = 0; i < width; ++i)
                store_big_endian(row.data() + i * sizeof(int32_t), counts_[first + i]);
            sink.append(row);
        }
    }

   private:
    // The middle of the first pixel is at 1, 1.
    void count(double x, double y) {
        const double column = std::floor(x + 0.5), row = std::floor(y + 0.5);
        const auto size = static_cast<double>(grid_.size);
        if (!(column >= 1 && column <= size && row >= 1 && row <= size)) return;
        ++counts_[static_cast<size_t>((row - 1) * size + (column - 1))];
    }

    ImageGrid grid_;
    SkyProjection plane_;
    std::vector<int32_t> counts_;
};

// Calabretta & Greisen 2002.
const char* projection_words(Projection projection) {
    switch (projection) {
        case Projection::kTan:
            return "gnomonic projection";
        case Projection::kStg:
            return "stereographic projection";
        case Projection::kZea:
            return "zenithal equal-area projection";
        case Projection::kCar:
            return "plate carree projection";
        case Projection::kAit:
            return "Hammer-Aitoff projection";
        case Projection::kSin:
            return "orthographic projection";
    }
    return "";
}

void add_wcs_cards(HeaderText& header, const SkyPlan& plan) {
    const ImageGrid& grid = *plan.image;
    const double middle = static_cast<double>(grid.size + 1) / 2;
    const std::string_view code = projection_code(grid.projection);
    header.add("BUNIT", "count", "unit of the pixels");
    header.add("CTYPE1", fmt::format("RA---{}", code), projection_words(grid.projection));
    header.add("CRPIX1", middle, "reference pixel: the centre");
    header.add("CRVAL1", plan.centre.ra.degrees, "[deg] asked right ascension");
    header.add("CDELT1", -grid.pixel_deg, "[deg] of a pixel, east to the left");
    header.add("CUNIT1", "deg", "unit of CRVAL1, CDELT1");
    header.add("CTYPE2", fmt::format("DEC--{}", code), projection_words(grid.projection));
    header.add("CRPIX2", middle, "reference pixel: the centre");
    header.add("CRVAL2", plan.centre.dec.degrees, "[deg] asked declination");
    header.add("CDELT2", grid.pixel_deg, "[deg] of a pixel, north up");
    header.add("CUNIT2", "deg", "unit of CRVAL2, CDELT2");
}

PlannedHdu image_hdu(const std::shared_ptr<const SkyPlan>& plan, const ProductTime& time) {
    const int64_t size = plan->image->size;
    PlannedHdu hdu;
    hdu.header = image_header(size, size);
    add_wcs_cards(hdu.header, *plan);
    hdu.header.add("HDUCLASS", "OGIP", "format conforms to OGIP standards");
    hdu.header.add("HDUCLAS1", "IMAGE", "an image");
    hdu.header.add("HDUCLAS2", "TOTAL", "counts of source and background");
    add_band_cards(hdu.header, *plan);
    hdu.header.add("SPREAD", plan->image->spread, "events spread over their native pixel");
    add_common_cards(hdu.header, *plan, time);
    hdu.data_bytes = size * size * static_cast<int64_t>(sizeof(int32_t));
    hdu.render = [plan](DataSink& sink) {
        // A native pixel more, since events may be spread into the image from outside.
        double margin = 0;
        for (const SkySource& source : plan->sources)
            margin = std::max(margin, source.segment->native_pixel_deg());
        const SkyRegion footprint(plan->centre, Angle{plan->image->reach().degrees + margin});
        Histogram histogram(*plan);
        for (const SkySource& source : plan->sources)
            histogram.add(*source.segment, plan->events_in(source, footprint, false));
        histogram.append_to(sink);
    };
    return hdu;
}

}  // namespace

Product plan_image(const std::shared_ptr<const SkyPlan>& plan) {
    ProductTime time = time_of(*plan, plan->exposed());
    // Its corners may hold events of lists that do not see the region.
    for (const SkySource& source : plan->sources)
        if (!(source.exposure.value > 0)) time.counted.push_back(&source);
    return fits_sky_product(plan, "image.fits",
                            {image_hdu(plan, time), gti_hdu(*plan, time), provenance_hdu(*plan)});
}

}  // namespace heafs
