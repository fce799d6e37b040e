#include "core/catalog/ledger.h"

#include "core/base/files.h"

namespace heafs {
namespace {

#define HEAFS_FILE_COLUMNS                                                                       \
    "file.id, dir.path, file.name, version, sha256, size, inflated_size, file.mtime, uid, gid, " \
    "mode, class, level, mission, obs_id, delivery_id, state, disk_path, disk_inode, "           \
    "coalesce(published_at, 0) FROM file JOIN dir ON dir.id = file.dir_id "

FileRow file_row(const Rows& rows) {
    FileRow file;
    file.id = rows.integer(0);
    file.folder = rows.text(1);
    file.name = rows.text(2);
    file.version = static_cast<int>(rows.integer(3));
    file.sha256 = rows.text(4);
    file.size = rows.integer(5);
    file.inflated_size = rows.integer(6);
    file.mtime_ns = rows.integer(7);
    file.uid = static_cast<uint32_t>(rows.integer(8));
    file.gid = static_cast<uint32_t>(rows.integer(9));
    file.mode = static_cast<uint32_t>(rows.integer(10));
    file.file_class = rows.text(11);
    file.level = static_cast<int>(rows.integer(12));
    file.mission = rows.text(13);
    file.obs_id = rows.text(14);
    file.delivery_id = rows.integer(15);
    file.state = rows.text(16);
    file.disk_path = rows.text(17);
    file.disk_inode = static_cast<uint64_t>(rows.integer(18));
    file.published_at_ns = rows.integer(19);
    return file;
}

std::optional<FileRow> one_file(Rows rows) {
    if (!rows.next()) return std::nullopt;
    return file_row(rows);
}

std::vector<FileRow> all_files(Rows rows) {
    std::vector<FileRow> files;
    while (rows.next()) files.push_back(file_row(rows));
    return files;
}

}  // namespace

std::optional<FolderRow> Ledger::find_folder(std::string_view path) {
    Rows rows =
        database_.query("SELECT id, path, mtime FROM dir WHERE path = ? AND published", path);
    if (!rows.next()) return std::nullopt;
    return FolderRow{rows.integer(0), rows.text(1), rows.integer(2)};
}

std::vector<FolderRow> Ledger::folders_in(int64_t folder_id) {
    Rows rows = database_.query(
        "SELECT id, path, mtime FROM dir WHERE parent = ? AND published ORDER BY name", folder_id);
    std::vector<FolderRow> folders;
    while (rows.next()) folders.push_back({rows.integer(0), rows.text(1), rows.integer(2)});
    return folders;
}

std::optional<FileRow> Ledger::find_file(int64_t folder_id, std::string_view name) {
    return one_file(database_.query("SELECT " HEAFS_FILE_COLUMNS
                                    "WHERE dir_id = ? AND file.name = ? AND state = 'published'",
                                    folder_id, name));
}

std::vector<FileRow> Ledger::files_in(int64_t folder_id) {
    return all_files(database_.query("SELECT " HEAFS_FILE_COLUMNS
                                     "WHERE dir_id = ? AND state = 'published' ORDER BY file.name",
                                     folder_id));
}

std::vector<std::string> Ledger::names_ever_in(int64_t folder_id) {
    Rows rows = database_.query(
        "SELECT DISTINCT name FROM file WHERE dir_id = ? AND state <> 'staged'", folder_id);
    std::vector<std::string> names;
    while (rows.next()) names.push_back(rows.text(0));
    return names;
}

std::optional<FileRow> Ledger::find_file_by_id(int64_t id) {
    return one_file(database_.query("SELECT " HEAFS_FILE_COLUMNS "WHERE file.id = ?", id));
}

std::vector<FileRow> Ledger::versions_of(std::string_view folder, std::string_view name) {
    return all_files(database_.query("SELECT " HEAFS_FILE_COLUMNS
                                     "WHERE dir.path = ? AND file.name = ? ORDER BY version DESC",
                                     folder, name));
}

std::optional<FileRow> Ledger::find_published(std::string_view path) {
    return one_file(database_.query("SELECT " HEAFS_FILE_COLUMNS
                                    "WHERE dir.path = ? AND file.name = ? AND state = 'published'",
                                    parent_path(path), base_name(path)));
}

std::vector<std::string> Ledger::namesakes(std::string_view mission, std::string_view obs_id,
                                           std::string_view name) {
    Rows rows = database_.query(
        "SELECT dir.path || '/' || file.name FROM file JOIN dir ON dir.id = dir_id WHERE "
        "mission = ? AND file.name = ? AND state = 'published' AND obs_id <> '' AND obs_id <> ? "
        "LIMIT 100",
        mission, name, obs_id);
    std::vector<std::string> paths;
    while (rows.next()) paths.push_back(rows.text(0));
    return paths;
}

std::vector<std::string> Ledger::files_of_observation(std::string_view mission,
                                                      std::string_view obs_id) {
    Rows rows = database_.query(
        "SELECT dir.path || '/' || file.name FROM file JOIN dir ON dir.id = dir_id WHERE "
        "mission = ? AND obs_id = ? AND state = 'published' ORDER BY file.id",
        mission, obs_id);
    std::vector<std::string> paths;
    while (rows.next()) paths.push_back(rows.text(0));
    return paths;
}

std::string Ledger::path_while_replaced(int64_t id) {
    Rows rows = database_.query(
        "SELECT superseded FROM journal WHERE old_file_id = ?1 AND done = 0 UNION ALL "
        "SELECT kept FROM retirement WHERE file_id = ?1 AND done = 0",
        id);
    return rows.next() ? rows.text(0) : std::string();
}

void Ledger::each_without_segment(const std::function<bool(const FileRow&)>& take) {
    Rows rows = database_.query("SELECT " HEAFS_FILE_COLUMNS
                                "WHERE state IN ('published','superseded') AND file.id NOT IN "
                                "(SELECT file_id FROM segment) AND file.id NOT IN "
                                "(SELECT file_id FROM purged) ORDER BY file.id");
    while (rows.next())
        if (!take(file_row(rows))) return;
}

LedgerCounts Ledger::counts() {
    LedgerCounts counts;
    Rows files = database_.query(
        "SELECT count(*), coalesce(sum(size), 0), "
        "(SELECT count(*) FROM (SELECT DISTINCT mission, obs_id FROM file "
        "WHERE state = 'published' AND obs_id <> '')), (SELECT count(*) FROM delivery) "
        "FROM file WHERE state = 'published'");
    if (!files.next()) return counts;
    counts.files = files.integer(0);
    counts.bytes = files.integer(1);
    counts.observations = files.integer(2);
    counts.deliveries = files.integer(3);
    return counts;
}

LedgerPool::Loan::~Loan() {
    const std::lock_guard lock(pool_.mutex_);
    pool_.idle_.push_back(std::move(database_));
}

LedgerPool::Loan LedgerPool::borrow() {
    {
        const std::lock_guard lock(mutex_);
        if (!idle_.empty()) {
            auto database = std::move(idle_.back());
            idle_.pop_back();
            return Loan(*this, std::move(database));
        }
    }
    return Loan(*this, std::make_unique<Database>(path_, Access::kRead));
}

}  // namespace heafs
