#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include "products/sky/image_counts.h"
#include "products/sky/product_parts.h"
#include "products/sky/sky_products.h"

namespace heafs {
namespace {

// Row by row, since a large image twice in memory would be too much.
void append_rows(const CountImage& image, DataSink& sink) {
    const auto width = static_cast<size_t>(image.width);
    std::vector<std::byte> row(width * sizeof(int32_t));
    for (size_t first = 0; first < image.counts.size(); first += width) {
        for (size_t i = 0; i < width; ++i)
            store_big_endian(row.data() + i * sizeof(int32_t), image.counts[first + i]);
        sink.append(row);
    }
}

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
    hdu.render = [plan](DataSink& sink) { append_rows(count_image(*plan), sink); };
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
