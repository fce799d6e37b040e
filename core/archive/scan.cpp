#include "core/archive/scan.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include "config/base/error.h"
#include "core/archive/areas.h"
#include "core/base/files.h"
#include "core/base/sha256.h"
#include "core/catalog/ledger.h"

namespace heafs {
namespace {

namespace stdfs = std::filesystem;

bool is_recorded(const FileRow& file) {
    return file.state == "published" || file.state == "superseded" || file.state == "withdrawn";
}

std::vector<int64_t> recorded_files(Database& database, ScanProgress& progress) {
    std::vector<int64_t> ids;
    Rows rows = database.query(
        "SELECT id, size FROM file WHERE state IN ('published','superseded','withdrawn') AND id "
        "NOT IN "
        "(SELECT file_id FROM purged) ORDER BY id");
    while (rows.next()) {
        ids.push_back(rows.integer(0));
        progress.all_bytes += rows.integer(1);
    }
    progress.all_files = static_cast<int64_t>(ids.size());
    return ids;
}

// A file that a mount replaces meanwhile stands somewhere else: then its row says where.
void scan_file(const Archive& archive, Ledger& ledger, int64_t id, ScanReport& report) {
    auto file = ledger.find_file_by_id(id);
    if (!file || !is_recorded(*file)) return;
    auto mismatch = compare_file(archive, file->disk_path, file->size, file->sha256);
    if (mismatch) {
        const std::string kept = ledger.path_while_replaced(id);
        const auto again = ledger.find_file_by_id(id);
        const std::string path = !kept.empty() ? kept : again ? again->disk_path : std::string();
        if (!path.empty() && path != file->disk_path) {
            file->disk_path = path;
            mismatch = compare_file(archive, path, file->size, file->sha256);
        }
    }
    if (!mismatch) {
        ++report.files;
        report.bytes += file->size;
        return;
    }
    report.findings.push_back({"data/" + file->disk_path, recorded_text(file->size, file->sha256),
                               mismatch->found,
                               "put a copy with the expected bytes there, or deliver it again"});
}

bool is_journalled(Database& database, const std::string& path) {
    Rows rows = database.query("SELECT 1 FROM journal WHERE final = ? AND done = 0", path);
    return rows.next();
}

}  // namespace

std::string recorded_text(int64_t size, const std::string& sha256) {
    return fmt::format("{} bytes, SHA-256 {}", size, sha256);
}

std::optional<Mismatch> compare_file(const Archive& archive, const std::string& path, int64_t size,
                                     const std::string& sha256, uint64_t* inode) {
    try {
        // A pipe in its place shall not make anybody wait.
        const UniqueFd fd = open_beneath(archive.root(), path, O_RDONLY | O_NONBLOCK);
        const struct stat status = status_of(fd.get(), path);
        if (!S_ISREG(status.st_mode)) return Mismatch{"something that is no file"};
        const std::string found = sha256_of_file(fd.get(), path);
        if (found != sha256 || status.st_size != size)
            return Mismatch{recorded_text(status.st_size, found)};
        if (inode != nullptr) *inode = status.st_ino;
        return std::nullopt;
    } catch (const Error& error) {
        if (error.fault() == Fault::kNotFound) return Mismatch{"nothing"};
        return Mismatch{error.what()};
    }
}

void find_unknown_files(const Archive& archive,
                        const std::function<bool(const std::string&)>& is_known,
                        std::vector<ScanFinding>& findings) {
    for (const std::string_view area : kAreas) {
        std::error_code trouble;
        const stdfs::path top = archive.data() / area;
        for (stdfs::recursive_directory_iterator entry(top, trouble), end; !trouble && entry != end;
             entry.increment(trouble)) {
            if (entry->is_directory() && !entry->is_symlink()) continue;
            const std::string path = entry->path().lexically_relative(archive.data());
            if (is_known(path)) continue;
            findings.push_back({"data/" + path, "nothing: no record names it",
                                entry->is_regular_file() ? "a file" : "something that is no file",
                                "move it out of the archive, and deliver it if it belongs there"});
        }
        if (trouble && trouble != std::errc::no_such_file_or_directory)
            throw system_error(trouble.value(), "list " + top.string());
    }
}

ScanReport scan_archive(const Archive& archive, const TellProgress& tell) {
    Database database(archive.catalogue(), Access::kRead);
    Ledger ledger(database);
    ScanReport report;
    ScanProgress progress;
    for (const int64_t id : recorded_files(database, progress)) {
        const auto file = ledger.find_file_by_id(id);
        scan_file(archive, ledger, id, report);
        ++progress.files;
        if (file) progress.bytes += file->size;
        if (tell) tell(progress);
    }
    find_unknown_files(
        archive,
        [&](const std::string& path) {
            return is_journalled(database, path) || ledger.find_published(path).has_value();
        },
        report.findings);
    return report;
}

}  // namespace heafs
