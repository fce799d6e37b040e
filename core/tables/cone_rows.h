// The rows of a segment in a cone, found by their HEALPix cells.
#pragma once

#include <cstdint>
#include <vector>

#include "core/sky/direction.h"
#include "core/tables/table_query.h"
#include "core/tables/table_segment.h"

namespace heafs {

// Exact on the border, which belongs to it, at the poles, for a radius of 0 and of 180 degrees.
class ConeTest {
   public:
    // Raises Fault::kUsage for a centre or a radius that cannot be.
    explicit ConeTest(const Cone& cone);

    bool contains(const Direction& place) const {
        const double distance2 = chord2(beyond_ ? opposite_ : centre_, place);
        return beyond_ ? distance2 >= bound_ : distance2 <= bound_;
    }
    const Direction& centre() const { return centre_; }
    Angle radius() const { return radius_; }

   private:
    Direction centre_;
    Direction opposite_;
    Angle radius_;
    bool beyond_ = false;  // more than a quarter of the sky: what is not near the point opposite
    double bound_ = 0;
};

// The direction of a row that has a position.
Direction direction_of_row(const TableSegment& table, int64_t row);

// Positions [first, end) of a segment; `inside`: all of them lie in the cone.
struct PositionStretch {
    int64_t first = 0;
    int64_t end = 0;
    bool inside = false;
};
// Those that cover the cone, ascending. Raises Fault::kUsage when the table has no position
// columns.
std::vector<PositionStretch> stretches_of_cone(const TableSegment& table, const ConeTest& cone);

}  // namespace heafs
