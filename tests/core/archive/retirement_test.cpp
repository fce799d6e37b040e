// Files that leave the public tree in one commit: an old processing, a withdrawn observation.
// Whatever the moment of a crash, the archive is as before or as after.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "config/base/error.h"
#include "core/archive/publication.h"
#include "core/archive/rebuild.h"
#include "core/base/files.h"
#include "core/base/sha256.h"
#include "core/catalog/delivery_store.h"
#include "core/catalog/ledger.h"
#include "tests/core/archive/interrupted_publication.h"
#include "tests/support/outside_programs.h"

namespace heafs {
namespace {

namespace stdfs = std::filesystem;

constexpr const char* kFolder = "obs/halosat/123401/";

// Published: products/a, products/b and unfiltered/c of 123401, products/o of 123402. The new
// processing brings another products/a and products/d; c and b are not in it.
class Retirement : public testing::Test {
   protected:
    Retirement() {
        CatalogWriter writer(archive_.archive().catalogue());
        std::vector<JournalEntry> old;
        writer.use_durably([&](Database& database) {
            for (const char* name : {"products/a", "products/b", "unfiltered/c"})
                old.push_back(stage(database, "old", std::string(kFolder) + name, "old"));
            old.push_back(stage(database, "other", "obs/halosat/123402/products/o", "other"));
        });
        publish(archive_.archive(), writer, old);
    }

    JournalEntry stage(Database& database, const std::string& delivery, const std::string& path,
                       const std::string& text) {
        JournalEntry entry;
        entry.delivery_id = open_delivery(database, "halosat", delivery, "unit", 1).id;
        entry.delivery_path = path;
        entry.staged = std::string(kStagingFolder) + "/" + std::to_string(next_serial_++);
        const auto file = archive_.archive().data() / entry.staged;
        std::ofstream(file, std::ios::binary) << text;
        struct stat status {};
        EXPECT_EQ(::stat(file.c_str(), &status), 0);
        entry.inode = status.st_ino;
        entry.final_path = path;
        entry.sha256 = sha256_hex(text);
        entry.size = entry.inflated_size = static_cast<int64_t>(text.size());
        entry.file_class = "events";
        entry.mission = "halosat";
        entry.obs_id = path.substr(12, 6);
        entry.findings = "[]";
        if (const auto there = Ledger(database).find_published(path))
            entry.replaces = ReplacedFile{
                there->id, there->disk_inode, there->sha256, there->size,
                std::string(kSupersededFolder) + "/halosat/" + delivery + "/v1/" + path};
        return entry;
    }

    void order_reprocessing() {
        CatalogWriter writer(archive_.archive().catalogue());
        writer.use_durably([&](Database& database) {
            for (const char* name : {"products/a", "products/d"})
                entries_.push_back(stage(database, "new", std::string(kFolder) + name, "new"));
        });
        orders_ = {{entries_[0].delivery_id,
                    "halosat",
                    "123401",
                    {entries_[0].final_path, entries_[1].final_path},
                    kSuperseded,
                    ""}};
    }
    void order_withdrawal() {
        CatalogWriter writer(archive_.archive().catalogue());
        writer.use_durably([&](Database& database) {
            orders_ = {{open_delivery(database, "halosat", "take_back", "unit", 1).id,
                        "halosat",
                        "123401",
                        {},
                        kWithdrawn,
                        "wrong gain"}};
        });
    }
    void run(const Archive& archive, const StepObserver& observer = {}) {
        CatalogWriter writer(archive.catalogue());
        recover_publications(archive, writer, observer);
        publish_and_retire(archive, writer, entries_, orders_, observer);
    }
    // False when the process was never at that point.
    bool stop_at(StopPoint point, bool recovering) {
        const pid_t child = ::fork();
        if (child == 0) {
            int seen = 0;
            const StepObserver observer = [&](PublishStep step) {
                if (step == point.step && ++seen == point.count) ::raise(SIGKILL);
            };
            CatalogWriter writer(archive_.archive().catalogue());
            if (recovering)
                recover_publications(archive_.archive(), writer, observer);
            else
                publish_and_retire(archive_.archive(), writer, entries_, orders_, observer);
            ::_exit(99);
        }
        int status = 0;
        EXPECT_EQ(::waitpid(child, &status, 0), child);
        return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    }
    void recover() {
        CatalogWriter writer(archive_.archive().catalogue());
        recover_publications(archive_.archive(), writer);
    }

