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
        "state = CASE state WHEN 'gone' THEN 'receiving' ELSE state END",
        mission, name, unit_mode, now_ns, now_ns);
    Rows rows = database.query(
        "SELECT id, mission, name, revision, state, unit_mode, manifest_sha256, made_at, "
        "changed_at, coalesce(published_at, 0) FROM delivery WHERE mission = ? AND name = ?",
        mission, name);
    rows.next();
    return delivery_row(rows);
}

std::vector<DeliveryRow> load_deliveries(Database& database) {
    Rows rows = database.query(kDeliveryColumns);
    std::vector<DeliveryRow> deliveries;
    while (rows.next()) deliveries.push_back(delivery_row(rows));
    return deliveries;
}

void store_delivery(Database& database, const DeliveryRow& row) {
    database.run(
        "UPDATE delivery SET revision = ?, state = ?, manifest_sha256 = nullif(?,''), "
        "changed_at = ?, published_at = nullif(?,0) WHERE id = ?",
        row.revision, row.state, row.manifest_sha256, row.changed_ns, row.published_ns, row.id);
}

void store_staged(Database& database, const StagedRow& row) {
    database.run(
        "INSERT OR REPLACE INTO staged(delivery_id, path, serial, folder, size, mtime, uid, gid, "
        "mode, state, sha256, content, file_id) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,nullif(?,0))",
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
