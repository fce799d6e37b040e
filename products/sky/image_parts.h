// What the images of a folder have in common: their grid in the header, their pixels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/fits/big_endian.h"
#include "products/sky/product_parts.h"

namespace heafs {

// BUNIT and the world coordinates of the plan's grid.
void add_wcs_cards(HeaderText& header, const SkyPlan& plan, const std::string& unit);

// That of the exposed lists; counted are those too of which only the corners hold something.
ProductTime image_time(const SkyPlan& plan);

// Row by row, since a large image twice in memory would be too much.
template <typename T>
void append_pixels(DataSink& sink, std::span<const T> pixels, size_t width) {
    std::vector<std::byte> row(width * sizeof(T));
    for (size_t first = 0; first < pixels.size(); first += width) {
        for (size_t i = 0; i < width; ++i)
            store_big_endian(row.data() + i * sizeof(T), pixels[first + i]);
        sink.append(row);
    }
}

}  // namespace heafs
