#include "products/sky/image_counts.h"
#include "products/sky/image_parts.h"
#include "products/sky/sky_products.h"

namespace heafs {
namespace {

PlannedHdu image_hdu(const std::shared_ptr<const SkyPlan>& plan, const ProductTime& time) {
    const int64_t size = plan->image->size;
    PlannedHdu hdu;
    hdu.header = image_header(size, size);
    add_wcs_cards(hdu.header, *plan, "count");
    hdu.header.add("HDUCLASS", "OGIP", "format conforms to OGIP standards");
    hdu.header.add("HDUCLAS1", "IMAGE", "an image");
    hdu.header.add("HDUCLAS2", "TOTAL", "counts of source and background");
    add_band_cards(hdu.header, *plan);
    hdu.header.add("SPREAD", plan->image->spread, "events spread over their native pixel");
    add_common_cards(hdu.header, *plan, time);
    hdu.data_bytes = size * size * static_cast<int64_t>(sizeof(int32_t));
    hdu.render = [plan](DataSink& sink) {
        append_pixels<int32_t>(sink, count_image(*plan).counts,
                               static_cast<size_t>(plan->image->size));
    };
    return hdu;
}

}  // namespace

Product plan_image(const std::shared_ptr<const SkyPlan>& plan) {
    const ProductTime time = image_time(*plan);
    return fits_sky_product(plan, "image.fits",
                            {image_hdu(plan, time), gti_hdu(*plan, time), provenance_hdu(*plan)});
}

}  // namespace heafs