    std::string says(const std::string& sql) const { return archive_.catalogue_says(sql); }
    std::string states() const {
        return says(
            "SELECT group_concat(x, ' ') FROM (SELECT path || '/' || file.name || '=' || "
            "state AS x FROM file JOIN dir ON dir.id = dir_id WHERE state <> 'staged' "
            "ORDER BY path, file.name, version)");
    }
    std::string visible_folders() const {
        return says(
            "SELECT group_concat(path, ' ') FROM (SELECT path FROM dir WHERE published AND "
            "path LIKE 'obs/halosat/%' ORDER BY path)");
    }
    // Each row leads to its bytes, and no bytes are anywhere else.
    void expect_disk_and_ledger_agree() const {
        EXPECT_EQ(output_of("cd '" + archive_.archive().data().string() +
                            "' && find . -type f -printf '%P\\n' | LC_ALL=C sort"),
                  says("SELECT group_concat(disk_path, char(10)) FROM (SELECT disk_path FROM file "
                       "ORDER BY disk_path)") +
                      "\n");
        for (const auto& [path, sha256] : rows_of("SELECT disk_path || ' ' || sha256 FROM file"))
            EXPECT_EQ(sha256_hex(read_file(archive_.archive().data() / path)), sha256) << path;
    }
    std::vector<std::pair<std::string, std::string>> rows_of(const std::string& sql) const {
        std::vector<std::pair<std::string, std::string>> rows;
        std::istringstream lines(says(sql));
        std::string path, sha256;
        while (lines >> path >> sha256) rows.push_back({path, sha256});
        return rows;
    }
    void expect_old() const { EXPECT_EQ(states(), kOldStates); }
    void expect_reprocessed() const {
        EXPECT_EQ(
            states(),
            "obs/halosat/123401/products/a=superseded obs/halosat/123401/products/a=published "
            "obs/halosat/123401/products/b=superseded "
            "obs/halosat/123401/products/d=published "
            "obs/halosat/123401/unfiltered/c=superseded "
            "obs/halosat/123402/products/o=published");
        EXPECT_EQ(visible_folders(),
                  "obs/halosat/123401 obs/halosat/123401/products obs/halosat/123402 "
                  "obs/halosat/123402/products");
        expect_disk_and_ledger_agree();
    }
    void expect_withdrawn() const {
        EXPECT_EQ(states(),
                  "obs/halosat/123401/products/a=withdrawn obs/halosat/123401/products/b=withdrawn "
                  "obs/halosat/123401/unfiltered/c=withdrawn "
                  "obs/halosat/123402/products/o=published");
        EXPECT_EQ(visible_folders(), "obs/halosat/123402 obs/halosat/123402/products");
        expect_disk_and_ledger_agree();
    }

    static constexpr const char* kOldStates =
        "obs/halosat/123401/products/a=published obs/halosat/123401/products/b=published "
        "obs/halosat/123401/unfiltered/c=published obs/halosat/123402/products/o=published";

