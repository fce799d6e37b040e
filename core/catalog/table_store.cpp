#include "core/catalog/table_store.h"

namespace heafs {

void store_table_version(Database& database, const TableVersionRow& row) {
    database.run("DELETE FROM table_version WHERE name = ? AND version = ?", row.table,
                 row.version);
    database.run(
        "INSERT INTO table_version(name, mission, path, version, file_id) VALUES(?,?,?,?,?)",
        row.table, row.mission, row.path, row.version, row.newest_file_id);
    database.run(
        "DELETE FROM table_version WHERE name = ?1 AND id NOT IN "
        "(SELECT id FROM table_version WHERE name = ?1 ORDER BY id DESC LIMIT 2)",
        row.table);
}

void forget_table_versions(Database& database, const std::string& table, int64_t from) {
    database.run("DELETE FROM table_version WHERE name = ? AND version >= ?", table, from);
}

std::vector<TableVersionRow> known_table_versions(Database& database, const std::string& table) {
    Rows rows = database.query(
        "SELECT name, mission, path, version, file_id FROM table_version WHERE name = ? "
        "ORDER BY version DESC",
        table);
    std::vector<TableVersionRow> versions;
    while (rows.next())
        versions.push_back(
            {rows.text(0), rows.text(1), rows.text(2), rows.integer(3), rows.integer(4)});
    return versions;
}

std::vector<TableVersionRow> load_table_versions(Database& database) {
    Rows rows = database.query(
        "SELECT name, mission, path, version, file_id FROM table_version "
        "WHERE id IN (SELECT max(id) FROM table_version GROUP BY name) ORDER BY name");
    std::vector<TableVersionRow> versions;
    while (rows.next())
        versions.push_back(
            {rows.text(0), rows.text(1), rows.text(2), rows.integer(3), rows.integer(4)});
    return versions;
}

std::vector<std::string> known_table_paths(Database& database) {
    Rows rows = database.query("SELECT path FROM table_version");
    std::vector<std::string> paths;
    while (rows.next()) paths.push_back(rows.text(0));
    return paths;
}

int64_t tables_state(Database& database) {
    Rows rows = database.query("SELECT coalesce(max(id), 0) FROM table_version");
    return rows.next() ? rows.integer(0) : 0;
}

}  // namespace heafs
