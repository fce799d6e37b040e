#include "fs/tree/fixed_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/test_archive.h"

namespace heafs {
namespace {

using testing::ElementsAre;

class FixedTreeTest : public testing::Test {
   protected:
    TestArchive archive_{{"halosat", "swift"}};
    FixedTree tree_{archive_.archive()};
};

TEST_F(FixedTreeTest, HasTheFoldersOfTheDesign) {
    for (const char* path : {"", "FTP", "delivery", ".heafs", "delivery/halosat", "delivery/swift",
                             "FTP/swift", "FTP/swift/data"})
        EXPECT_TRUE(tree_.is_folder(path)) << path;
}

TEST_F(FixedTreeTest, NothingElseIsAFolder) {
    for (const char* path : {"obs", "delivery/nustar", "FTP/swift/data/obs", "/", "delivery/"})
        EXPECT_FALSE(tree_.is_folder(path)) << path;
}

TEST_F(FixedTreeTest, PublicPathsLeadUpToTheArchivesOwn) {
    EXPECT_EQ(tree_.find_link("FTP/swift/data/obs"), "../../../obs/swift");
    EXPECT_EQ(tree_.find_link("FTP/halosat/data/trend"), "../../../trend/halosat");
    EXPECT_EQ(tree_.find_link("FTP/caldb"), "../caldb");
}

TEST_F(FixedTreeTest, AFolderIsNoLink) { EXPECT_FALSE(tree_.find_link("FTP/swift")); }

TEST_F(FixedTreeTest, NamesAreSorted) {
    EXPECT_THAT(tree_.names_in("delivery"), ElementsAre("catalogs", "halosat", "swift"));
    EXPECT_THAT(tree_.names_in("FTP/swift/data"), ElementsAre("obs", "trend"));
    EXPECT_THAT(tree_.names_in(""), ElementsAre(".heafs", "FTP", "delivery"));
}

TEST_F(FixedTreeTest, AnUnknownFolderHasNoNames) {
    EXPECT_THAT(tree_.names_in("none"), testing::IsEmpty());
}

}  // namespace
}  // namespace heafs
