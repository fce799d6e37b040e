#include "tests/core/archive/interrupted_publication.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <functional>

#include "config/base/error.h"
#include "core/base/files.h"
#include "core/base/sha256.h"
#include "tests/support/outside_programs.h"

namespace heafs {
namespace {

namespace stdfs = std::filesystem;

constexpr const char* kProducts = "obs/halosat/123401/products/";

// Runs `work` in a child that must be killed by its own observer. The tests have one thread, so
// that a fork is whole; the child opens everything it needs itself.
void run_until_killed(const std::function<void(const StepObserver&)>& work, StopPoint point) {
    ASSERT_EQ(std::distance(stdfs::directory_iterator("/proc/self/task"), {}), 1);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        int seen = 0;
        work([&](PublishStep step) {
            if (step == point.step && ++seen == point.count) ::raise(SIGKILL);
        });
        ::_exit(99);  // the step was never reached
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
        << "the process was not stopped there: status " << status;
}

}  // namespace

void PrintTo(const StopPoint& point, std::ostream* out) {
    static constexpr const char* kNames[] = {"synced",  "journalled", "recorded",
                                             "indexed", "linked",     "moved",
                                             "retired", "settled",    "committed"};
    *out << kNames[static_cast<size_t>(point.step)] << " " << point.count;
}

InterruptedPublication::InterruptedPublication() {
    CatalogWriter writer(archive_.archive().catalogue());
    writer.use_durably([&](Database& database) {
        std::vector<JournalEntry> first;
        for (const std::string name : {"a.fits", "b.fits", "c.fits"}) {
            old_texts_[kProducts + name] = "old " + name;
            first.push_back(stage(database, "first", kProducts + name, "old " + name));
        }
        staged_ = std::move(first);
    });
    publish(archive_.archive(), writer, staged_);
    staged_.clear();
    writer.use_durably([&](Database& database) {
        const auto add = [&](const std::string& delivery, const std::string& path) {
            const std::string text = "new " + path + std::string(5000, 'n');
            new_texts_[path] = text;
            staged_.push_back(stage(database, delivery, path, text));
        };
        add("second", kProducts + std::string("a.fits"));
        add("second", kProducts + std::string("d.fits"));
        add("second", kProducts + std::string("b.fits"));
        add("third", "obs/halosat/123402/products/e.fits");
        add("third", kProducts + std::string("c.fits"));
        add("third", "obs/halosat/123403/unfiltered/f.fits");
    });
}

JournalEntry InterruptedPublication::stage(Database& database, const std::string& delivery,
                                           const std::string& path, const std::string& text) {
    JournalEntry entry;
    entry.delivery_id = open_delivery(database, "halosat", delivery, "unit", 1).id;
    entry.delivery_path = path;
    entry.staged = fmt::format("{}/{}", kStagingFolder, next_serial_++);
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
    if (const auto old = Ledger(database).find_published(path))
        entry.replaces =
            ReplacedFile{old->id, old->disk_inode, old->sha256, old->size,
                         fmt::format("{}/halosat/{}/v1/{}", kSupersededFolder, delivery, path)};
    return entry;
}

void InterruptedPublication::publish_and_stop(StopPoint point) {
    run_until_killed(
        [&](const StepObserver& observer) {
            CatalogWriter writer(archive_.archive().catalogue());
            publish(archive_.archive(), writer, staged_, observer);
        },
        point);
}

void InterruptedPublication::recover_and_stop(StopPoint point) {
    run_until_killed(
        [&](const StepObserver& observer) {
            CatalogWriter writer(archive_.archive().catalogue());
            recover_publications(archive_.archive(), writer, observer);
        },
        point);
}

std::vector<JournalEntry> InterruptedPublication::recover() {
    const Archive again(archive_.path());
    CatalogWriter writer(again.catalogue());
    return recover_publications(again, writer);
}

void InterruptedPublication::publish_all() {
    CatalogWriter writer(archive_.archive().catalogue());
    publish(archive_.archive(), writer, staged_);
}

std::string InterruptedPublication::disk_text(const std::string& path_below_data) const {
    const auto path = archive_.archive().data() / path_below_data;
    return stdfs::exists(path) ? read_file(path) : "(nothing)";
}

void InterruptedPublication::expect_nothing_happened() {
    expect_old_is_visible();
    EXPECT_EQ(says("SELECT count(*) FROM journal WHERE done = 0"), "0");
    EXPECT_EQ(says("SELECT count(*) FROM file"), "3");
    for (const JournalEntry& entry : staged_)
        EXPECT_EQ(disk_text(entry.staged), new_texts_.at(entry.final_path));
    for (const auto& [path, text] : old_texts_) EXPECT_EQ(disk_text(path), text);
    EXPECT_FALSE(stdfs::exists(archive_.archive().deliveries() / "halosat/second"));
}

// Look-ups go by the ledger: the old version is what is there, and its bytes are in reach.
void InterruptedPublication::expect_old_is_visible() {
    LedgerPool pool(archive_.archive().catalogue());
    auto ledger = pool.borrow();
    for (const auto& [path, text] : old_texts_) {
        const auto file = ledger->find_published(path);
        ASSERT_TRUE(file) << path;
        EXPECT_EQ(file->sha256, sha256_hex(text));
        const std::string kept = ledger->path_while_replaced(file->id);
        const bool in_reach =
            disk_text(file->disk_path) == text || (!kept.empty() && disk_text(kept) == text);
        EXPECT_TRUE(in_reach) << path;
    }
    for (const auto& [path, text] : new_texts_)
        EXPECT_EQ(ledger->find_published(path).has_value(), old_texts_.count(path) > 0) << path;
    EXPECT_FALSE(ledger->find_folder("obs/halosat/123402"));
    EXPECT_FALSE(ledger->find_folder("obs/halosat/123403/unfiltered"));
}

void InterruptedPublication::expect_all_is_published() {
    EXPECT_EQ(says("SELECT count(*) FROM delivery WHERE name IN ('second', 'third') AND "
                   "published_at IS NULL"),
              "0");
    LedgerPool pool(archive_.archive().catalogue());
    auto ledger = pool.borrow();
    for (const auto& [path, text] : new_texts_) {
        const auto file = ledger->find_published(path);
        ASSERT_TRUE(file) << path;
        EXPECT_EQ(file->disk_path, path);
        EXPECT_EQ(disk_text(path), text);
        EXPECT_EQ(file->sha256, sha256sum_of(bytes_of(text)));
        EXPECT_EQ(file->version, old_texts_.count(path) > 0 ? 2 : 1);
    }
    for (const JournalEntry& entry : staged_) EXPECT_EQ(disk_text(entry.staged), "(nothing)");
    EXPECT_TRUE(ledger->find_folder("obs/halosat/123402/products"));
    EXPECT_TRUE(ledger->find_folder("obs/halosat/123403/unfiltered"));
    EXPECT_EQ(says("SELECT count(*) FROM journal WHERE done = 0"), "0");
    EXPECT_EQ(says("SELECT count(*) FROM file"), "9");
    EXPECT_EQ(says("SELECT count(*) FROM file WHERE state = 'staged'"), "0");
    expect_old_versions_are_kept();
    expect_records_agree_with_the_ledger();
}

void InterruptedPublication::expect_old_versions_are_kept() {
    LedgerPool pool(archive_.archive().catalogue());
    auto ledger = pool.borrow();
    for (const auto& [path, text] : old_texts_) {
        const auto versions = ledger->versions_of(parent_path(path), base_name(path));
        ASSERT_EQ(versions.size(), 2u) << path;
        EXPECT_EQ(versions[1].state, "superseded");
        EXPECT_EQ(versions[1].disk_path.rfind(std::string(kSupersededFolder) + "/", 0), 0u);
        EXPECT_EQ(disk_text(versions[1].disk_path), text);
    }
}

// One record for each delivery, which names each file with its number, hash and predecessor.
void InterruptedPublication::expect_records_agree_with_the_ledger() {
    const std::string folder = archive_.archive().deliveries().string();
    EXPECT_EQ(output_of("cd '" + folder + "' && find halosat -type f | sort"),
              "halosat/first/record.json\nhalosat/second/record.json\nhalosat/third/record.json\n");
    const std::string script =
        "import json, sys\n"
        "for name in ('first', 'second', 'third'):\n"
        "    record = json.load(open(f'{sys.argv[1]}/halosat/{name}/record.json'))\n"
        "    for file in record['files']:\n"
        "        old = file['replaces'] or {'inode': ''}\n"
        "        print(name, file['path'], file['inode'], file['sha256'], old['inode'])\n";
    std::string records = output_of_astropy(script, folder);
    if (!records.empty()) records.pop_back();
    EXPECT_EQ(records,
              says("SELECT delivery.name || ' ' || path || '/' || file.name || ' ' || file.id || ' "
                   "' || sha256 || ' ' || coalesce(replaces, '') FROM file JOIN delivery ON "
                   "delivery.id = delivery_id JOIN dir ON dir.id = dir_id ORDER BY file.id"));
}

}  // namespace heafs
