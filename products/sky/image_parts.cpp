#include "products/sky/image_parts.h"

#include <fmt/format.h>

namespace heafs {
namespace {

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

}  // namespace

void add_wcs_cards(HeaderText& header, const SkyPlan& plan, const std::string& unit) {
    const ImageGrid& grid = *plan.image;
    const double middle = static_cast<double>(grid.size + 1) / 2;
    const std::string_view code = projection_code(grid.projection);
    header.add("BUNIT", unit, "unit of the pixels");
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

ProductTime image_time(const SkyPlan& plan) {
    ProductTime time = time_of(plan, plan.exposed());
    for (const SkySource& source : plan.sources)
        if (!(source.exposure.value > 0)) time.counted.push_back(&source);
    return time;
}

}  // namespace heafs
