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

// The inclusive query wants radii below pi.
double radians_of(Angle radius) { return std::min(radius.degrees * kRadian, std::numbers::pi); }

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
        const int order = order_for(radius);
        const Base base(order, NEST);
        rangeset<int64> all, inner;
        base.query_disc_inclusive(pointing_of(centre), radians_of(radius), all,
                                  order + 2 > kHealpixOrder ? 1 : kInclusiveOversampling);
        const double inner_radius = radians_of(radius) - base.max_pixrad() * 1.0001;
        if (inner_radius > 0) base.query_disc(pointing_of(centre), inner_radius, inner);
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
        rangeset<int64> cells;
        base.query_disc_inclusive(pointing_of(centre), radians_of(radius), cells,
                                  kInclusiveOversampling);
        std::vector<int64_t> result;
        for (size_t i = 0; i < cells.nranges(); ++i)
            for (int64 cell = cells.ivbegin(i); cell < cells.ivend(i); ++cell)
                result.push_back(cell);
        return result;
    });
}

}  // namespace heafs
