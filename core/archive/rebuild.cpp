#include "core/archive/rebuild.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>

#include "config/base/error.h"
#include "core/archive/areas.h"
#include "core/archive/delivery_records.h"
#include "core/archive/publication.h"
#include "core/archive/purge.h"
#include "core/archive/staging_folders.h"
#include "core/archive/writer_lock.h"
#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/catalog/delivery_store.h"
#include "core/catalog/product_store.h"
#include "core/catalog/schema.h"

namespace heafs {
namespace {

namespace stdfs = std::filesystem;

// Numbers that a record may have given which cannot be read any more.
constexpr int64_t kLostNumbers = int64_t{1} << 32;
constexpr const char* kLostDeliveries = ".heafs-superseded/lost-deliveries";

WriterLock lock_of(const Archive& archive) {
    try {
        return WriterLock(archive, "its catalogue is being rebuilt");
    } catch (const Error& error) {
        if (error.fault() != Fault::kBusy) throw;
        throw Error(Fault::kBusy, std::string(error.what()) + "; unmount it first");
    }
}

void remove_database(const stdfs::path& path) {
    for (const char* end : {"", "-wal", "-shm"}) stdfs::remove(path.string() + end);
}

class Rebuild {
   public:
    Rebuild(const Archive& archive, const RebuildParts& parts)
        : archive_(archive), parts_(parts), aside_(archive.path() / "catalog.db.rebuild") {}

    ScanReport run() {
        settle_old_catalogue();
        records_ = read_delivery_records(archive_);
        report_.findings = records_.findings;
        read_purges();
        finish_last_publication();
        verify_files();
        find_unknown_files(
            archive_, [&](const std::string& path) { return recorded_paths_.count(path) > 0; },
            report_.findings);
        remove_database(aside_);
        {
            Database database(aside_, Access::kWrite);
            fill(database);
        }
        put_in_place();
        return std::move(report_);
    }

   private:
    void settle_old_catalogue();
    std::set<int64_t> recorded_publications() const;
    void finish_last_publication();
    void read_purges();
    void verify_files();
    void verify(RecordedFile& file);
    void fill(Database& database);
    void begin(Database& database);
    void copy_old(Database& database);
    void copy_old_rows(Database& database);
    void replay(Database& database);
    void replay(Database& database, int64_t publication);
    void settle(Database& database, const RecordedFile& file);
    void raise_numbers(Database& database);
    int64_t delivery_of(Database& database, const RecordHeading& heading);
    void restore_staged(Database& database, const RecordedFile& file);
    void restore_staged_folders(Database& database, const StagedRow& file);
    void rescue_staged_bytes();
    void put_in_place();

