#include "core/tables/table_positions.h"

#include <algorithm>

#include "core/tables/table_segment.h"

namespace heafs {
namespace {

// The column that a virtual parameter refers to: "@ra".
std::optional<size_t> real_column(const TableSchema& schema, std::string_view parameter) {
    for (const auto& [key, value] : schema.virtual_parameters) {
        if (key != parameter || value.size() < 2 || value[0] != '@') continue;
        std::string name = value.substr(1);
        for (char& c : name)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        const auto column = schema.find_column(name);
        if (column && is_real(schema.columns[*column].type.cell)) return column;
    }
    return std::nullopt;
}

}  // namespace

std::optional<TableSegment::PositionColumns> position_columns_of(const TableSchema& schema) {
    const auto ra = real_column(schema, "right_ascension");
    const auto dec = real_column(schema, "declination");
    if (!ra || !dec) return std::nullopt;
    return TableSegment::PositionColumns{*ra, *dec};
}

std::optional<SkyPoint> table_point(double ra_deg, double dec_deg) {
    if (!(ra_deg >= 0 && ra_deg <= 360 && dec_deg >= -90 && dec_deg <= 90)) return std::nullopt;
    return SkyPoint{Angle{ra_deg == 360 ? 0 : ra_deg}, Angle{dec_deg}};
}

Direction exact_direction(SkyPoint point) {
    if (point.dec.degrees == 90) return {0, 0, 1};
    if (point.dec.degrees == -90) return {0, 0, -1};
    return direction_of(point.ra, point.dec);
}

}  // namespace heafs