    TestArchive archive_;
    std::vector<JournalEntry> entries_;
    std::vector<RetirementOrder> orders_;
    int next_serial_ = 1;
};

TEST_F(Retirement, AReprocessingRetiresWhatItDoesNotName) {
    order_reprocessing();
    run(archive_.archive());
    expect_reprocessed();
}

TEST_F(Retirement, AFileThatIsNamedWithTheSameBytesStays) {
    order_reprocessing();
    orders_[0].kept.insert(std::string(kFolder) + "products/b");
    run(archive_.archive());
    EXPECT_EQ(says("SELECT state FROM file WHERE name = 'b'"), "published");
    EXPECT_EQ(says("SELECT state FROM file WHERE name = 'c'"), "superseded");
}

TEST_F(Retirement, AWithdrawalHidesTheObservationAndKeepsItsBytes) {
    order_withdrawal();
    run(archive_.archive());
    expect_withdrawn();
    EXPECT_EQ(says("SELECT DISTINCT reason FROM retirement"), "wrong gain");
    EXPECT_EQ(says("SELECT count(*) FROM observation WHERE obs_id = '123401'"), "0");
    EXPECT_EQ(says("SELECT count(*) FROM observation WHERE obs_id = '123402'"), "1");
}

TEST_F(Retirement, ADeliveryWhoseFilesAreAllWithdrawnIsWithdrawn) {
    order_withdrawal();
    run(archive_.archive());
    EXPECT_EQ(says("SELECT name FROM delivery WHERE state = 'withdrawn'"), "old");
}

TEST_F(Retirement, TellsTheIndexThatSomethingChanged) {
    order_withdrawal();
    Database database(archive_.archive().catalogue(), Access::kWrite);
    const int64_t before = index_state(database);
    run(archive_.archive());
    EXPECT_NE(index_state(database), before);
}

TEST_F(Retirement, AnObservationThatIsNotThereRetiresNothing) {
    order_withdrawal();
    orders_[0].obs_id = "999999";
    run(archive_.archive());
    expect_old();
    EXPECT_FALSE(stdfs::exists(archive_.archive().deliveries() / "halosat/take_back"));
}

TEST_F(Retirement, ADeliveryAfterAWithdrawalIsANewVersion) {
    order_withdrawal();
    run(archive_.archive());
    orders_.clear();
    CatalogWriter writer(archive_.archive().catalogue());
    writer.use_durably([&](Database& database) {
        entries_ = {stage(database, "again", std::string(kFolder) + "products/a", "old")};
    });
    run(archive_.archive());
    EXPECT_EQ(says("SELECT version || state FROM file WHERE name = 'a' ORDER BY version DESC "
                   "LIMIT 1"),
              "2published");
    expect_disk_and_ledger_agree();
}

// `heafs scan --rebuild` without any catalogue: the records say it all.
TEST_F(Retirement, ARebuildMakesTheSameStateAgain) {
    order_reprocessing();
    run(archive_.archive());
    orders_.clear();
    entries_.clear();
    order_withdrawal();
    run(archive_.archive());
    const char* kAll =
        "SELECT group_concat(x, ' ') FROM (SELECT file.id || name || version || state || disk_path "
        "|| coalesce(reason, '') || coalesce(retired_at, '') AS x FROM file LEFT JOIN (SELECT "
        "file_id, reason, retired_at FROM retirement) ON file_id = file.id ORDER BY file.id)";
    const std::string before = says(kAll), folders = visible_folders();
    stdfs::remove(archive_.archive().catalogue());
    const ScanReport report = rebuild_catalogue(archive_.archive());
    EXPECT_TRUE(report.findings.empty());
    EXPECT_EQ(says(kAll), before);
    EXPECT_EQ(visible_folders(), folders);
    EXPECT_EQ(says("SELECT count(*) FROM observation WHERE obs_id = '123401'"), "0");
}

// Its record is durable and its journal is lost: the record alone finishes it.
TEST_F(Retirement, ARebuildFinishesAWithdrawalThatWasCutShort) {
    order_withdrawal();
    ASSERT_TRUE(stop_at({PublishStep::kRetired, 2}, false));
    stdfs::remove(archive_.archive().catalogue());
    EXPECT_TRUE(rebuild_catalogue(archive_.archive()).findings.empty());
    expect_withdrawn();
}

class KilledRetirement : public Retirement, public testing::WithParamInterface<StopPoint> {};

const StopPoint kStops[] = {
    {PublishStep::kSynced},     {PublishStep::kJournalled}, {PublishStep::kRecorded},
    {PublishStep::kIndexed},    {PublishStep::kLinked, 1},  {PublishStep::kLinked, 2},
    {PublishStep::kLinked, 3},  {PublishStep::kMoved, 1},   {PublishStep::kMoved, 2},
    {PublishStep::kRetired, 1}, {PublishStep::kRetired, 2}, {PublishStep::kRetired, 3},
    {PublishStep::kSettled},    {PublishStep::kCommitted}};

TEST_P(KilledRetirement, AReprocessingThatIsKilledIsAsBeforeOrAsAfter) {
    order_reprocessing();
    const bool stopped = stop_at(GetParam(), false);
    if (GetParam().step != PublishStep::kCommitted && stopped) expect_old();
    if (!stopped) return expect_reprocessed();
    // A second crash at the same place, then a recovery that ends.
    stop_at(GetParam(), true);
    recover();
    if (GetParam().step != PublishStep::kSynced) return expect_reprocessed();
    expect_old();
    run(archive_.archive());
    expect_reprocessed();
}

TEST_P(KilledRetirement, AWithdrawalThatIsKilledIsAsBeforeOrAsAfter) {
    order_withdrawal();
    const bool stopped = stop_at(GetParam(), false);
    if (GetParam().step != PublishStep::kCommitted && stopped) expect_old();
    if (!stopped) return expect_withdrawn();
    stop_at(GetParam(), true);
    recover();
    if (GetParam().step != PublishStep::kSynced) return expect_withdrawn();
    expect_old();
    run(archive_.archive());
    expect_withdrawn();
}

INSTANTIATE_TEST_SUITE_P(Each, KilledRetirement, testing::ValuesIn(kStops));

}  // namespace
}  // namespace heafs
