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
inline constexpr double kOneSigma = 0.683;   // what errors of points contain

// A picture of the folder, planned with its exact size; `draw` is called when it is rendered.
Product picture_product(const std::shared_ptr<const SkyPlan>& plan, const std::string& name,
                        PictureSize size, std::function<void(const SkyPlan&, Canvas&)> draw);

// Target and instrument in the first line, band, exposure and time in the second; at the foot the
// path and DATAVERS.
void draw_title(const SkyPlan& plan, Canvas& canvas);

// In which energies of a folder are told: that of the path, else one that suits the channels.
struct EnergyName {
    std::string name;  // "keV", "GeV" or "TeV"
    double kev = 1;    // of one
};
EnergyName energy_name(const SkyPlan& plan);

// What a point with errors is, in a legend: "source region, 68.3 % errors"; the field of view of
// an instrument that has no regions.
std::string source_title(const SkyPlan& plan);

// "0.3–10 keV"; "12.3 ks".
std::string band_title(const SkyPlan& plan);
std::string exposure_title(Seconds exposure);

}  // namespace heafs
