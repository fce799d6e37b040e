#include "core/catalog/journal.h"

#include <gmock/gmock.h>

#include "tests/core/catalog/catalogue_fixture.h"

namespace heafs {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Journal = Catalogue;

TEST_F(Journal, NothingIsOpenAtFirst) { EXPECT_THAT(open_publications(database_), IsEmpty()); }

TEST_F(Journal, WhatWasBegunIsOpenUntilItIsCommitted) {
    const int64_t publication = begin({entry("obs/halosat/123401/a")});
    EXPECT_THAT(open_publications(database_), ElementsAre(publication));
    commit(publication);
    EXPECT_THAT(open_publications(database_), IsEmpty());
}

TEST_F(Journal, OpenPublicationsComeOldestFirst) {
    const int64_t first = begin({entry("obs/halosat/123401/a")});
    const int64_t second = begin({entry("obs/halosat/123401/b")});
    EXPECT_THAT(open_publications(database_), ElementsAre(first, second));
}

TEST_F(Journal, GivesBackTheEntriesThatWereRecorded) {
    publish_one(entry("obs/halosat/123401/a"));
    const FileRow old = *ledger_.find_published("obs/halosat/123401/a");
    std::vector<JournalEntry> entries = {entry_over(old, "bb"), entry("obs/halosat/123401/b")};
    entries[0].findings = "[{}]";
    entries[0].observation = "{\"object\":\"Crab\"}";
    entries[0].public_date = "2026-01-01";
    entries[1].uid = 4000000000;
    const int64_t publication = begin_publication(database_, entries);
    const auto loaded = load_publication(database_, publication);
    ASSERT_EQ(loaded.size(), 2u);
    EXPECT_EQ(loaded[0].file_id, entries[0].file_id);
    EXPECT_EQ(loaded[0].version, 2);
    EXPECT_EQ(loaded[0].replaces->superseded_path, entries[0].replaces->superseded_path);
    EXPECT_EQ(loaded[0].replaces->file_id, old.id);
    EXPECT_EQ(loaded[0].observation, "{\"object\":\"Crab\"}");
    EXPECT_EQ(loaded[0].public_date, "2026-01-01");
    EXPECT_EQ(loaded[1].uid, 4000000000);
    EXPECT_EQ(loaded[1].inode, 77u);
    EXPECT_EQ(loaded[1].obs_id, "123401");
    EXPECT_FALSE(loaded[1].replaces);
}

TEST_F(Journal, TheRootsInodeNumberIsNeverGiven) {
    EXPECT_GE(publish_one(entry("obs/halosat/123401/a")).id, 2);
}

TEST_F(Journal, NumbersAreNeverGivenTwice) {
    const int64_t first = publish_one(entry("obs/halosat/123401/a")).id;
    database_.script("DELETE FROM journal; DELETE FROM file;");
    EXPECT_GT(publish_one(entry("obs/halosat/123401/b")).id, first);
}

TEST_F(Journal, PublicationNumbersGrowAfterACommit) {
    const int64_t first = begin({entry("obs/halosat/123401/a")});
    commit(first);
    EXPECT_GT(begin({entry("obs/halosat/123401/b")}), first);
}

TEST_F(Journal, WhatWasBegunIsNotVisible) {
    begin({entry("obs/halosat/123401/a")});
    EXPECT_FALSE(ledger_.find_published("obs/halosat/123401/a"));
    EXPECT_FALSE(ledger_.find_folder("obs/halosat/123401"));
}

TEST_F(Journal, ACommitShowsTheFileAndItsFolders) {
    publish_one(entry("obs/halosat/123401/products/a"));
    EXPECT_TRUE(ledger_.find_folder("obs"));
    EXPECT_TRUE(ledger_.find_folder("obs/halosat/123401/products"));
}

TEST_F(Journal, ACommitGivesANewFolderItsTimeAndTheOneAboveIt) {
    publish_folder(database_, "obs", 1);
    publish_folder(database_, "trend", 1);
    commit(begin({entry("obs/halosat/a")}), 5000);
    EXPECT_EQ(ledger_.find_folder("obs/halosat")->mtime_ns, 5000);
    EXPECT_EQ(ledger_.find_folder("obs")->mtime_ns, 5000);
    EXPECT_EQ(ledger_.find_folder("trend")->mtime_ns, 1);
}

// rule 7 of fuse.md: a folder's mtime is its last change of content; what is above did not change.
TEST_F(Journal, AFileInAKnownFolderChangesThatFoldersTimeAlone) {
    commit(begin({entry("obs/halosat/123401/a")}), 5000);
    commit(begin({entry("obs/halosat/123401/b")}), 6000);
    EXPECT_EQ(ledger_.find_folder("obs/halosat/123401")->mtime_ns, 6000);
    EXPECT_EQ(ledger_.find_folder("obs/halosat")->mtime_ns, 5000);
}

TEST_F(Journal, ACommitSupersedesWhatIsReplaced) {
    const FileRow old = publish_one(entry("obs/halosat/123401/a", "aa"));
    const FileRow now = publish_one(entry_over(old, "bb"));
    EXPECT_EQ(now.sha256, "bb");
    EXPECT_EQ(now.version, 2);
    EXPECT_NE(now.id, old.id);
    const FileRow kept = *ledger_.find_file_by_id(old.id);
    EXPECT_EQ(kept.state, "superseded");
    EXPECT_EQ(kept.disk_path, ".heafs-superseded/halosat/first/v1/obs/halosat/123401/a");
}

TEST_F(Journal, ACommitTwiceIsACommitOnce) {
    const int64_t publication = begin({entry("obs/halosat/123401/a")});
    commit(publication, 5000);
    const int64_t id = ledger_.find_published("obs/halosat/123401/a")->id;
    commit(publication, 5000);
    EXPECT_EQ(ledger_.find_published("obs/halosat/123401/a")->id, id);
    EXPECT_EQ(ledger_.versions_of("obs/halosat/123401", "a").size(), 1u);
}

TEST_F(Journal, ACommitMarksTheStagedRow) {
    StagedRow row;
    row.delivery_id = delivery_;
    row.path = "obs/halosat/123401/a";
    row.state = "received";
    row.sha256 = "aa";
    store_staged(database_, row);
    const int64_t id = publish_one(entry("obs/halosat/123401/a", "aa")).id;
    const StagedRow now = load_staged(database_, delivery_).at(0);
    EXPECT_EQ(now.state, "published");
    EXPECT_EQ(now.file_id, id);
}

TEST_F(Journal, ACommitLeavesAStagedRowWithOtherBytesAlone) {
    StagedRow row;
    row.delivery_id = delivery_;
    row.path = "obs/halosat/123401/a";
    row.state = "received";
    row.sha256 = "a newer version";
    store_staged(database_, row);
    publish_one(entry("obs/halosat/123401/a", "aa"));
    EXPECT_EQ(load_staged(database_, delivery_).at(0).state, "received");
}

TEST_F(Journal, TheFirstFileThatStatesAFactKeepsItsWord) {
    JournalEntry first = entry("obs/halosat/123401/a");
    first.observation = "{\"object\":\"Crab\",\"start\":\"\",\"stop\":\"\"}";
    JournalEntry second = entry("obs/halosat/123401/b");
    second.observation = "{\"object\":\"Vela\",\"start\":\"2020-01-01\",\"stop\":\"\"}";
    commit(begin({first, second}));
    Rows rows = database_.query("SELECT object, start, stop FROM observation");
    ASSERT_TRUE(rows.next());
    EXPECT_EQ(rows.text(0), "Crab");
    EXPECT_EQ(rows.text(1), "2020-01-01");
    EXPECT_TRUE(rows.is_null(2));
}

TEST_F(Journal, OldEntriesAreDroppedButTheLastPublicationsNumberIsKept) {
    for (const char* path : {"obs/a", "obs/b", "obs/c"}) publish_one(entry(path));
    Rows rows = database_.query("SELECT count(*) FROM journal");
    rows.next();
    EXPECT_EQ(rows.integer(0), 1);
}

}  // namespace
}  // namespace heafs
