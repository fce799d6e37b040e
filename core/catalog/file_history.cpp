#include "core/catalog/file_history.h"

#include <algorithm>

#include "core/base/files.h"
#include "core/catalog/segment_store.h"

namespace heafs {
namespace {

#define HEAFS_FILE_VERSION_COLUMNS                                                         \
    "dir.path, file.name, file.version, CASE WHEN purged.done = 1 THEN 'purged' ELSE "     \
    "file.state END, file.size, file.inflated_size, file.sha256, file.class, file.level, " \
    "file.mission, file.obs_id, delivery.mission || '/' || delivery.name, file.mtime, "    \
    "coalesce(retirement.reason, '') "
#define HEAFS_FILE_VERSION_JOINS                                                              \
    "JOIN delivery ON delivery.id = file.delivery_id "                                        \
    "LEFT JOIN purged ON purged.file_id = file.id "                                           \
    "LEFT JOIN retirement ON retirement.file_id = file.id AND retirement.state = file.state " \
    "WHERE file.state <> 'staged' "

FileVersion version_of(const Rows& rows) {
    FileVersion file;
    file.path = join_path(rows.text(0), rows.text(1));
    file.version = rows.integer(2);
    file.state = rows.text(3);
    file.size = rows.integer(4);
    file.inflated_size = rows.integer(5);
    file.sha256 = rows.text(6);
    file.file_class = rows.text(7);
    file.level = rows.integer(8);
    file.mission = rows.text(9);
    file.obs_id = rows.text(10);
    file.delivery = rows.text(11);
    file.mtime_ns = rows.integer(12);
    file.reason = rows.text(13);
    return file;
}

}  // namespace

// Folders and, in them, names are walked by their indexes: nothing is sorted.
void each_file_version(Database& database, const std::function<void(const FileVersion&)>& take) {
    Rows rows =
        database.query("SELECT " HEAFS_FILE_VERSION_COLUMNS
                       "FROM dir CROSS JOIN file ON file.dir_id = dir.id " HEAFS_FILE_VERSION_JOINS
                       "ORDER BY dir.path, file.name, file.version");
    while (rows.next()) take(version_of(rows));
}

int64_t each_file_version_after(Database& database, int64_t after,
                                const std::function<void(const FileVersion&, bool settled)>& take) {
    int64_t known = after;
    {
        Rows rows = database.query(
            "SELECT coalesce((SELECT min(id) - 1 FROM file WHERE id > ? AND state = 'staged'), "
            "(SELECT max(id) FROM file), 0)",
            after);
        if (rows.next()) known = std::max(known, rows.integer(0));
    }
    Rows rows = database.query(
        "SELECT " HEAFS_FILE_VERSION_COLUMNS
        ", file.id "
        "FROM file JOIN dir ON dir.id = file.dir_id " HEAFS_FILE_VERSION_JOINS "AND file.id > ?",
        after);
    while (rows.next()) take(version_of(rows), rows.integer(14) <= known);
    return known;
}

int64_t longest_reason(Database& database) {
    Rows rows = database.query(
        "SELECT coalesce(max(length(CAST(reason AS BLOB))), 0) FROM retirement JOIN file ON "
        "file.id = retirement.file_id AND file.state = retirement.state");
    return rows.next() ? rows.integer(0) : 0;
}

int64_t file_history_state(Database& database) {
    Rows rows = database.query("SELECT coalesce(max(purge), 0) FROM purged WHERE done = 1");
    return rows.next() ? last_publication(database) << 20 ^ rows.integer(0) : 0;
}

}  // namespace heafs
