#include "core/tables/cone_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "config/base/error.h"
#include "core/sky/healpix.h"
#include "core/tables/table_positions.h"

namespace heafs {
namespace {

// Of the coordinates of two unit vectors: what lies on the border is not left out for it.
constexpr double kRounding = 4e-16;

// The first position from `from` on whose cell is not below `cell`. Steps double: it is near.
int64_t first_at_or_after(const TableSegment& table, int64_t from, int64_t cell) {
    const int64_t end = table.positions();
    int64_t step = 1, low = from;
    while (low + step < end && table.position_cell(low + step) < cell) {
        low += step;
        step *= 2;
    }
    int64_t count = std::min(step, end - low);
    while (count > 0) {
        const int64_t half = count / 2;
        if (table.position_cell(low + half) < cell) {
            low += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return low;
}

}  // namespace

ConeTest::ConeTest(const Cone& cone) : radius_(cone.radius) {
    const auto centre = table_point(cone.centre.ra.degrees, cone.centre.dec.degrees);
    if (!centre)
        throw Error(Fault::kUsage, fmt::format("a cone about {}, {}: right ascensions are 0 to 360 "
                                               "degrees, declinations -90 to 90",
                                               cone.centre.ra.degrees, cone.centre.dec.degrees));
    if (!(radius_.degrees >= 0 && radius_.degrees <= 180))
        throw Error(Fault::kUsage, fmt::format("a cone of {} degrees: radii are 0 to 180 degrees",
                                               radius_.degrees));
    centre_ = exact_direction(*centre);
    opposite_ = {-centre_.x, -centre_.y, -centre_.z};
    beyond_ = radius_.degrees > 90;
    const double chord = std::sqrt(chord2_of(beyond_ ? Angle{180 - radius_.degrees} : radius_));
    const double bound = beyond_ ? std::max(chord - kRounding, 0.0) : chord + kRounding;
    bound_ = bound * bound;
}

Direction direction_of_row(const TableSegment& table, int64_t row) {
    const auto& columns = *table.position_columns();
    const auto point = table_point(table.number(row, columns.ra), table.number(row, columns.dec));
    if (!point)
        throw Error(Fault::kMalformed,
                    fmt::format("table {}: row {} has no position, though POSITIONS says so",
                                table.schema().name, row + 1));
    return exact_direction(*point);
}

std::vector<PositionStretch> stretches_of_cone(const TableSegment& table, const ConeTest& cone) {
    if (!table.position_columns())
        throw Error(Fault::kUsage,
                    fmt::format("the table {} has no positions", table.schema().name));
    std::vector<PositionStretch> stretches;
    int64_t at = 0;
    for (const CellRange& range : cells_of_cone(cone.centre(), cone.radius())) {
        const int64_t first = first_at_or_after(table, at, range.first);
        if (first == table.positions()) break;
        at = first_at_or_after(table, first, range.last);
        if (at > first) stretches.push_back({first, at, range.inside});
    }
    return stretches;
}

}  // namespace heafs
