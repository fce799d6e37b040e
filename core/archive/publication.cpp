#include "core/archive/publication.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <map>
#include <set>

#include "config/base/error.h"
#include "core/archive/purge.h"
#include "core/archive/record_json.h"
#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/base/log.h"
#include "core/base/sha256.h"

namespace heafs {
namespace {

// Above this many touched folders one syncfs is cheaper than an fsync of each, and as good.
constexpr size_t kFoldersWorthSyncing = 16;

void notify(const StepObserver& observer, PublishStep step) {
    if (observer) observer(step);
}

uint64_t inode_beneath(int root, const std::string& path) {
    struct stat status {};
    if (::fstatat(root, path.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return 0;
    return status.st_ino;
}

// The first publication of a delivery writes record.json, later ones add their number: records
// are append-only, and of a withdrawal alone. A redo finds the same name, because its files are not
// published yet.
std::string record_name(Database& database, int64_t delivery, int64_t publication, bool has_files) {
    Rows rows = database.query(
        "SELECT 1 FROM file WHERE delivery_id = ? AND state <> 'staged' LIMIT 1", delivery);
    return rows.next() || !has_files ? fmt::format("record.{:06}.json", publication)
                                     : "record.json";
}

// Keeps the text of the mission file that is in force: products and records refer to it by hash.
std::string keep_mission_file(const Archive& archive, const std::string& name) {
    const Mission* mission = archive.find_mission(name);
    if (mission == nullptr) return {};
    const std::string hash = sha256_hex(mission->source_text);
    const auto kept = archive.deliveries() / "missions";
    std::filesystem::create_directories(kept);
    const auto copy = kept / (hash + ".toml");
    if (!std::filesystem::exists(copy)) write_file_durably(copy, mission->source_text);
    return hash;
}

RecordHeading heading_of(Database& database, int64_t delivery) {
    Rows rows = database.query(
        "SELECT mission, name, revision, unit_mode, made_at FROM delivery WHERE id = ?", delivery);
    if (!rows.next()) throw Error(Fault::kSystem, "the journal names an unknown delivery");
    RecordHeading heading;
    heading.mission = rows.text(0);
    heading.delivery = rows.text(1);
    heading.revision = static_cast<int>(rows.integer(2));
    heading.delivery_id = delivery;
    heading.unit_mode = rows.text(3);
    heading.made_ns = rows.integer(4);
    return heading;
}

// One record for each delivery of the publication. `now_ns` is also the time that the ledger gets.
void write_records(const Archive& archive, CatalogWriter& writer, int64_t publication,
                   const std::vector<JournalEntry>& entries,
                   const std::vector<RetiredFile>& retired, int64_t now_ns) {
    struct Share {
        std::vector<JournalEntry> files;
        std::vector<RetiredFile> retired;
    };
    std::map<int64_t, Share> by_delivery;
    for (const JournalEntry& entry : entries) by_delivery[entry.delivery_id].files.push_back(entry);
    for (const RetiredFile& file : retired) by_delivery[file.delivery_id].retired.push_back(file);
    for (const auto& [delivery, share] : by_delivery) {
        RecordHeading heading;
        std::string name;
        writer.use_quickly(
            [&, id = delivery, has_files = !share.files.empty()](Database& database) {
                heading = heading_of(database, id);
                name = record_name(database, id, publication, has_files);
            });
        heading.publication = publication;
        heading.published_ns = now_ns;
        heading.journalled = utc_text(now_ns);
        heading.mission_file_sha256 = keep_mission_file(archive, heading.mission);
        const auto folder = archive.deliveries() / heading.mission / heading.delivery;
        if (std::filesystem::create_directories(folder)) {
            sync_file(open_folder(archive.deliveries()).get(), "deliveries");
            sync_file(open_folder(folder.parent_path()).get(), folder.parent_path().string());
        }
        write_file_durably(folder / name, record_to_json(heading, share.files, share.retired));
    }
}

class Mover {
   public:
    Mover(const Archive& archive, const StepObserver& observer)
        : archive_(archive), observer_(observer) {}

    void move(JournalEntry& entry) {
        if (!exists_beneath(archive_.root(), entry.staged)) {
            require_in_place(entry);
            touch_folders(entry);
            return;
        }
        make_room(parent_path(entry.final_path));
        keep_unexpected(entry);
        if (entry.replaces) keep_old_version(*entry.replaces, entry.final_path);
        if (::renameat(archive_.root(), entry.staged.c_str(), archive_.root(),
                       entry.final_path.c_str()) != 0)
            throw system_error(errno, fmt::format("move {} to {}", entry.staged, entry.final_path));
        touch_folders(entry);
        notify(observer_, PublishStep::kMoved);
    }

    // The old name goes last: until then one of the two leads to the bytes.
    void retire(const RetiredFile& file) {
        if (!exists_beneath(archive_.root(), file.kept))
            keep_old_version({file.file_id, file.inode, file.sha256, file.size, file.kept},
                             file.final_path);
        const uint64_t kept = inode_beneath(archive_.root(), file.kept);
        if (kept != 0 && kept == inode_beneath(archive_.root(), file.final_path) &&
            ::unlinkat(archive_.root(), file.final_path.c_str(), 0) != 0)
            throw system_error(errno, "retire " + file.final_path);
        if (exists_beneath(archive_.root(), parent_path(file.final_path)))
            touched_.insert(parent_path(file.final_path));
        notify(observer_, PublishStep::kRetired);
    }

    void settle() {
        if (touched_.size() > kFoldersWorthSyncing) {
            sync_file_system(archive_.root());
        } else {
            for (const std::string& folder : touched_) sync_folder_beneath(archive_.root(), folder);
        }
        notify(observer_, PublishStep::kSettled);
    }

   private:
    void make_room(const std::string& folder) {
        if (touched_.count(folder) > 0) return;
        make_folders_beneath(archive_.root(), folder);
    }

    void touch_folders(const JournalEntry& entry) {
        for (std::string folder = parent_path(entry.final_path);
             touched_.insert(folder).second && !folder.empty(); folder = parent_path(folder)) {
        }
        touched_.insert(parent_path(entry.staged));
    }

    // Already moved, by the run that a crash ended: the bytes must be those of the journal. The
    // inode number proves nothing, since file systems give it again; it may also be another one,
    // of the file that an operator put there.
    void require_in_place(JournalEntry& entry) {
        std::string found = "nothing";
        try {
            const UniqueFd fd = open_beneath(archive_.root(), entry.final_path, O_RDONLY);
            found = sha256_of_file(fd.get(), entry.final_path);
            entry.inode = status_of(fd.get(), entry.final_path).st_ino;
        } catch (const Error& error) {
            if (error.fault() != Fault::kNotFound) throw;
        }
        if (found == entry.sha256) return;
        throw Error(Fault::kStale,
                    fmt::format("data/{} should hold SHA-256 {} from a publication that was cut "
                                "short, and holds {}. Put the right file there, then mount again",
                                entry.final_path, entry.sha256, found));
    }

    // A file that the ledger does not know stands in the way: it is kept, not overwritten.
    void keep_unexpected(const JournalEntry& entry) {
        const uint64_t there = inode_beneath(archive_.root(), entry.final_path);
        if (there == 0 || there == entry.inode) return;
        if (entry.replaces && there == entry.replaces->inode) return;
        const std::string kept =
            fmt::format("{}/unexpected/{}/{}", kSupersededFolder, entry.file_id, entry.final_path);
        make_folders_beneath(archive_.root(), parent_path(kept));
        if (::linkat(archive_.root(), entry.final_path.c_str(), archive_.root(), kept.c_str(), 0) !=
                0 &&
            errno != EEXIST)
            throw system_error(errno, fmt::format("keep {} as {}", entry.final_path, kept));
        log_error("data/{} was not the archive's own file; it is kept as data/{}", entry.final_path,
                  kept);
    }

    void keep_old_version(const ReplacedFile& old, const std::string& final_path) {
        const std::string folder = parent_path(old.superseded_path);
        make_folders_beneath(archive_.root(), folder);
        if (::linkat(archive_.root(), final_path.c_str(), archive_.root(),
                     old.superseded_path.c_str(), 0) != 0) {
            const int error = errno;
            const bool kept_before =
                error == EEXIST && inode_beneath(archive_.root(), old.superseded_path) == old.inode;
            if (error == ENOENT)
                log_error("data/{} has vanished; its new version is published all the same",
                          final_path);
            else if (!kept_before)
                throw system_error(error,
                                   fmt::format("keep {} as {}", final_path, old.superseded_path));
        }
        for (std::string above = folder; !above.empty(); above = parent_path(above))
            sync_folder_beneath(archive_.root(), above);
        notify(observer_, PublishStep::kLinked);
    }

    const Archive& archive_;
    const StepObserver& observer_;
    std::set<std::string> touched_;
};

void finish(const Archive& archive, CatalogWriter& writer, int64_t publication,
            std::vector<JournalEntry>& entries, const std::vector<RetiredFile>& retired,
            const StepObserver& observer, const IndexEntries& index) {
    const int64_t now_ns = now_nanoseconds();
    write_records(archive, writer, publication, entries, retired, now_ns);
    notify(observer, PublishStep::kRecorded);
    DerivedRows derived;
    if (index) derived = index(entries, retired);
    notify(observer, PublishStep::kIndexed);
    move_into_place(archive, entries, retired, observer);
    writer.use_durably([&](Database& database) {
        commit_publication(database, publication, entries, derived, now_ns);
    });
    notify(observer, PublishStep::kCommitted);
}

}  // namespace

void move_into_place(const Archive& archive, std::vector<JournalEntry>& entries,
                     const std::vector<RetiredFile>& retired, const StepObserver& observer) {
    Mover mover(archive, observer);
    for (JournalEntry& entry : entries) mover.move(entry);
    for (const RetiredFile& file : retired) mover.retire(file);
    mover.settle();
}

void publish(const Archive& archive, CatalogWriter& writer, std::vector<JournalEntry>& entries,
             const StepObserver& observer, const IndexEntries& index) {
    publish_and_retire(archive, writer, entries, {}, observer, index);
}

std::vector<RetiredFile> publish_and_retire(const Archive& archive, CatalogWriter& writer,
                                            std::vector<JournalEntry>& entries,
                                            const std::vector<RetirementOrder>& orders,
                                            const StepObserver& observer,
                                            const IndexEntries& index) {
    if (entries.empty() && orders.empty()) return {};
    try {
        sync_file_system(archive.root());
    } catch (const Error& error) {
        // The kernel tells of lost writes once: trying again would only look like success.
        throw Error(Fault::kStale, error.what());
    }
    notify(observer, PublishStep::kSynced);
    int64_t publication = 0;
    std::vector<RetiredFile> retired;
    writer.use_durably([&](Database& database) {
        publication = begin_publication(database, entries, orders);
        retired = load_retirements(database, publication);
    });
    notify(observer, PublishStep::kJournalled);
    // An order may find nothing to retire; then there is nothing to commit.
    if (!entries.empty() || !retired.empty())
        finish(archive, writer, publication, entries, retired, observer, index);
    return retired;
}

std::vector<JournalEntry> recover_publications(const Archive& archive, CatalogWriter& writer,
                                               const StepObserver& observer,
                                               const IndexEntries& index) {
    recover_purges(archive, writer);
    std::vector<int64_t> publications;
    writer.use_quickly([&](Database& database) { publications = open_publications(database); });
    std::vector<JournalEntry> recovered;
    for (const int64_t publication : publications) {
        std::vector<JournalEntry> entries;
        std::vector<RetiredFile> retired;
        writer.use_quickly([&](Database& database) {
            entries = load_publication(database, publication);
            retired = load_retirements(database, publication);
        });
        log_info("finishing publication {} of {} files, {} retire", publication, entries.size(),
                 retired.size());
        finish(archive, writer, publication, entries, retired, observer, index);
        recovered.insert(recovered.end(), entries.begin(), entries.end());
    }
    return recovered;
}

}  // namespace heafs
