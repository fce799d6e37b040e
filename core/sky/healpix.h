// HEALPix cells of order 29, nested: the one index of positions on the sky. The wall around
// HEALPix C++, whose PlanckError is no std::exception.
#pragma once

#include <cstdint>
#include <vector>

#include "config/base/units.h"
#include "core/sky/direction.h"

namespace heafs {

inline constexpr int kHealpixOrder = 29;

// The cell of a position. Raises Fault::kUsage for one that is none.
int64_t healpix_cell(SkyPoint point);

// Cells [first, last) of order 29; `inside`: every position in them lies in the cone.
struct CellRange {
    int64_t first = 0;
    int64_t last = 0;
    bool inside = false;
    bool operator==(const CellRange&) const = default;
};

// Ranges, ascending and disjoint, that cover the cone; about a hundred, whatever its radius.
std::vector<CellRange> cells_of_cone(const Direction& centre, Angle radius);

// The cells of a coarse order (below 29) that touch the cone, ascending.
std::vector<int64_t> coarse_cells_of_cone(const Direction& centre, Angle radius, int order);

}  // namespace heafs
