#include "core/catalog/delivery_store.h"

#include <gmock/gmock.h>

#include "tests/core/catalog/catalogue_fixture.h"

namespace heafs {
namespace {

using testing::UnorderedElementsAre;

class DeliveryStore : public Catalogue {
   protected:
    void store(const std::string& path, int64_t delivery = 0) {
        StagedRow row;
        row.delivery_id = delivery == 0 ? delivery_ : delivery;
        row.path = path;
        row.state = "received";
        store_staged(database_, row);
    }
    std::vector<std::string> paths(int64_t delivery = 0) {
        std::vector<std::string> all;
        for (const StagedRow& row : load_staged(database_, delivery == 0 ? delivery_ : delivery))
            all.push_back(row.path);
        return all;
    }
};

TEST_F(DeliveryStore, AKnownDeliveryComesBackWithItsNumber) {
    EXPECT_EQ(open_delivery(database_, "halosat", "first", "unit", 2000).id, delivery_);
}

TEST_F(DeliveryStore, AKnownDeliveryKeepsItsBeginningAndRevision) {
    const DeliveryRow row = open_delivery(database_, "halosat", "first", "unit", 2000);
    EXPECT_EQ(row.made_ns, 1000);
    EXPECT_EQ(row.revision, 1);
    EXPECT_EQ(row.state, "receiving");
}

TEST_F(DeliveryStore, DeliveriesOfTwoMissionsMayHaveOneName) {
    EXPECT_NE(open_delivery(database_, "swift", "first", "unit", 2000).id, delivery_);
}

TEST_F(DeliveryStore, ADeliveryThatIsGoneIsNotLoaded) {
    DeliveryRow row = load_deliveries(database_).at(0);
    row.state = "gone";
    store_delivery(database_, row);
    EXPECT_TRUE(load_deliveries(database_).empty());
}

// The publisher writes its word after others may have removed what it published.
TEST_F(DeliveryStore, AWordThatComesLateBringsNothingBack) {
    DeliveryRow row = load_deliveries(database_).at(0);
    DeliveryStanding last;
    last.id = row.id;
    last.state = "published";
    end_delivery(database_, last, "removed", "by its sender", 3000);
    row.state = "published";
    store_delivery(database_, row);
    store("obs/123401/late.fits");
    EXPECT_TRUE(load_deliveries(database_).empty());
    EXPECT_TRUE(paths().empty());
    EXPECT_EQ(list_standings(database_, true).at(0).state, "removed");
}

TEST_F(DeliveryStore, ADeliveryThatIsMadeAgainIsANewRevision) {
    DeliveryRow row = load_deliveries(database_).at(0);
    row.state = "gone";
    store_delivery(database_, row);
    const DeliveryRow again = open_delivery(database_, "halosat", "first", "unit", 3000);
    EXPECT_EQ(again.id, delivery_);
    EXPECT_EQ(again.revision, 2);
    EXPECT_EQ(load_deliveries(database_).size(), 1u);
}

TEST_F(DeliveryStore, GivesBackAllOfADelivery) {
    DeliveryRow row = load_deliveries(database_).at(0);
    row.state = "published";
    row.manifest_sha256 = "ab";
    row.changed_ns = 4000;
    row.published_ns = 3000;
    store_delivery(database_, row);
    const DeliveryRow loaded = load_deliveries(database_).at(0);
    EXPECT_EQ(loaded.state, "published");
    EXPECT_EQ(loaded.manifest_sha256, "ab");
    EXPECT_EQ(loaded.changed_ns, 4000);
    EXPECT_EQ(loaded.published_ns, 3000);
}

TEST_F(DeliveryStore, GivesBackAllOfAStagedFile) {
    const StagedRow row = {delivery_,  "obs/a", (uint64_t{1} << 62) + 5,
                           false,      10,      -5,
                           4000000000, 2,       0640,
                           "held",     "ab",    "{}",
                           3};
    store_staged(database_, row);
    const StagedRow loaded = load_staged(database_, delivery_).at(0);
    EXPECT_EQ(loaded.path, "obs/a");
    EXPECT_EQ(loaded.serial, (uint64_t{1} << 62) + 5);
    EXPECT_FALSE(loaded.folder);
    EXPECT_EQ(loaded.size, 10);
    EXPECT_EQ(loaded.mtime_ns, -5);
    EXPECT_EQ(loaded.uid, 4000000000);
    EXPECT_EQ(loaded.gid, 2u);
    EXPECT_EQ(loaded.mode, 0640u);
    EXPECT_EQ(loaded.state, "held");
    EXPECT_EQ(loaded.sha256, "ab");
    EXPECT_EQ(loaded.content, "{}");
    EXPECT_EQ(loaded.file_id, 3);
}

TEST_F(DeliveryStore, StoringAgainReplacesTheRow) {
    store("obs/a");
    store("obs/a");
    EXPECT_EQ(paths().size(), 1u);
}

TEST_F(DeliveryStore, RemovingTakesThatRowAlone) {
    for (const char* path : {"obs/a", "obs/a/b", "obs/ab"}) store(path);
    remove_staged(database_, delivery_, "obs/a");
    EXPECT_THAT(paths(), UnorderedElementsAre("obs/a/b", "obs/ab"));
}

TEST_F(DeliveryStore, FoldersComeBeforeWhatTheyHold) {
    for (const char* path : {"obs/a/b", "obs", "obs/a"}) store(path);
    EXPECT_THAT(paths(), testing::ElementsAre("obs", "obs/a", "obs/a/b"));
}

TEST_F(DeliveryStore, MovingAFolderMovesAllBelowIt) {
    for (const char* path : {"obs/a", "obs/a/b", "obs/a/c/d"}) store(path);
    move_staged(database_, delivery_, "obs/a", "trend/x");
    EXPECT_THAT(paths(), UnorderedElementsAre("trend/x", "trend/x/b", "trend/x/c/d"));
}

TEST_F(DeliveryStore, MovingAFolderMovesNothingElse) {
    for (const char* path : {"a", "a/b", "ab", "a0", "a.b", "a-b", "A/b", "x/a/b", "a_/b"})
        store(path);
    move_staged(database_, delivery_, "a", "z");
    EXPECT_THAT(paths(),
                UnorderedElementsAre("z", "z/b", "ab", "a0", "a.b", "a-b", "A/b", "x/a/b", "a_/b"));
}

TEST_F(DeliveryStore, MovingLeavesOtherDeliveriesAlone) {
    const int64_t other = open_delivery(database_, "halosat", "second", "unit", 1).id;
    store("a/b");
    store("a/b", other);
    move_staged(database_, delivery_, "a", "z");
    EXPECT_THAT(paths(other), UnorderedElementsAre("a/b"));
}

TEST_F(DeliveryStore, AWildcardInANameIsNoWildcard) {
    for (const char* path : {"a%", "a%/b", "abc/b", "a_/c"}) store(path);
    move_staged(database_, delivery_, "a%", "z");
    EXPECT_THAT(paths(), UnorderedElementsAre("z", "z/b", "abc/b", "a_/c"));
}

TEST_F(DeliveryStore, MovingOntoAFileReplacesIt) {
    store("a");
    store("b");
    move_staged(database_, delivery_, "a", "b");
    EXPECT_THAT(paths(), UnorderedElementsAre("b"));
}

TEST_F(DeliveryStore, TouchingChangesAttributesAlone) {
    store("a");
    StagedRow row = load_staged(database_, delivery_).at(0);
    row.mtime_ns = 99;
    row.state = "published";
    touch_staged(database_, row);
    EXPECT_EQ(load_staged(database_, delivery_).at(0).mtime_ns, 99);
    EXPECT_EQ(load_staged(database_, delivery_).at(0).state, "received");
}

}  // namespace
}  // namespace heafs
