#include "core/catalog/ledger.h"

#include <gmock/gmock.h>

#include <thread>

#include "tests/core/catalog/catalogue_fixture.h"

namespace heafs {
namespace {

using LedgerTest = Catalogue;

TEST_F(LedgerTest, AFileIsFoundByFolderAndName) {
    const FileRow made = publish_one(entry("obs/halosat/123401/a"));
    const auto folder = ledger_.find_folder("obs/halosat/123401");
    const auto found = ledger_.find_file(folder->id, "a");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, made.id);
    EXPECT_EQ(found->folder, "obs/halosat/123401");
    EXPECT_EQ(found->name, "a");
    EXPECT_EQ(found->size, 10);
    EXPECT_EQ(found->inflated_size, 20);
    EXPECT_EQ(found->mtime_ns, 5);
    EXPECT_EQ(found->mode, 0444u);
    EXPECT_EQ(found->file_class, "events");
    EXPECT_EQ(found->level, 2);
    EXPECT_EQ(found->state, "published");
    EXPECT_EQ(found->disk_path, "obs/halosat/123401/a");
    EXPECT_EQ(found->disk_inode, 77u);
    EXPECT_EQ(found->published_at_ns, 9000);
}

TEST_F(LedgerTest, AnAbsentNameIsNothing) {
    EXPECT_FALSE(ledger_.find_published("obs/none"));
    EXPECT_FALSE(ledger_.find_folder("none"));
    EXPECT_FALSE(ledger_.find_file(1, "none"));
    EXPECT_FALSE(ledger_.find_file_by_id(12345));
}

TEST_F(LedgerTest, FilesOfAFolderComeByName) {
    for (const char* path : {"obs/c", "obs/a", "obs/b", "obs/below/d"}) publish_one(entry(path));
    std::vector<std::string> names;
    for (const FileRow& file : ledger_.files_in(ledger_.find_folder("obs")->id))
        names.push_back(file.name);
    EXPECT_THAT(names, testing::ElementsAre("a", "b", "c"));
}

TEST_F(LedgerTest, FoldersOfAFolderComeByName) {
    for (const char* path : {"obs/y/f", "obs/x/z/f"}) publish_one(entry(path));
    std::vector<std::string> paths;
    for (const FolderRow& folder : ledger_.folders_in(ledger_.find_folder("obs")->id))
        paths.push_back(folder.path);
    EXPECT_THAT(paths, testing::ElementsAre("obs/x", "obs/y"));
}

TEST_F(LedgerTest, AReplacedFileIsNotListed) {
    const FileRow old = publish_one(entry("obs/a", "aa"));
    publish_one(entry_over(old, "bb"));
    EXPECT_EQ(ledger_.files_in(ledger_.find_folder("obs")->id).size(), 1u);
}

TEST_F(LedgerTest, AReplacedFileIsStillFoundByItsNumber) {
    const FileRow old = publish_one(entry("obs/a", "aa"));
    publish_one(entry_over(old, "bb"));
    EXPECT_EQ(ledger_.find_file_by_id(old.id)->sha256, "aa");
}

TEST_F(LedgerTest, VersionsComeNewestFirst) {
    const FileRow old = publish_one(entry("obs/a", "aa"));
    publish_one(entry_over(old, "bb"));
    const auto versions = ledger_.versions_of("obs", "a");
    ASSERT_EQ(versions.size(), 2u);
    EXPECT_EQ(versions[0].sha256, "bb");
    EXPECT_EQ(versions[1].sha256, "aa");
}

TEST_F(LedgerTest, WhileAFileIsReplacedItsOldBytesHaveAPlace) {
    const FileRow old = publish_one(entry("obs/a", "aa"));
    EXPECT_EQ(ledger_.path_while_replaced(old.id), "");
    const int64_t publication = begin({entry_over(old, "bb")});
    EXPECT_EQ(ledger_.path_while_replaced(old.id), ".heafs-superseded/halosat/first/v1/obs/a");
    commit(publication);
    EXPECT_EQ(ledger_.path_while_replaced(old.id), "");
}

TEST_F(LedgerTest, CountsWhatIsPublished) {
    const FileRow old = publish_one(entry("obs/a", "aa"));
    publish_one(entry_over(old, "bb"));
    publish_one(entry("obs/b"));
    begin({entry("obs/c")});
    const LedgerCounts counts = ledger_.counts();
    EXPECT_EQ(counts.files, 2);
    EXPECT_EQ(counts.bytes, 20);
    EXPECT_EQ(counts.observations, 1);
    EXPECT_EQ(counts.deliveries, 1);
}

TEST_F(LedgerTest, ManyThreadsReadAtOnce) {
    publish_one(entry("obs/a"));
    LedgerPool pool(folder_.path() / "catalog.db");
    std::vector<std::thread> threads;
    std::atomic<int> found = 0;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            for (int j = 0; j < 20; ++j)
                if (pool.borrow()->find_published("obs/a")) ++found;
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(found, 160);
}

TEST_F(LedgerTest, ALoanSeesWhatWasCommittedBeforeIt) {
    LedgerPool pool(folder_.path() / "catalog.db");
    EXPECT_FALSE(pool.borrow()->find_published("obs/a"));
    publish_one(entry("obs/a"));
    EXPECT_TRUE(pool.borrow()->find_published("obs/a"));
}

}  // namespace
}  // namespace heafs
