#include "core/catalog/segment_store.h"

#include <fmt/format.h>

#include <cstdlib>
#include <set>

#include "config/base/error.h"

namespace heafs {
namespace {

std::string coverage_text(const SegmentRow& row) {
    return fmt::format("{} {} {}", row.ra.degrees, row.dec.degrees, row.reach.degrees);
}

void read_coverage(const std::string& text, SegmentRow& row) {
    char* end = nullptr;
    row.ra.degrees = std::strtod(text.c_str(), &end);
    row.dec.degrees = std::strtod(end, &end);
    row.reach.degrees = std::strtod(end, &end);
}

const std::string kSelect =
    "SELECT instrument, segment.mission, segment.obs_id, file_id, segment.path, t0, t1, e0, "
    "e1, nevents, coverage, dir.path || '/' || file.name, file.sha256 "
    "FROM segment JOIN file ON file.id = file_id JOIN dir ON dir.id = file.dir_id ";
const std::string kOrder = " ORDER BY instrument, segment.obs_id, 12";

std::vector<SegmentRow> segments_of(Rows rows) {
    std::vector<SegmentRow> segments;
    std::set<std::string> paths;
    while (rows.next()) {
        // The same bytes under two names are one list: the first name stands for it.
        if (!paths.insert(rows.text(4)).second) continue;
        SegmentRow& row = segments.emplace_back();
        row.instrument = rows.text(0);
        row.mission = rows.text(1);
        row.obs_id = rows.text(2);
        row.file_id = rows.integer(3);
        row.path = rows.text(4);
        row.start_mjd = rows.real(5);
        row.stop_mjd = rows.real(6);
        row.first_channel = rows.integer(7);
        row.last_channel = rows.integer(8);
        row.events = rows.integer(9);
        read_coverage(rows.text(10), row);
        row.source_path = rows.text(11);
        row.source_sha256 = rows.text(12);
    }
    return segments;
}

}  // namespace

void store_segment(Database& database, const SegmentRow& row) {
    database.run("DELETE FROM segment WHERE instrument = ? AND file_id = ?", row.instrument,
                 row.file_id);
    database.run(
        "INSERT INTO segment(instrument, mission, obs_id, file_id, path, t0, t1, e0, e1, nevents, "
        "coverage) VALUES(?,?,?,?,?,?,?,?,?,?,?)",
        row.instrument, row.mission, row.obs_id, row.file_id, row.path, row.start_mjd, row.stop_mjd,
        row.first_channel, row.last_channel, row.events, coverage_text(row));
}

// The database keeps what it has prepared by the text: it must last.
std::vector<SegmentRow> load_segments(Database& database) {
    static const std::string sql = kSelect + "WHERE file.state = 'published'" + kOrder;
    return segments_of(database.query(sql.c_str()));
}

std::vector<SegmentRow> load_segments_as_of(Database& database, int64_t moment_ns) {
    static const std::string sql =
        kSelect +
        "WHERE file.state IN ('published', 'superseded') AND file.published_at <= ?1 AND "
        "file.id NOT IN (SELECT replaces FROM file WHERE replaces IS NOT NULL AND "
        "published_at <= ?1) AND "
        "file.id NOT IN (SELECT file_id FROM retirement WHERE retired_at <= ?1)" +
        kOrder;
    return segments_of(database.query(sql.c_str(), moment_ns));
}

int64_t index_state(Database& database) {
    Rows rows = database.query(
        "SELECT coalesce((SELECT max(id) FROM segment), 0), "
        "coalesce((SELECT max(purge) FROM purged), 0)");
    if (!rows.next()) return 0;
    return last_publication(database) << 40 ^ rows.integer(1) << 28 ^ rows.integer(0);
}

int64_t last_publication(Database& database) {
    Rows rows = database.query(
        "SELECT max(coalesce((SELECT max(publication) FROM journal WHERE done = 1), 0), "
        "coalesce((SELECT max(publication) FROM retirement WHERE done = 1), 0))");
    return rows.next() ? rows.integer(0) : 0;
}

}  // namespace heafs
