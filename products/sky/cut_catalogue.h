// The catalogue whose sources are cut out of the background annuli of an instrument: the one that
// its mission file names, as the archive has it now.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "config/missions/instrument.h"
#include "core/events/event_query.h"
#include "core/tables/table_segment.h"
#include "products/tables/archive_tables.h"

namespace heafs {

struct CutCatalogue {
    std::string table;                         // below tables/; "": the mission file names none
    std::shared_ptr<const TableSegment> rows;  // with positions; null where there is none to use
    std::string why_not = {};                  // in words, where `rows` is null

    // SHA-256 of tables/<table>.tdat; "" without rows.
    std::string content_hash() const { return rows ? rows->content_hash() : std::string(); }
};

// That of an instrument. `tables` may be null, for an archive without any. Any thread may call it.
CutCatalogue find_cut_catalogue(const Instrument& instrument, ArchiveTables* tables);

// The state of the archive on which plans with this catalogue depend: another number than that of
// the event index where the catalogue is another.
int64_t state_with_catalogue(int64_t index_state, const CutCatalogue& catalogue);

// A circle around each row that reaches into the annulus, nearest first, each place once. Rows in
// the source region are the source itself: none about them. Raises Fault::kUsage when there are
// more than kMostHoles.
std::vector<SkyCircle> circles_to_cut(const TableSegment& rows, const SkyRegion& source,
                                      const SkyRegion& annulus, Angle radius);
inline constexpr size_t kMostHoles = 10'000;

}  // namespace heafs
