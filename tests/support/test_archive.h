// An archive of its own for a test, and one run of what a daemon has around it, without a mount.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/archive/archive.h"
#include "core/archive/writer_lock.h"
#include "core/catalog/catalog_writer.h"
#include "core/catalog/ledger.h"
#include "core/delivery/indexer.h"
#include "core/delivery/publisher.h"
#include "core/delivery/staging.h"
#include "core/delivery/table_ingester.h"
#include "core/delivery/worker_pool.h"
#include "tests/support/temporary_folder.h"

namespace heafs {

// Missions that ship and those of the texts given (TOML, see halosat.toml) serve the archive. It
// keeps no reserve and a ballast of 4096 bytes.
class TestArchive {
   public:
    explicit TestArchive(const std::vector<std::string>& missions = {"halosat"},
                         const std::vector<std::string>& mission_texts = {});

    const Archive& archive() const { return *archive_; }
    std::filesystem::path path() const { return folder_.path() / "archive"; }
    // What `sqlite3` answers to `sql` on the catalogue, without the last newline.
    std::string catalogue_says(const std::string& sql) const;

   private:
    TemporaryFolder folder_;
    std::optional<Archive> archive_;
};

inline std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text));
}
inline std::string text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline AttributeChange change_of_size(int64_t size) {
    AttributeChange change;
    change.size = size;
    return change;
}
inline AttributeChange change_of_mtime(int64_t mtime_ns) {
    AttributeChange change;
    change.mtime_ns = mtime_ns;
    return change;
}

// What `sha256sum` says of the bytes.
std::string sha256sum_of(std::span<const std::byte> bytes);

// Staging, publisher and workers, until the object ends as a daemon ends: at once, in order.
class StagingRun {
   public:
    // Workers are this test program itself, started with the argument `worker`.
    explicit StagingRun(const Archive& archive,
                        const std::vector<std::string>& worker = own_worker_command(),
                        StepObserver observer = {});
    ~StagingRun();
    StagingRun(const StagingRun&) = delete;
    StagingRun& operator=(const StagingRun&) = delete;

    Staging& staging() { return *staging_; }
    CatalogWriter& writer() { return writer_; }
    LedgerPool& ledger() { return ledger_; }
    // All names that were told to have changed, in order.
    const std::vector<ChangedName>& told() const { return told_; }

    // The folder of a delivery, made if there is none.
    uint64_t delivery(const std::string& name, const std::string& mission = "halosat");
    // A folder of a delivery by its path, made with those above it.
    uint64_t folder(uint64_t root, const std::string& path);
    // A new file, written, flushed and released, as cp does. Gives what the close answered.
    CloseVerdict put(uint64_t root, const std::string& path, std::span<const std::byte> bytes);
    CloseVerdict put(uint64_t root, const std::string& path, std::string_view text) {
        return put(root, path, bytes_of(text));
    }
    // What the flush of an open handle answers; waits for it.
    CloseVerdict flush(uint64_t handle);
    // The word of verdict.txt when nothing is under way any more.
    std::string verdict(const std::string& name, const std::string& mission = "halosat");
    DeliverySummary summary(const std::string& name, const std::string& mission = "halosat");
    std::optional<FileRow> published(const std::string& path);

   private:
    Ballast ballast_;
    CatalogWriter writer_;
    LedgerPool ledger_;
    WorkerPool workers_;
    std::vector<ChangedName> told_;
    Indexer indexer_;
    TableIngester tables_;
    Publisher publisher_;
    std::unique_ptr<Staging> staging_;
};

// True when the list has a finding of that rule, waived or not.
bool has_rule(const std::vector<Finding>& findings, std::string_view rule);

}  // namespace heafs
