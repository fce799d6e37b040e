#include "core/archive/purge.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "config/base/error.h"
#include "core/archive/purge_record_json.h"
#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/base/log.h"
#include "core/events/segment_builder.h"

namespace heafs {
namespace {

namespace stdfs = std::filesystem;

void notify(const PurgeObserver& observer, PurgeStep step) {
    if (observer) observer(step);
}

stdfs::path record_folder(const Archive& archive) { return archive.deliveries() / "purged"; }

// Release of bytes cannot be undone: whatever the catalogue says, nothing but kept versions goes.
bool is_kept_version(const std::string& path) {
    return path.starts_with(std::string(kSupersededFolder) + "/") &&
           path.find("/../") == std::string::npos;
}

std::vector<PurgedFile> files_of(Rows rows) {
    std::vector<PurgedFile> files;
    while (rows.next()) {
        PurgedFile file{rows.integer(0), rows.text(1),    rows.text(2),
                        rows.text(3),    rows.integer(4), rows.text(5)};
        if (is_kept_version(file.disk_path)) files.push_back(std::move(file));
    }
    return files;
}

int64_t begin_purge(Database& database, const std::vector<PurgedFile>& files, int64_t now_ns) {
    int64_t purge = 0;
    database.transaction([&] {
        {
            Rows rows = database.query("SELECT coalesce(max(purge), 0) + 1 FROM purged");
            rows.next();
            purge = rows.integer(0);
        }
        for (const PurgedFile& file : files) {
            database.run("INSERT INTO purged(file_id, purge, at) VALUES(?, ?, ?)", file.file_id,
                         purge, now_ns);
            database.run("DELETE FROM segment WHERE file_id = ?", file.file_id);
        }
    });
    return purge;
}

void write_record(const Archive& archive, const PurgeRecord& record) {
    const auto folder = record_folder(archive);
    if (stdfs::create_directories(folder))
        sync_file(open_folder(archive.deliveries()).get(), "deliveries");
    write_file_durably(folder / fmt::format("purge.{:06}.json", record.purge),
                       purge_record_to_json(record));
}

// The event index holds the rows of the lists that it was made of: where no row of the catalogue
// names a segment any more, it goes with the bytes of its list.
void remove_segments(const Archive& archive, CatalogWriter& writer, const PurgeRecord& record) {
    std::set<std::string> hashes, kept;
    for (const PurgedFile& file : record.files)
        hashes.insert(file.sha256.substr(0, kSegmentHashDigits));
    writer.use_quickly([&](Database& database) {
        Rows rows = database.query("SELECT path FROM segment");
        while (rows.next()) kept.insert(rows.text(0));
    });
    if (!stdfs::exists(archive.path() / "index")) return;
    for (const auto& entry : stdfs::recursive_directory_iterator(archive.path() / "index")) {
        if (!entry.is_regular_file()) continue;
        const std::string stem = entry.path().stem().string();
        const std::string path = entry.path().lexically_relative(archive.path()).string();
        if (hashes.count(stem.substr(stem.rfind('_') + 1)) > 0 && kept.count(path) == 0)
            stdfs::remove(entry.path());
    }
}

void remove_bytes(const Archive& archive, const PurgeRecord& record,
                  const PurgeObserver& observer) {
    std::set<std::string> folders;
    for (const PurgedFile& file : record.files) {
        if (::unlinkat(archive.root(), file.disk_path.c_str(), 0) != 0 && errno != ENOENT)
            throw system_error(errno, "remove " + file.disk_path);
        folders.insert(parent_path(file.disk_path));
        notify(observer, PurgeStep::kRemoved);
    }
    for (const std::string& folder : folders)
        if (exists_beneath(archive.root(), folder)) sync_folder_beneath(archive.root(), folder);
}

void finish_purge(const Archive& archive, CatalogWriter& writer, const PurgeRecord& record,
                  const PurgeObserver& observer) {
    write_record(archive, record);
    notify(observer, PurgeStep::kRecorded);
    remove_bytes(archive, record, observer);
    remove_segments(archive, writer, record);
    writer.use_durably([&](Database& database) {
        database.run("UPDATE purged SET done = 1 WHERE purge = ?", record.purge);
    });
    notify(observer, PurgeStep::kCommitted);
}

PurgeRecord load_purge(Database& database, int64_t purge) {
    PurgeRecord record;
    record.purge = purge;
    {
        Rows rows = database.query("SELECT min(at) FROM purged WHERE purge = ?", purge);
        if (rows.next()) record.at_ns = rows.integer(0);
    }
    record.files = files_of(database.query(
        "SELECT file.id, dir.path || '/' || file.name, disk_path, sha256, size, state FROM purged "
        "JOIN file ON file.id = file_id JOIN dir ON dir.id = dir_id WHERE purge = ? AND state IN "
        "('superseded','withdrawn') ORDER BY file.id",
        purge));
    return record;
}

}  // namespace

std::vector<PurgedFile> find_purgeable(Database& database, int64_t before_ns) {
    return files_of(database.query(
        "SELECT id, path, disk_path, sha256, size, state FROM (SELECT file.id, dir.path || '/' || "
        "file.name AS path, disk_path, sha256, size, state, coalesce((SELECT retired_at FROM "
        "retirement WHERE file_id = file.id), (SELECT min(newer.published_at) FROM file newer "
        "WHERE "
        "newer.replaces = file.id)) AS since FROM file JOIN dir ON dir.id = dir_id WHERE state IN "
        "('superseded','withdrawn') AND file.id NOT IN (SELECT file_id FROM purged)) "
        "WHERE since < ? ORDER BY id",
        before_ns));
}

std::vector<PurgedFile> purge_superseded(const Archive& archive, CatalogWriter& writer,
                                         int64_t before_ns, const PurgeObserver& observer) {
    recover_purges(archive, writer, observer);
    PurgeRecord record;
    record.at_ns = now_nanoseconds();
    writer.use_durably([&](Database& database) {
        record.files = find_purgeable(database, before_ns);
        if (!record.files.empty()) record.purge = begin_purge(database, record.files, record.at_ns);
    });
    if (record.files.empty()) return {};
    notify(observer, PurgeStep::kJournalled);
    finish_purge(archive, writer, record, observer);
    return record.files;
}

void recover_purges(const Archive& archive, CatalogWriter& writer, const PurgeObserver& observer) {
    std::vector<PurgeRecord> open;
    writer.use_quickly([&](Database& database) {
        std::vector<int64_t> numbers;
        {
            Rows rows =
                database.query("SELECT DISTINCT purge FROM purged WHERE done = 0 ORDER BY 1");
            while (rows.next()) numbers.push_back(rows.integer(0));
        }
        for (const int64_t number : numbers) open.push_back(load_purge(database, number));
    });
    for (const PurgeRecord& record : open) {
        log_info("finishing purge {} of {} files", record.purge, record.files.size());
        finish_purge(archive, writer, record, observer);
    }
}

std::vector<PurgeRecord> read_purge_records(const Archive& archive) {
    std::vector<PurgeRecord> records;
    if (!stdfs::exists(record_folder(archive))) return records;
    for (const auto& entry : stdfs::directory_iterator(record_folder(archive)))
        if (entry.path().extension() == ".json")
            records.push_back(purge_record_from_json(read_file(entry.path())));
    std::sort(records.begin(), records.end(),
              [](const PurgeRecord& a, const PurgeRecord& b) { return a.purge < b.purge; });
    return records;
}

}  // namespace heafs
