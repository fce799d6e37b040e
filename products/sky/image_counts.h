// The events of an image's footprint, counted in its pixels.
#pragma once

#include <cstdint>
#include <vector>

#include "products/sky/sky_plan.h"

namespace heafs {

// `width` by `width` counts, row by row from the south, each row from the east.
struct CountImage {
    int64_t width = 0;
    std::vector<int32_t> counts;
};

// Of a plan with an image: pixel k of its grid covers [k - 0.5, k + 0.5); `block` by `block` of
// them are one of the result, those at the western and northern edge perhaps not whole.
CountImage count_image(const SkyPlan& plan, int64_t block = 1);

}  // namespace heafs
