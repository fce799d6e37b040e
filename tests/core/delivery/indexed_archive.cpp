#include "tests/core/delivery/indexed_archive.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/base/sha256.h"
#include "core/catalog/delivery_store.h"
#include "tests/support/outside_programs.h"

namespace heafs {
namespace {

std::string mission_text() {
    return "[mission]\nname = \"test\"\ntitle = \"A test\"\n[delivery]\npublish = \"commit\"\n"
           "[obs]\nfolder = \"{obs_id}\"\nparts = { obs_id = '\\d{4}' }\n" +
           hand_made::instrument_text(true);
}

}  // namespace

IndexedArchive::IndexedArchive()
    : archive_({}, {mission_text()}),
      ledger_(archive_.archive().catalogue()),
      index_(archive_.archive(), ledger_) {}

JournalEntry IndexedArchive::staged(const std::string& obs_id, const std::string& name,
                                    std::span<const std::byte> bytes) {
    JournalEntry entry;
    CatalogWriter writer(archive_.archive().catalogue());
    writer.use_durably([&](Database& database) {
        entry.delivery_id = open_delivery(database, "test", "first", "unit", 1).id;
    });
    entry.final_path = fmt::format("obs/test/{}/events/{}", obs_id, name);
    entry.delivery_path = entry.final_path;
    entry.staged = fmt::format("{}/{}", kStagingFolder, next_serial_++);
    const auto file = archive_.archive().data() / entry.staged;
    write_file_durably(file, text_of(bytes));
    struct stat status {};
    EXPECT_EQ(::stat(file.c_str(), &status), 0);
    entry.inode = status.st_ino;
    entry.sha256 = sha256_hex(text_of(bytes));
    entry.size = entry.inflated_size = static_cast<int64_t>(bytes.size());
    entry.file_class = "events";
    entry.mission = "test";
    entry.obs_id = obs_id;
    entry.findings = "[]";
    if (const auto old = ledger_.borrow()->find_published(entry.final_path))
        entry.replaces = ReplacedFile{
            old->id, old->disk_inode, old->sha256, old->size,
            fmt::format("{}/test/first/v{}/{}", kSupersededFolder, old->version, old->disk_path)};
    return entry;
}

void IndexedArchive::publish_with(std::vector<JournalEntry> entries,
                                  const std::vector<std::string>& command,
                                  const StepObserver& observer) {
    CatalogWriter writer(archive_.archive().catalogue());
    WorkerPool workers(command, 2);
    Indexer indexer(archive_.archive(), workers);
    publish(archive_.archive(), writer, entries, observer, indexer.as_step());
}

void IndexedArchive::publish_and_die(const std::vector<JournalEntry>& entries, PublishStep step) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        publish_with(entries, own_worker_command(), [&](PublishStep reached) {
            if (reached == step) ::raise(SIGKILL);
        });
        ::_exit(99);  // the step was never reached
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << status;
}

void IndexedArchive::recover() {
    CatalogWriter writer(archive_.archive().catalogue());
    WorkerPool workers(own_worker_command(), 2);
    Indexer indexer(archive_.archive(), workers);
    recover_publications(archive_.archive(), writer, {}, indexer.as_step());
}

std::vector<SegmentRow> IndexedArchive::segments() {
    auto ledger = ledger_.borrow();
    return load_segments(ledger.database());
}

std::string IndexedArchive::index_sums() const {
    return output_of("cd '" + archive_.path().string() +
                     "' && find index -type f | sort | xargs -r sha256sum");
}

std::vector<std::byte> list_around(double ra, double dec, size_t count, uint64_t seed) {
    hand_made::EventList list{.events = hand_made::scattered(count, seed, 0.1, ra, dec),
                              .gti = {{0, 1000}},
                              .degrees = true};
    list.cards = {{"RA_PNT", ra, ""}, {"DEC_PNT", dec, ""}};
    return hand_made::fits_of(list);
}

}  // namespace heafs
