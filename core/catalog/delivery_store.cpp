#include "core/catalog/delivery_store.h"

namespace heafs {
namespace {

constexpr const char* kDeliveryColumns =
    "SELECT id, mission, name, revision, state, unit_mode, manifest_sha256, made_at, changed_at, "
    "coalesce(published_at, 0) FROM delivery WHERE state <> 'gone' ORDER BY id";

DeliveryRow delivery_row(const Rows& rows) {
    return {rows.integer(0), rows.text(1),   rows.text(2), static_cast<int>(rows.integer(3)),
            rows.text(4),    rows.text(5),   rows.text(6), rows.integer(7),
            rows.integer(8), rows.integer(9)};
}

}  // namespace

DeliveryRow open_delivery(Database& database, const std::string& mission, const std::string& name,
                          const std::string& unit_mode, int64_t now_ns) {
    database.run(
        "INSERT INTO delivery(mission, name, state, unit_mode, made_at, changed_at) "
        "VALUES(?, ?, 'receiving', ?, ?, ?) ON CONFLICT(mission, name) DO UPDATE SET "
        "revision = revision + (state = 'gone'), "
        "published_at = CASE state WHEN 'gone' THEN NULL ELSE published_at END, "
        "changed_at = CASE state WHEN 'gone' THEN excluded.changed_at ELSE changed_at END, "
        "state = CASE state WHEN 'gone' THEN 'receiving' ELSE state END",
        mission, name, unit_mode, now_ns, now_ns);
    Rows rows = database.query(
        "SELECT id, mission, name, revision, state, unit_mode, manifest_sha256, made_at, "
        "changed_at, coalesce(published_at, 0) FROM delivery WHERE mission = ? AND name = ?",
        mission, name);
    rows.next();
    const DeliveryRow row = delivery_row(rows);
    // Made again after it went: nothing that was told of the old one holds.
    database.run(
        "INSERT INTO standing(delivery_id, told) VALUES(?, 'receiving') ON CONFLICT DO UPDATE SET "
        "told = CASE ended WHEN '' THEN told ELSE 'receiving' END, ended = '', reason = ''",
        row.id);
    return row;
}

std::vector<DeliveryRow> load_deliveries(Database& database) {
    Rows rows = database.query(kDeliveryColumns);
    std::vector<DeliveryRow> deliveries;
    while (rows.next()) deliveries.push_back(delivery_row(rows));
    return deliveries;
}

// A word that comes late brings back nothing that was removed or has expired meanwhile.
void store_delivery(Database& database, const DeliveryRow& row) {
    database.run(
        "UPDATE delivery SET revision = ?, state = ?, manifest_sha256 = nullif(?,''), "
        "changed_at = ?, published_at = nullif(?,0) WHERE id = ? AND state <> 'gone'",
        row.revision, row.state, row.manifest_sha256, row.changed_ns, row.published_ns, row.id);
}

void note_standing(Database& database, const DeliveryStanding& standing) {
    database.run(
        "UPDATE delivery SET state = CASE state WHEN 'withdrawn' THEN state ELSE ? END, "
        "changed_at = ? WHERE id = ? AND state <> 'gone'",
        standing.state, standing.changed_ns, standing.id);
    database.run(
        "INSERT INTO standing(delivery_id, told, files, bytes, errors) VALUES(?, '', ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET files = excluded.files, bytes = excluded.bytes, errors = "
        "excluded.errors",
        standing.id, standing.files, standing.bytes, standing.errors);
}

std::string last_told(Database& database, int64_t delivery_id) {
    Rows rows = database.query("SELECT told FROM standing WHERE delivery_id = ?", delivery_id);
    return rows.next() ? rows.text(0) : std::string();
}

void note_told(Database& database, int64_t delivery_id, const std::string& word) {
    database.run(
        "INSERT INTO standing(delivery_id, told) VALUES(?, ?) ON CONFLICT DO UPDATE SET told = "
        "excluded.told",
        delivery_id, word);
}

void end_delivery(Database& database, const DeliveryStanding& last, const std::string& ended,
                  const std::string& reason, int64_t now_ns) {
    note_standing(database, last);
    database.run("DELETE FROM staged WHERE delivery_id = ?", last.id);
    database.run("UPDATE delivery SET state = 'gone', changed_at = ? WHERE id = ?", now_ns,
                 last.id);
    database.run("UPDATE standing SET ended = ?, reason = ? WHERE delivery_id = ?", ended, reason,
                 last.id);
}

std::vector<DeliveryStanding> list_standings(Database& database, bool gone) {
    Rows rows = database.query(
        "SELECT id, mission, name, revision, CASE state WHEN 'gone' THEN coalesce(nullif(ended, "
        "''), 'removed') ELSE state END, coalesce(files, 0), coalesce(bytes, 0), coalesce(errors, "
        "0), made_at, changed_at, coalesce(published_at, 0), CASE state WHEN 'withdrawn' THEN "
        "coalesce((SELECT retirement.reason FROM retirement JOIN file ON file.id = "
        "retirement.file_id WHERE file.delivery_id = delivery.id AND retirement.state = "
        "'withdrawn' LIMIT 1), '') ELSE coalesce(reason, '') END FROM delivery LEFT JOIN standing "
        "ON standing.delivery_id = delivery.id WHERE state <> 'gone' OR ? ORDER BY mission, name",
        gone ? 1 : 0);
    std::vector<DeliveryStanding> all;
    while (rows.next())
        all.push_back({rows.integer(0), rows.text(1), rows.text(2),
                       static_cast<int>(rows.integer(3)), rows.text(4), rows.integer(5),
                       rows.integer(6), rows.integer(7), rows.integer(8), rows.integer(9),
                       rows.integer(10), rows.text(11)});
    return all;
}

void store_staged(Database& database, const StagedRow& row) {
    database.run(
        "INSERT OR REPLACE INTO staged(delivery_id, path, serial, folder, size, mtime, uid, gid, "
        "mode, state, sha256, content, file_id) SELECT ?1,?,?,?,?,?,?,?,?,?,?,?,nullif(?,0) "
        "WHERE NOT EXISTS (SELECT 1 FROM delivery WHERE id = ?1 AND state = 'gone')",
        row.delivery_id, row.path, row.serial, row.folder ? 1 : 0, row.size, row.mtime_ns, row.uid,
        row.gid, row.mode, row.state, row.sha256, row.content, row.file_id);
}

void remove_staged(Database& database, int64_t delivery_id, const std::string& path) {
    database.run("DELETE FROM staged WHERE delivery_id = ? AND path = ?", delivery_id, path);
}

void move_staged(Database& database, int64_t delivery_id, const std::string& from,
                 const std::string& to) {
    // Without a row at `from` the one at `to` may be its own already, stored by a late verdict.
    database.run(
        "DELETE FROM staged WHERE delivery_id = ?1 AND path = ?2 AND EXISTS("
        "SELECT 1 FROM staged WHERE delivery_id = ?1 AND path = ?3)",
        delivery_id, to, from);
    database.run("UPDATE staged SET path = ? WHERE delivery_id = ? AND path = ?", to, delivery_id,
                 from);
    // '0' is the character after '/': the range holds exactly what lies below the folder.
    database.run(
        "UPDATE staged SET path = ? || substr(path, ?) "
        "WHERE delivery_id = ? AND path >= ? AND path < ?",
        to, static_cast<int64_t>(from.size()) + 1, delivery_id, from + "/", from + "0");
}

void touch_staged(Database& database, const StagedRow& row) {
    database.run(
        "UPDATE staged SET mtime = ?, uid = ?, gid = ?, mode = ? WHERE delivery_id = ? AND path = "
        "?",
        row.mtime_ns, row.uid, row.gid, row.mode, row.delivery_id, row.path);
}

void use_up_commit(Database& database, int64_t delivery_id) {
    database.run(
        "UPDATE staged SET state = 'used' WHERE delivery_id = ? AND path = 'COMMIT' "
        "AND state = 'due'",
        delivery_id);
}

std::vector<StagedRow> load_staged(Database& database, int64_t delivery_id) {
    Rows rows = database.query(
        "SELECT path, serial, folder, size, mtime, uid, gid, mode, state, sha256, content, "
        "coalesce(file_id, 0) FROM staged WHERE delivery_id = ? ORDER BY path",
        delivery_id);
    std::vector<StagedRow> all;
    while (rows.next()) {
        StagedRow row;
        row.delivery_id = delivery_id;
        row.path = rows.text(0);
        row.serial = static_cast<uint64_t>(rows.integer(1));
        row.folder = rows.integer(2) != 0;
        row.size = rows.integer(3);
        row.mtime_ns = rows.integer(4);
        row.uid = static_cast<uint32_t>(rows.integer(5));
        row.gid = static_cast<uint32_t>(rows.integer(6));
        row.mode = static_cast<uint32_t>(rows.integer(7));
        row.state = rows.text(8);
        row.sha256 = rows.text(9);
        row.content = rows.text(10);
        row.file_id = rows.integer(11);
        all.push_back(std::move(row));
    }
    return all;
}

}  // namespace heafs
