#include "core/catalog/journal.h"

#include <set>

#include "core/base/files.h"
#include "core/catalog/delivery_store.h"
#include "core/catalog/header_store.h"
#include "core/catalog/observation_json.h"

namespace heafs {
namespace {

int next_version(Database& database, int64_t folder, const std::string& name) {
    Rows rows = database.query(
        "SELECT coalesce(max(version), 0) FROM file WHERE dir_id = ? AND name = ?", folder, name);
    return rows.next() ? static_cast<int>(rows.integer(0)) + 1 : 1;
}

int64_t next_publication(Database& database) {
    Rows rows = database.query(
        "SELECT max(coalesce((SELECT max(publication) FROM journal), 0), "
        "coalesce((SELECT max(publication) FROM retirement), 0)) + 1");
    return rows.next() ? rows.integer(0) : 1;
}

// With the id of the entry, or a new one when it has none yet.
void insert_file(Database& database, int64_t folder, JournalEntry& entry) {
    std::optional<int64_t> id, replaced;
    if (entry.file_id != 0) id = entry.file_id;
    if (entry.replaces) replaced = entry.replaces->file_id;
    database.run(
        "INSERT INTO file(id, dir_id, name, version, sha256, size, inflated_size, mtime, uid, gid, "
        "mode, class, level, mission, obs_id, delivery_id, state, replaces, disk_path, disk_inode) "
        "VALUES(?,?,?,?,?,?,?,?,?,?,292,?,?,?,?,?,'staged',(SELECT id FROM file WHERE id = ?),?,?)",
        id, folder, base_name(entry.final_path), entry.version, entry.sha256, entry.size,
        entry.inflated_size, entry.mtime_ns, entry.uid, entry.gid, entry.file_class, entry.level,
        entry.mission, entry.obs_id, entry.delivery_id, replaced, entry.final_path, entry.inode);
    entry.file_id = database.last_row_id();
}

void insert_new_file(Database& database, JournalEntry& entry) {
    const int64_t folder = ensure_folder(database, parent_path(entry.final_path));
    entry.version = next_version(database, folder, base_name(entry.final_path));
    entry.file_id = 0;
    insert_file(database, folder, entry);
}

void insert_known_file(Database& database, JournalEntry& entry) {
    const int64_t folder = ensure_folder(database, parent_path(entry.final_path));
    const std::string name = base_name(entry.final_path);
    {
        Rows rows =
            database.query("SELECT 1 FROM file WHERE dir_id = ? AND name = ? AND version = ?",
                           folder, name, entry.version);
        if (rows.next()) entry.version = next_version(database, folder, name);
    }
    insert_file(database, folder, entry);
}

void insert_entry(Database& database, int64_t publication, int64_t seq, const JournalEntry& entry) {
    std::optional<int64_t> old_id, old_inode, old_size;
    std::optional<std::string> old_sha256, superseded;
    if (entry.replaces) {
        old_id = entry.replaces->file_id;
        old_inode = static_cast<int64_t>(entry.replaces->inode);
        old_size = entry.replaces->size;
        old_sha256 = entry.replaces->sha256;
        superseded = entry.replaces->superseded_path;
    }
    database.run(
        "INSERT INTO journal(publication, seq, delivery_id, delivery_path, file_id, staged, final, "
        "inode, sha256, size, old_file_id, old_inode, old_sha256, old_size, superseded, findings, "
        "observation, public_date) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        publication, seq, entry.delivery_id, entry.delivery_path, entry.file_id, entry.staged,
        entry.final_path, entry.inode, entry.sha256, entry.size, old_id, old_inode, old_sha256,
        old_size, superseded, entry.findings, entry.observation, entry.public_date);
}

JournalEntry entry_of(const Rows& rows) {
    JournalEntry entry;
    entry.delivery_id = rows.integer(0);
    entry.delivery_path = rows.text(1);
    entry.file_id = rows.integer(2);
    entry.staged = rows.text(3);
    entry.final_path = rows.text(4);
    entry.inode = static_cast<uint64_t>(rows.integer(5));
    entry.sha256 = rows.text(6);
    entry.size = rows.integer(7);
    if (!rows.is_null(8))
        entry.replaces = ReplacedFile{rows.integer(8), static_cast<uint64_t>(rows.integer(9)),
                                      rows.text(10), rows.integer(11), rows.text(12)};
    entry.findings = rows.text(13);
    entry.observation = rows.text(14);
    entry.public_date = rows.text(15);
    entry.version = static_cast<int>(rows.integer(16));
    entry.inflated_size = rows.integer(17);
    entry.mtime_ns = rows.integer(18);
    entry.uid = static_cast<uint32_t>(rows.integer(19));
    entry.gid = static_cast<uint32_t>(rows.integer(20));
    entry.file_class = rows.text(21);
    entry.level = static_cast<int>(rows.integer(22));
    entry.mission = rows.text(23);
    entry.obs_id = rows.text(24);
    return entry;
}

void store_observation(Database& database, const JournalEntry& entry) {
    ObservationFacts facts;
    if (!entry.observation.empty()) facts = observation_from_json(entry.observation);
    if (entry.obs_id.empty())
        return store_header(database, entry.file_id, entry.mission, "", facts.header);
    const auto degrees = [](const std::optional<Angle>& angle) {
        return angle ? std::optional<double>(angle->degrees) : std::nullopt;
    };
    // The first file that states a fact keeps its word: later ones only fill what is missing.
    database.run(
        "INSERT INTO observation(mission, obs_id, object, start, stop, ra, dec, public_date) "
        "VALUES(?, ?, nullif(?,''), nullif(?,''), nullif(?,''), ?, ?, nullif(?,'')) "
        "ON CONFLICT(mission, obs_id) DO UPDATE SET object = coalesce(object, excluded.object), "
        "start = coalesce(start, excluded.start), stop = coalesce(stop, excluded.stop), "
        "ra = coalesce(ra, excluded.ra), dec = coalesce(dec, excluded.dec), "
        "public_date = coalesce(excluded.public_date, public_date)",
        entry.mission, entry.obs_id, facts.object, facts.start, facts.stop, degrees(facts.ra),
        degrees(facts.dec), entry.public_date);
    store_header(database, entry.file_id, entry.mission, entry.obs_id, facts.header);
    note_observation_change(database, entry.mission, entry.obs_id);
}

void commit_entry(Database& database, const JournalEntry& entry, int64_t now_ns) {
    if (entry.replaces)
        database.run("UPDATE file SET state = 'superseded', disk_path = ? WHERE id = ?",
                     entry.replaces->superseded_path, entry.replaces->file_id);
    database.run(
        "UPDATE file SET state = 'published', published_at = ?, disk_inode = ? WHERE id = ?",
        now_ns, entry.inode, entry.file_id);
    database.run(
        "UPDATE staged SET state = 'published', file_id = ? WHERE delivery_id = ? AND path = ? "
        "AND sha256 = ?",
        entry.file_id, entry.delivery_id, entry.delivery_path, entry.sha256);
}

void commit_entries(Database& database, int64_t publication,
                    const std::vector<JournalEntry>& entries, int64_t now_ns) {
    settle_retirements(database, publication, now_ns);
    std::string last_folder;
    std::set<int64_t> deliveries;
    for (const JournalEntry& entry : entries) {
        deliveries.insert(entry.delivery_id);
        commit_entry(database, entry, now_ns);
        store_observation(database, entry);
        const std::string folder = parent_path(entry.final_path);
        if (folder == last_folder) continue;
        last_folder = folder;
        publish_folder(database, folder, now_ns);
    }
    hide_empty_folders(database, publication, now_ns);
    // With the files, so that a delivery whose publication a crash cut short is told as published.
    for (const int64_t id : deliveries)
        database.run("UPDATE delivery SET published_at = ? WHERE id = ? AND published_at IS NULL",
                     now_ns, id);
    database.run("UPDATE journal SET done = 1 WHERE publication = ?", publication);
    database.run("DELETE FROM journal WHERE done = 1 AND publication < ?", publication);
}

}  // namespace

int64_t ensure_folder(Database& database, const std::string& path) {
    {
        Rows rows = database.query("SELECT id FROM dir WHERE path = ?", path);
        if (rows.next()) return rows.integer(0);
    }
    std::optional<int64_t> parent;
    if (path.find('/') != std::string::npos) parent = ensure_folder(database, parent_path(path));
    database.run("INSERT INTO dir(parent, name, path, mtime) VALUES(?, ?, ?, 0)", parent,
                 base_name(path), path);
    return database.last_row_id();
}

void publish_folder(Database& database, const std::string& path, int64_t now_ns) {
    ensure_folder(database, path);
    for (std::string above = path; !above.empty(); above = parent_path(above)) {
        database.run("UPDATE dir SET mtime = ? WHERE path = ?", now_ns, above);
        Rows rows = database.query("SELECT published FROM dir WHERE path = ?", above);
        if (rows.next() && rows.integer(0) != 0) return;
        database.run("UPDATE dir SET published = 1 WHERE path = ?", above);
    }
}

int64_t begin_publication(Database& database, std::vector<JournalEntry>& entries,
                          const std::vector<RetirementOrder>& orders) {
    int64_t publication = 0;
    database.transaction([&] {
        publication = next_publication(database);
        int64_t seq = 0;
        for (JournalEntry& entry : entries) {
            insert_new_file(database, entry);
            insert_entry(database, publication, seq++, entry);
            database.run(
                "UPDATE staged SET state = 'publishing' WHERE delivery_id = ? AND path = ? "
                "AND sha256 = ?",
                entry.delivery_id, entry.delivery_path, entry.sha256);
            use_up_commit(database, entry.delivery_id);
        }
        begin_retirements(database, publication, orders);
    });
    return publication;
}

std::vector<int64_t> open_publications(Database& database) {
    Rows rows = database.query(
        "SELECT publication FROM journal WHERE done = 0 UNION "
        "SELECT publication FROM retirement WHERE done = 0 ORDER BY 1");
    std::vector<int64_t> publications;
    while (rows.next()) publications.push_back(rows.integer(0));
    return publications;
}

std::vector<JournalEntry> load_publication(Database& database, int64_t publication) {
    Rows rows = database.query(
        "SELECT journal.delivery_id, delivery_path, file_id, staged, final, inode, journal.sha256, "
        "journal.size, old_file_id, old_inode, old_sha256, old_size, superseded, findings, "
        "observation, public_date, version, inflated_size, mtime, uid, gid, class, level, mission, "
        "obs_id FROM journal JOIN file ON file.id = file_id WHERE publication = ? ORDER BY seq",
        publication);
    std::vector<JournalEntry> entries;
    while (rows.next()) entries.push_back(entry_of(rows));
    return entries;
}

void commit_publication(Database& database, int64_t publication,
                        const std::vector<JournalEntry>& entries, const DerivedRows& derived,
                        int64_t now_ns) {
    database.transaction([&] {
        commit_entries(database, publication, entries, now_ns);
        for (const SegmentRow& segment : derived.segments) store_segment(database, segment);
        for (const auto& [table, version] : derived.withdrawn_tables)
            forget_table_versions(database, table, version);
        for (const TableVersionRow& table : derived.tables) store_table_version(database, table);
    });
}

void replay_publication(Database& database, int64_t publication, std::vector<JournalEntry>& entries,
                        int64_t published_ns, const std::vector<RetiredFile>& retired) {
    int64_t seq = 0;
    for (JournalEntry& entry : entries) {
        insert_known_file(database, entry);
        insert_entry(database, publication, seq++, entry);
        database.run(
            "UPDATE file SET state = 'superseded' WHERE state = 'published' AND name = ? AND "
            "dir_id = (SELECT dir_id FROM file WHERE id = ?)",
            base_name(entry.final_path), entry.file_id);
    }
    for (const RetiredFile& file : retired) replay_retirement(database, publication, file);
    commit_entries(database, publication, entries, published_ns);
}

}  // namespace heafs
