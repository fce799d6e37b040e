#include "products/tables/asked_rows.h"

#include <algorithm>

namespace heafs {
namespace {

// Columns of radii are in arcmin, as default_search_radius is, unless their unit says otherwise.
double arcmin_of_unit(const std::string& unit) {
    if (unit == "degree" || unit == "deg") return 60;
    if (unit == "arcsec") return 1.0 / 60;
    return 1;
}

}  // namespace

RowSelection select_asked_rows(const TableSegment& table, const TableRequest& request) {
    const auto* own = request.cone && request.cone->radius
                          ? std::get_if<AskedRowRadius>(&*request.cone->radius)
                          : nullptr;
    if (own == nullptr) return select_rows(table, request.query());
    const double unit = arcmin_of_unit(table.schema().columns[own->column].unit);
    const double widest = table.ranges()[own->column].most.value_or(-1) * unit;
    RowSelection selected;
    selected.of_cone = true;
    if (widest < 0) return selected;
    const RowSelection near = select_rows(table, request.query(std::min(widest, 10'800.0)));
    for (size_t i = 0; i < near.rows.size(); ++i) {
        // A null is NaN here and no radius.
        if (!(near.offsets_arcmin[i] <= table.number(near.rows[i], own->column) * unit)) continue;
        selected.rows.push_back(near.rows[i]);
        selected.offsets_arcmin.push_back(near.offsets_arcmin[i]);
    }
    return selected;
}

std::optional<TableRequest> cone_request(const TableSchema& schema, const Decimal& ra,
                                         const Decimal& dec,
                                         const std::optional<Decimal>& radius_arcmin) {
    if (!position_columns_of(schema)) return std::nullopt;
    TableRequest request;
    request.table = schema.name;
    request.cone = AskedCone{ra, dec, std::nullopt};
    if (radius_arcmin)
        request.cone->radius = *radius_arcmin;
    else
        request.cone->radius = default_search_radius(schema);
    if (!request.cone->radius) return std::nullopt;
    return request;
}

}  // namespace heafs
