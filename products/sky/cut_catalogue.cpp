#include "products/sky/cut_catalogue.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/base/error.h"
#include "config/tables/table_settings.h"
#include "core/base/sha256.h"
#include "core/tables/table_query.h"

namespace heafs {

CutCatalogue find_cut_catalogue(const Instrument& instrument, ArchiveTables* tables) {
    const std::string& name = instrument.background.cut_table;
    CutCatalogue catalogue{name, nullptr};
    if (name.empty()) return catalogue;
    catalogue.why_not = fmt::format("the archive has no table {}", name);
    if (tables == nullptr) return catalogue;
    const std::shared_ptr<const ArchiveTableSet> set = tables->current();
    auto found = set->find(name);
    if (found == set->end())
        found = std::find_if(set->begin(), set->end(), [&](const auto& table) {
            return table_key(table.first) == table_key(name);
        });
    if (found == set->end()) return catalogue;
    catalogue.table = found->first;
    std::shared_ptr<const TableSegment> rows = found->second.segment;
    if (rows->position_columns()) {
        catalogue.rows = std::move(rows);
        catalogue.why_not.clear();
    } else {
        catalogue.why_not = fmt::format("the table {} has no positions", catalogue.table);
    }
    return catalogue;
}

int64_t state_with_catalogue(int64_t index_state, const CutCatalogue& catalogue) {
    if (catalogue.table.empty()) return index_state;
    const std::string both =
        fmt::format("{} {} {}", index_state, catalogue.content_hash(), catalogue.why_not);
    return static_cast<int64_t>(std::stoull(sha256_hex(both).substr(0, 15), nullptr, 16));
}

std::vector<SkyCircle> circles_to_cut(const TableSegment& rows, const SkyRegion& source,
                                      const SkyRegion& annulus, Angle radius) {
    const Angle reach{std::min(annulus.outer().degrees + radius.degrees, 180.0)};
    const RowSelection near = select_rows(rows, {Cone{annulus.place(), reach}, {}});
    const TableSegment::PositionColumns& columns = *rows.position_columns();
    std::vector<SkyCircle> circles;
    for (const uint32_t row : near.rows) {
        const SkyPoint place{Angle{rows.number(row, columns.ra)},
                             Angle{rows.number(row, columns.dec)}};
        const Direction there = direction_of(place.ra, place.dec);
        const Angle away = separation(there, annulus.centre());
        const double inner = annulus.inner().value_or(Angle{0}).degrees;
        if (away <= source.outer() || away.degrees + radius.degrees <= inner ||
            away.degrees - radius.degrees >= annulus.outer().degrees)
            continue;
        const bool known = std::any_of(circles.begin(), circles.end(), [&](const SkyCircle& one) {
            return one.centre.ra == place.ra && one.centre.dec == place.dec;
        });
        if (known) continue;
        if (circles.size() == kMostHoles)
            throw Error(Fault::kUsage, fmt::format("more than {} sources of the table {} lie in it",
                                                   kMostHoles, rows.schema().name));
        circles.push_back({place, radius});
    }
    return circles;
}

}  // namespace heafs
