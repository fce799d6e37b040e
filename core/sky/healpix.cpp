#include "core/sky/healpix.h"

#include <fmt/format.h>
#include <healpix_base.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "config/base/error.h"

namespace heafs {
namespace {

constexpr double kRadian = std::numbers::pi / 180;
constexpr int kInclusiveOversampling = 4;
constexpr double kCellsAcross = 16;  // a cone's diameter

using Base = T_Healpix_Base<int64>;

template <typename Work>
auto translated(const Work& work) {
    try {
        return work();
    } catch (const PlanckError& error) {
        throw Error(Fault::kUsage, fmt::format("HEALPix: {}", error.what()));
    }
}

pointing pointing_of(const Direction& direction) {
    return pointing(vec3(direction.x, direction.y, direction.z));
}

// Cells of about an eighth of the radius.
int order_for(Angle radius) {
    const double cell_of_order_0 = 58.6;
    const double wanted = std::max(2 * radius.degrees / kCellsAcross, 1e-9);
    const int order = static_cast<int>(std::ceil(std::log2(cell_of_order_0 / wanted)));
    return std::clamp(order, 0, kHealpixOrder);
}

void append(std::vector<CellRange>& ranges, const rangeset<int64>& cells, int order, bool inside) {
    const int shift = 2 * (kHealpixOrder - order);
    for (size_t i = 0; i < cells.nranges(); ++i)
        ranges.push_back({static_cast<int64_t>(cells.ivbegin(i)) << shift,
                          static_cast<int64_t>(cells.ivend(i)) << shift, inside});
}

// At most pi.
double radians_of(Angle radius) { return std::min(radius.degrees * kRadian, std::numbers::pi); }

// By how many radians the queries may be wrong: they compare cosines, which know an angle r to
// their rounding over sin(r) and do not tell angles below 1e-8 from nothing.
double slack_of(Angle radius) {
    const double cosine_rounding = 1e-15, smallest_angle = 5e-8;
    const double sine = std::max(std::sin(radians_of(radius)), cosine_rounding);
    return std::min(cosine_rounding / sine, smallest_angle);
}

using Cells = rangeset<int64>;

Direction opposite(const Direction& v) { return {-v.x, -v.y, -v.z}; }

Cells without(const Base& base, const Cells& cells) {
    Cells whole;
    whole.append(0, base.Npix());
    return whole.op_andnot(cells);
}

Cells wholly_within(const Base& base, const Direction& centre, double radius);

// The cells of which the cone may hold a part, and perhaps a few more. Beyond a quarter of the sky
// HEALPix C++ (3.80.0) loses cells about the point opposite: there they are what is not wholly in
// the opposite cone.
Cells touching(const Base& base, const Direction& centre, double radius) {
    if (radius > std::numbers::pi / 2)
        return without(base, wholly_within(base, opposite(centre), std::numbers::pi - radius));
    Cells cells;
    base.query_disc_inclusive(pointing_of(centre), radius, cells,
                              base.Order() + 2 > kHealpixOrder ? 1 : kInclusiveOversampling);
    return cells;
}

// Only cells that lie in the cone as a whole, but for a few near its edge.
Cells wholly_within(const Base& base, const Direction& centre, double radius) {
    if (radius > std::numbers::pi / 2)
        return without(base, touching(base, opposite(centre), std::numbers::pi - radius));
    Cells cells;
    const double inner = radius - base.max_pixrad() * 1.0001;
    if (inner > 0) base.query_disc(pointing_of(centre), inner, cells);
    return cells;
}

}  // namespace

int64_t healpix_cell(SkyPoint point) {
    return translated([&] {
        static const Base base(kHealpixOrder, NEST);
        return static_cast<int64_t>(
            base.ang2pix(pointing((90 - point.dec.degrees) * kRadian, point.ra.degrees * kRadian)));
    });
}

std::vector<CellRange> cells_of_cone(const Direction& centre, Angle radius) {
    return translated([&] {
        const double slack = slack_of(radius), wide = radians_of(radius) + slack;
        const int order = order_for(Angle{wide / kRadian});
        const Base base(order, NEST);
        const Cells all = touching(base, centre, wide);
        const Cells inner = wholly_within(base, centre, radians_of(radius) - slack);
        std::vector<CellRange> ranges;
        append(ranges, inner, order, true);
        append(ranges, all.op_andnot(inner), order, false);
        std::sort(ranges.begin(), ranges.end(),
                  [](const CellRange& a, const CellRange& b) { return a.first < b.first; });
        return ranges;
    });
}

std::vector<int64_t> coarse_cells_of_cone(const Direction& centre, Angle radius, int order) {
    return translated([&] {
        const Base base(order, NEST);
        const Cells cells = touching(base, centre, radians_of(radius) + slack_of(radius));
        std::vector<int64_t> result;
        for (size_t i = 0; i < cells.nranges(); ++i)
            for (int64 cell = cells.ivbegin(i); cell < cells.ivend(i); ++cell)
                result.push_back(cell);
        return result;
    });
}

}  // namespace heafs
