#include "products/tables/table_standing.h"

#include <cmath>

#include "config/base/error.h"
#include "core/base/clock.h"
#include "core/catalog/table_store.h"
#include "core/tables/table_segment.h"

namespace heafs {
namespace {

constexpr double kDayNanoseconds = 86400e9;

int64_t count_of(Database& catalogue) {
    Rows rows = catalogue.query(
        "SELECT count(*) FROM file JOIN dir ON dir.id = dir_id "
        "WHERE state = 'published' AND class = 'tables'");
    return rows.next() ? rows.integer(0) : 0;
}

}  // namespace

const TableStandings::Version& TableStandings::version_of(const std::string& table,
                                                          const std::string& path) {
    Version& known = known_[table];
    if (known.path == path) return known;
    known = {path, table, 0, std::nullopt};
    try {
        const auto segment = TableSegment::open(archive_.path() / path);
        known = {path, segment->schema().name, segment->size(), segment->modified()};
    } catch (const Error&) {
        known.path.clear();  // it may be there the next time
    }
    return known;
}

TableStanding TableStandings::of(Database& catalogue, int64_t now_ns) {
    const std::lock_guard lock(mutex_);
    TableStanding standing;
    standing.versions = count_of(catalogue);
    for (const TableVersionRow& row : load_table_versions(catalogue)) {
        const Version& version = version_of(row.table, row.path);
        ++standing.delivered;
        standing.rows += version.rows;
        const TableSettings* settings = archive_.find_table_settings(row.table);
        if (settings == nullptr || !settings->schedule_days || !version.modified) continue;
        const int64_t due_ns = nanoseconds_of(*version.modified) +
                               std::llround(*settings->schedule_days * kDayNanoseconds);
        if (due_ns < now_ns) standing.stale.push_back({version.name, utc_text(due_ns)});
    }
    for (const auto& [name, mission] : archive_.missions())
        if (mission.table && mission.table->origin != TableSource::kDelivered)
            ++standing.from_headers;
    return standing;
}

}  // namespace heafs
