// What all pictures of a sky folder have in common: title, provenance, and the PNG file that they
// become.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "products/pictures/canvas.h"
#include "products/plan/product.h"
#include "products/sky/sky_plan.h"

namespace heafs {

struct PictureSize {
    int width = 0;
    int height = 0;
};

inline constexpr double kTitleHeight = 78;   // above the drawing
inline constexpr double kFooterHeight = 26;  // below it

// A picture of the folder, planned with its exact size; `draw` is called when it is rendered.
Product picture_product(const std::shared_ptr<const SkyPlan>& plan, const std::string& name,
                        PictureSize size, std::function<void(const SkyPlan&, Canvas&)> draw);

// Target and instrument in the first line, band, exposure and time in the second; at the foot the
// path and DATAVERS.
void draw_title(const SkyPlan& plan, Canvas& canvas);

// "0.3–10 keV"; "12.3 ks".
std::string band_title(const SkyPlan& plan);
std::string exposure_title(Seconds exposure);

}  // namespace heafs
