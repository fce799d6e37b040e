#include "core/catalog/retirement_store.h"

#include <fmt/format.h>

#include <utility>

#include "core/base/files.h"
#include "core/catalog/header_store.h"

namespace heafs {
namespace {

// obs/<mission> stays, however empty.
constexpr int64_t kFoldersThatStay = 2;

int64_t depth_of(const std::string& path) {
    int64_t depth = path.empty() ? 0 : 1;
    for (const char c : path) depth += c == '/' ? 1 : 0;
    return depth;
}

std::string delivery_name(Database& database, int64_t id) {
    Rows rows = database.query("SELECT name FROM delivery WHERE id = ?", id);
    return rows.next() ? rows.text(0) : std::to_string(id);
}

// The published file at the order's path, where it is the mission's; or the published files of the
// observation that no entry of the journal replaces or names.
std::vector<RetiredFile> files_to_retire(Database& database, int64_t publication,
                                         const RetirementOrder& order) {
    if (order.obs_id.empty() && order.final_path.empty()) return {};
    const std::string by = delivery_name(database, order.delivery_id);
    Rows rows = database.query(
        "SELECT file.id, dir.path || '/' || file.name, version FROM file JOIN dir ON dir.id = "
        "dir_id WHERE mission = ?1 AND obs_id = ?2 AND state = 'published' AND file.id NOT IN "
        "(SELECT old_file_id FROM journal WHERE publication = ?3 AND old_file_id IS NOT NULL) "
        "AND (?4 = '' OR (dir.path = ?5 AND file.name = ?6)) ORDER BY file.id",
        order.mission, order.obs_id, publication, order.final_path, parent_path(order.final_path),
        base_name(order.final_path));
    std::vector<RetiredFile> files;
    while (rows.next()) {
        RetiredFile file;
        file.file_id = rows.integer(0);
        file.final_path = rows.text(1);
        file.kept = fmt::format(".heafs-superseded/{}/{}/v{}/{}", order.mission, by,
                                rows.integer(2), file.final_path);
        if (order.kept.count(file.final_path) == 0) files.push_back(std::move(file));
    }
    return files;
}

void drop_observation(Database& database, int64_t publication, const std::string& mission,
                      const std::string& obs_id) {
    database.run(
        "DELETE FROM observation WHERE mission = ?1 AND obs_id = ?2 AND NOT EXISTS("
        "SELECT 1 FROM file WHERE mission = ?1 AND obs_id = ?2 AND state = 'published' AND id NOT "
        "IN (SELECT old_file_id FROM journal WHERE publication = ?3 AND old_file_id IS NOT NULL))",
        mission, obs_id, publication);
    note_observation_change(database, mission, obs_id);
}

bool shows_something(Database& database, const std::string& folder) {
    Rows rows = database.query(
        "SELECT 1 FROM dir WHERE path = ?1 AND (EXISTS(SELECT 1 FROM file WHERE dir_id = dir.id "
        "AND state = 'published') OR EXISTS(SELECT 1 FROM dir below WHERE below.parent = dir.id "
        "AND below.published))",
        folder);
    return rows.next();
}

void hide_if_empty(Database& database, std::string folder, int64_t now_ns) {
    for (; depth_of(folder) > kFoldersThatStay; folder = parent_path(folder)) {
        const bool stays = shows_something(database, folder);
        database.run("UPDATE dir SET mtime = ?, published = ? WHERE path = ?", now_ns,
                     stays ? 1 : 0, folder);
        if (stays) return;
    }
    database.run("UPDATE dir SET mtime = ? WHERE path = ?", now_ns, folder);
}

}  // namespace

void begin_retirements(Database& database, int64_t publication,
                       const std::vector<RetirementOrder>& orders) {
    for (const RetirementOrder& order : orders)
        for (const RetiredFile& file : files_to_retire(database, publication, order))
            database.run(
                "INSERT OR IGNORE INTO retirement(file_id, publication, delivery_id, kept, state, "
                "reason) VALUES(?, ?, ?, ?, ?, ?)",
                file.file_id, publication, order.delivery_id, file.kept, order.state, order.reason);
}

std::vector<RetiredFile> load_retirements(Database& database, int64_t publication) {
    Rows rows = database.query(
        "SELECT retirement.delivery_id, file_id, dir.path || '/' || file.name, disk_inode, sha256, "
        "size, kept, retirement.state, reason, mission, obs_id FROM retirement JOIN file ON "
        "file.id = file_id JOIN dir ON dir.id = dir_id WHERE publication = ? ORDER BY file_id",
        publication);
    std::vector<RetiredFile> files;
    while (rows.next())
        files.push_back({rows.integer(0), rows.integer(1), rows.text(2),
                         static_cast<uint64_t>(rows.integer(3)), rows.text(4), rows.integer(5),
                         rows.text(6), rows.text(7), rows.text(8), rows.text(9), rows.text(10)});
    return files;
}

void settle_retirements(Database& database, int64_t publication, int64_t now_ns) {
    std::set<std::pair<std::string, std::string>> observations;
    for (const RetiredFile& file : load_retirements(database, publication)) {
        database.run("UPDATE file SET state = ?, disk_path = ? WHERE id = ?", file.state, file.kept,
                     file.file_id);
        if (file.state == "withdrawn")
            database.run("DELETE FROM segment WHERE file_id = ?", file.file_id);
        if (!file.obs_id.empty()) observations.insert({file.mission, file.obs_id});
    }
    for (const auto& [mission, obs_id] : observations)
        drop_observation(database, publication, mission, obs_id);
    database.run(
        "UPDATE delivery SET state = 'withdrawn', changed_at = ?1 WHERE id IN (SELECT "
        "file.delivery_id FROM retirement JOIN file ON file.id = file_id WHERE publication = ?2 "
        "AND "
        "retirement.state = 'withdrawn') AND NOT EXISTS(SELECT 1 FROM file other WHERE "
        "other.delivery_id = delivery.id AND other.state <> 'withdrawn')",
        now_ns, publication);
    // The order is carried out once, also when a crash comes before its delivery hears of it.
    database.run(
        "UPDATE staged SET state = 'used' WHERE path = 'withdraw.txt' AND delivery_id IN (SELECT "
        "delivery_id FROM retirement WHERE publication = ? AND state = 'withdrawn')",
        publication);
    database.run("UPDATE retirement SET retired_at = ?, done = 1 WHERE publication = ?", now_ns,
                 publication);
}

void hide_empty_folders(Database& database, int64_t publication, int64_t now_ns) {
    std::set<std::string> folders;
    for (const RetiredFile& file : load_retirements(database, publication))
        folders.insert(parent_path(file.final_path));
    // The deepest first: what they leave empty is hidden with them.
    for (auto folder = folders.rbegin(); folder != folders.rend(); ++folder)
        hide_if_empty(database, *folder, now_ns);
}

void replay_retirement(Database& database, int64_t publication, const RetiredFile& file) {
    database.run(
        "INSERT OR REPLACE INTO retirement(file_id, publication, delivery_id, kept, state, reason) "
        "SELECT id, ?, ?, ?, ?, ? FROM file WHERE id = ?",
        publication, file.delivery_id, file.kept, file.state, file.reason, file.file_id);
}

}  // namespace heafs