    const Archive& archive_;
    const RebuildParts& parts_;
    const stdfs::path aside_;
    ScanReport report_;
    DeliveryRecords records_;
    std::set<std::string> recorded_paths_;
    std::map<int64_t, PurgeRecord> purged_;  // by file id: no bytes of it are expected
    std::set<int64_t> adopted_;              // file ids
    std::set<int64_t> restored_;             // deliveries that only records know
    bool has_old_ = false;
    int64_t last_publication_ = 0;
};

// What a crash left open in it is finished while there is a journal that tells of it.
void Rebuild::settle_old_catalogue() {
    if (!stdfs::exists(archive_.catalogue())) {
        report_.notes.push_back("there was no catalogue");
        return;
    }
    try {
        CatalogWriter writer(archive_.catalogue());
        has_old_ = true;
        recover_publications(archive_, writer);
    } catch (const Error& error) {
        report_.notes.push_back(error.what());
        has_old_ = has_old_ && error.fault() == Fault::kStale;
    }
}

std::set<int64_t> Rebuild::recorded_publications() const {
    std::set<int64_t> numbers;
    for (const auto& [publication, files] : records_.publications) numbers.insert(publication);
    for (const auto& [publication, files] : records_.retirements) numbers.insert(publication);
    return numbers;
}

// One that was cut short, and whose journal is lost or could not be followed: its record tells what
// waits in staging. Only the last can be so.
void Rebuild::finish_last_publication() {
    const std::set<int64_t> all = recorded_publications();
    if (all.empty()) return;
    std::vector<JournalEntry> waiting;
    std::vector<RetiredFile> retiring;
    for (const RecordedRetirement& retired : records_.retirements[*all.rbegin()])
        if (!exists_beneath(archive_.root(), retired.file.kept)) retiring.push_back(retired.file);
    for (const RecordedFile& file : records_.publications[*all.rbegin()]) {
        JournalEntry entry = file.entry;
        if (entry.staged.empty() || !exists_beneath(archive_.root(), entry.staged) ||
            compare_file(archive_, entry.staged, entry.size, entry.sha256, &entry.inode))
            continue;
        if (entry.replaces)
            compare_file(archive_, entry.final_path, entry.replaces->size, entry.replaces->sha256,
                         &entry.replaces->inode);
        waiting.push_back(std::move(entry));
    }
    move_into_place(archive_, waiting, retiring);
    if (!waiting.empty() || !retiring.empty())
        report_.notes.push_back(
            fmt::format("a publication that was cut short is finished: {} "
                        "files",
                        waiting.size() + retiring.size()));
}

// A purge that was cut short and whose journal is lost is finished by its record: what it names
// and is no published file goes.
void Rebuild::read_purges() {
    std::set<int64_t> old;
    for (const auto& [publication, files] : records_.publications)
        for (const RecordedFile& file : files)
            if (file.superseded || file.withdrawn) old.insert(file.entry.file_id);
    for (const PurgeRecord& record : read_purge_records(archive_))
        for (const PurgedFile& file : record.files) {
            if (old.count(file.file_id) == 0 || !file.disk_path.starts_with(kSupersededFolder))
                continue;
            ::unlinkat(archive_.root(), file.disk_path.c_str(), 0);
            purged_[file.file_id] = {record.purge, record.at_ns, {}};
        }
}

void Rebuild::verify_files() {
    ScanProgress progress;
    for (const auto& [publication, files] : records_.publications)
        for (const RecordedFile& file : files) {
            ++progress.all_files;
            progress.all_bytes += file.entry.size;
        }
    for (auto& [publication, files] : records_.publications)
        for (RecordedFile& file : files) {
            verify(file);
            ++progress.files;
            progress.bytes += file.entry.size;
            if (parts_.tell) parts_.tell(progress);
        }
    if (progress.all_files > 0 && report_.files == 0)
        throw Error(Fault::kStale,
                    fmt::format("not one of {} files is as recorded; the first: {} should hold {} "
                                "and holds {}. Is all of {} there?",
                                progress.all_files, report_.findings.back().path,
                                report_.findings.back().expected, report_.findings.back().found,
                                archive_.data().string()));
}

void Rebuild::verify(RecordedFile& file) {
    JournalEntry& entry = file.entry;
    recorded_paths_.insert(file.disk_path);
    if (purged_.count(entry.file_id) > 0) {
        adopted_.insert(entry.file_id);
        return;
    }
    auto mismatch = compare_file(archive_, file.disk_path, entry.size, entry.sha256, &entry.inode);
    if (!mismatch) {
        adopted_.insert(entry.file_id);
        ++report_.files;
        report_.bytes += entry.size;
        return;
    }
    report_.findings.push_back(
        {"data/" + file.disk_path, recorded_text(entry.size, entry.sha256), mismatch->found,
         "put a copy with the expected bytes there and run this again, or deliver it again"});
}

void Rebuild::fill(Database& database) {
    bring_up_schema(database);
    // Nothing of it counts before it is whole and synced.
    database.set_durable(false);
    database.transaction([&] { begin(database); });
    if (has_old_) copy_old(database);
    database.transaction([&] {
        replay(database);
        raise_numbers(database);
    });
    if (!has_old_) rescue_staged_bytes();
    if (parts_.each_published)
        for (const int64_t id : adopted_) {
            const auto file = Ledger(database).find_file_by_id(id);
            if (file && file->state == "published") parts_.each_published(database, *file);
        }
    database.script("PRAGMA wal_checkpoint(TRUNCATE)");
}

// The areas are as old as the folder of the storage root.
void Rebuild::begin(Database& database) {
    struct statx status {};
    int64_t made_ns = now_nanoseconds();
    if (::statx(archive_.root(), "", AT_EMPTY_PATH, STATX_BTIME, &status) == 0 &&
        (status.stx_mask & STATX_BTIME) != 0)
        made_ns = status.stx_btime.tv_sec * 1000000000 + status.stx_btime.tv_nsec;
    for (const std::string_view area : kAreas)
        if (is_shown_area(area)) publish_folder(database, std::string(area), made_ns);
}

void Rebuild::copy_old(Database& database) {
    database.run("ATTACH DATABASE ? AS old", archive_.catalogue().string());
    try {
        database.transaction([&] { copy_old_rows(database); });
    } catch (const Error& error) {
        has_old_ = false;
        report_.notes.push_back(std::string("the old catalogue cannot be read: ") + error.what());
    }
    database.script("DETACH DATABASE old");
}

// What no record tells: deliveries in progress, how others stand, and which numbers were given.
void Rebuild::copy_old_rows(Database& database) {
    database.script(
        "INSERT INTO delivery SELECT * FROM old.delivery;"
        "INSERT INTO staged SELECT * FROM old.staged;"
        "UPDATE dir SET mtime = coalesce((SELECT o.mtime FROM old.dir o WHERE o.path = dir.path), "
        "mtime);"
        "UPDATE sqlite_sequence SET seq = max(seq, coalesce((SELECT o.seq FROM old.sqlite_sequence "
        "o WHERE o.name = sqlite_sequence.name), 0))");
    if (database.query("SELECT 1 FROM old.sqlite_schema WHERE name = 'standing'").next())
        database.script("INSERT OR REPLACE INTO standing SELECT * FROM old.standing");
    Rows rows = database.query("SELECT coalesce(max(publication), 0) FROM old.journal");
    if (rows.next()) last_publication_ = rows.integer(0);
}

void Rebuild::replay(Database& database) {
    for (const int64_t publication : recorded_publications()) {
        last_publication_ = std::max(last_publication_, publication);
        replay(database, publication);
    }
    for (const auto& [publication, files] : records_.publications)
        for (const RecordedFile& file : files)
            if (adopted_.count(file.entry.file_id) > 0) settle(database, file);
    for (const auto& [file, record] : purged_)
        database.run(
            "INSERT INTO purged(file_id, purge, at, done) SELECT id, ?, ?, 1 FROM file "
            "WHERE id = ?",
            record.purge, record.at_ns, file);
}

void Rebuild::replay(Database& database, int64_t publication) {
    std::vector<JournalEntry> entries;
    std::vector<RetiredFile> retired;
    int64_t published_ns = 0;
    for (RecordedFile& file : records_.publications[publication]) {
        if (adopted_.count(file.entry.file_id) == 0) continue;
        file.entry.delivery_id = delivery_of(database, file.heading);
        published_ns = file.heading.published_ns;
        entries.push_back(file.entry);
    }
    for (RecordedRetirement& retirement : records_.retirements[publication]) {
        retirement.file.delivery_id = delivery_of(database, retirement.heading);
        published_ns = retirement.heading.published_ns;
        retired.push_back(retirement.file);
    }
    if (entries.empty() && retired.empty()) return;
    replay_publication(database, publication, entries, published_ns, retired);
}

// A version that was replaced stays so when the one that replaced it was not adopted.
void Rebuild::settle(Database& database, const RecordedFile& file) {
    if (file.superseded || file.withdrawn)
        database.run("UPDATE file SET state = ?, disk_path = ? WHERE id = ?",
                     file.withdrawn ? kWithdrawn : kSuperseded, file.disk_path, file.entry.file_id);
    else if (restored_.count(file.entry.delivery_id) > 0)
        restore_staged(database, file);
}

// Numbers that were given once are not given again.
void Rebuild::raise_numbers(Database& database) {
    const int64_t lost = !has_old_ && !records_.findings.empty() ? kLostNumbers : 0;
    database.run("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'file'",
                 records_.greatest_file_id + lost);
    database.run(
        "UPDATE journal SET publication = ? WHERE publication = "
        "(SELECT max(publication) FROM journal)",
        last_publication_ + lost);
}

int64_t Rebuild::delivery_of(Database& database, const RecordHeading& heading) {
    int64_t id = 0;
    {
        Rows rows = database.query("SELECT id FROM delivery WHERE mission = ? AND name = ?",
                                   heading.mission, heading.delivery);
        if (rows.next()) id = rows.integer(0);
    }
    if (id == 0) {
        const std::string usual = heading.delivery == "now" ? "file" : "unit";
        database.run(
            "INSERT INTO delivery(id, mission, name, state, unit_mode, made_at, changed_at) "
            "VALUES((SELECT nullif(?1, 0) WHERE NOT EXISTS(SELECT 1 FROM delivery WHERE id = ?1)), "
            "?2, ?3, 'published', ?4, ?5, ?5)",
            heading.delivery_id, heading.mission, heading.delivery,
            heading.unit_mode.empty() ? usual : heading.unit_mode,
            heading.made_ns == 0 ? heading.published_ns : heading.made_ns);
        id = database.last_row_id();
        restored_.insert(id);
    }
    if (restored_.count(id) > 0)
        database.run(
            "UPDATE delivery SET revision = ?1, changed_at = ?2, published_at = ?2 WHERE id = ?3",
            heading.revision, heading.published_ns, id);
    return id;
}

// The file in its delivery's folder, where its sender finds that it was published.
void Rebuild::restore_staged(Database& database, const RecordedFile& file) {
    const JournalEntry& entry = file.entry;
    if (entry.delivery_path.empty() || !parts_.describe) return;
    const UniqueFd fd = open_beneath(archive_.root(), file.disk_path, O_RDONLY);
    StagedRow row;
    row.delivery_id = entry.delivery_id;
    row.path = entry.delivery_path;
    row.serial = serial_of(entry.staged).value_or(0);
    row.size = entry.size;
    row.mtime_ns = entry.mtime_ns;
    row.uid = entry.uid;
    row.gid = entry.gid;
    row.mode = 0644;
    row.state = "published";
    row.sha256 = entry.sha256;
    row.content = parts_.describe(fd.get(), entry.size);
    row.file_id = entry.file_id;
    store_staged(database, row);
    restore_staged_folders(database, row);
}

void Rebuild::restore_staged_folders(Database& database, const StagedRow& file) {
    StagedRow row = file;
    row.folder = true;
    row.mode = 0755;
    row.state = "folder";
    row.serial = 0;
    row.size = row.file_id = 0;
    row.sha256 = row.content = "";
    do {
        row.path = parent_path(row.path);
        store_staged(database, row);
    } while (!row.path.empty());
}

// No row tells whose they are, and a mount would remove them.
void Rebuild::rescue_staged_bytes() {
    int64_t rescued = 0;
    each_staged_file(archive_, [&](const std::string& path) {
        make_folders_beneath(archive_.root(), kLostDeliveries);
        stdfs::rename(archive_.data() / path, archive_.data() / kLostDeliveries / base_name(path));
        ++rescued;
    });
    if (rescued > 0)
        report_.notes.push_back(
            fmt::format("deliveries in progress are lost, their {} files are kept in data/{}",
                        rescued, kLostDeliveries));
}

// The log of the old catalogue must never be taken for one of the new.
void Rebuild::put_in_place() {
    const stdfs::path old = archive_.catalogue();
    const stdfs::path kept = old.string() + ".before-rebuild";
    {
        const UniqueFd fd(::open(aside_.c_str(), O_RDONLY | O_CLOEXEC));
        if (!fd) throw system_error(errno, "open " + aside_.string());
        sync_file(fd.get(), aside_.string());
    }
    if (stdfs::exists(old)) {
        remove_database(kept);
        if (stdfs::exists(old.string() + "-wal"))
            stdfs::rename(old.string() + "-wal", kept.string() + "-wal");
        stdfs::remove(old.string() + "-shm");
        stdfs::create_hard_link(old, kept);
    }
    stdfs::rename(aside_, old);
    // Files have other numbers now; whoever asks for data products next looks at all of them.
    remove_database(archive_.path() / kProductsFile);
    sync_file(open_folder(archive_.path()).get(), archive_.path().string());
}

}  // namespace

ScanReport rebuild_catalogue(const Archive& archive, const RebuildParts& parts) {
    const WriterLock lock = lock_of(archive);
    return Rebuild(archive, parts).run();
}

}  // namespace heafs
