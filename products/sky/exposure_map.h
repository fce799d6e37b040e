// How long each pixel of a folder's grid was seen: good time x dead time correction x what of the
// pixel fell on live detector, and the same x vignetting. Not for several threads at once.
#pragma once

#include <vector>

#include "core/sky/direction.h"
#include "products/sky/sky_plan.h"

namespace heafs {

// Middle of the band's actual edges: the energy of its vignetting.
Energy middle_energy(const SkyPlan& plan);

class ExposureMapper {
   public:
    // `plan` has a grid and outlives the mapper. `block` by `block` pixels are one, as those of
    // CountImage are, by the exposure in its middle.
    explicit ExposureMapper(const SkyPlan& plan, int64_t block = 1);

    // Adds `factor` x seconds of one source to each pixel: without vignetting to `plain`, with it
    // to `vignetted`, where they are given (width x width).
    void add(const SkySource& source, double factor, std::vector<float>* plain,
             std::vector<float>* vignetted);

   private:
    const std::vector<SkyProjection::Seen>& row(int64_t number);

    const SkyPlan& plan_;
    SkyProjection plane_;
    int64_t block_;
    int64_t width_;
    bool keeps_rows_;
    std::vector<std::vector<SkyProjection::Seen>> rows_;  // all of them, or the last
};

// Over all sources: seconds, and seconds x vignetting.
struct ExposureMaps {
    std::vector<float> plain;
    std::vector<float> vignetted;
};
ExposureMaps exposure_maps(const SkyPlan& plan);

}  // namespace heafs
