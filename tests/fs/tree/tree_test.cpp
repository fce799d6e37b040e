#include "fs/tree/tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "config/base/error.h"
#include "core/base/files.h"
#include "fs/tree/virtual_areas.h"
#include "tests/products/sky/sky_site.h"
#include "tests/support/small_fits.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

const std::string kFile = "obs/halosat/123401/products/a.fits";

class TreeTest : public testing::Test {
   protected:
    TreeTest()
        : run_(archive_.archive()), tree_({archive_.archive(), run_.ledger(), run_.staging(), [] {
                                               MountStatus status;
                                               status.mount = "/mnt/heafs";
                                               return status;
                                           }}) {}

    std::optional<Entry> find(const std::string& path) {
        Entry entry;
        entry.node = tree_.root();
        for (size_t from = 0; from <= path.size();) {
            const size_t slash = std::min(path.find('/', from), path.size());
            const auto next = tree_.find(entry.node, path.substr(from, slash - from));
            if (!next) return std::nullopt;
            entry = *next;
            from = slash + 1;
        }
        return entry;
    }
    std::vector<std::string> list(const std::string& path) {
        std::vector<std::string> names;
        for (const Entry& entry : tree_.list(path.empty() ? tree_.root() : find(path)->node))
            names.push_back(entry.name);
        return names;
    }
    std::string text(const std::string& path) { return *find(path)->node.bytes; }
    std::string link(const std::string& path) { return *find(path)->node.bytes; }
    // Publishes version `n` of kFile.
    void publish(uint64_t n) {
        const uint64_t now = run_.delivery("now");
        const uint64_t folder = run_.folder(now, "obs/123401/products");
        if (run_.staging().find(folder, "a.fits")) run_.staging().remove_file(folder, "a.fits");
        run_.put(now, "obs/123401/products/a.fits", small_fits_file(n));
        run_.staging().wait_until_idle();
    }
    std::vector<std::byte> read(const UniqueFd& fd) {
        std::vector<std::byte> bytes(10000);
        bytes.resize(static_cast<size_t>(::pread(fd.get(), bytes.data(), bytes.size(), 0)));
        return bytes;
    }

    TestArchive archive_{{"halosat", "swift"}};
    StagingRun run_;
    Tree tree_;
};

TEST_F(TreeTest, TheRootHasTheEntriesOfTheDesignAndHidesItsState) {
    EXPECT_THAT(list(""), UnorderedElementsAre("FTP", "README.txt", "caldb", "delivery", "doc",
                                               "obs", "software", "trend"));
}

TEST_F(TreeTest, TheHiddenFolderOpensByName) {
    EXPECT_THAT(text(".heafs/status.json"), HasSubstr("\"/mnt/heafs\""));
}

TEST_F(TreeTest, WhatMeansNothingIsNothing) {
    for (const char* path : {"none", "obs/none", "obs/halosat/123401", "delivery/none", "FTP/x",
                             "delivery/halosat/none", ".heafs/none"})
        EXPECT_FALSE(find(path)) << path;
}

TEST_F(TreeTest, ADeliveredFileHasItsLedgerNumber) {
    publish(1);
    EXPECT_EQ(find(kFile)->node.ino, static_cast<uint64_t>(run_.published(kFile)->id));
}

TEST_F(TreeTest, ADeliveredFileHasItsExactSizeAndNoWriteBits) {
    publish(1);
    EXPECT_EQ(find(kFile)->attributes.size, 5760);
    EXPECT_EQ(find(kFile)->attributes.mode, 0444u);
}

TEST_F(TreeTest, ADeliveredFileHasItsBytes) {
    publish(1);
    EXPECT_EQ(read(tree_.open_file(find(kFile)->node)), small_fits_file(1));
}

TEST_F(TreeTest, ANewVersionIsAnotherInodeUnderTheSameName) {
    publish(1);
    const Node old = find(kFile)->node;
    publish(2);
    EXPECT_NE(find(kFile)->node.ino, old.ino);
    EXPECT_EQ(read(tree_.open_file(find(kFile)->node)), small_fits_file(2));
}

TEST_F(TreeTest, AnOldInodeKeepsItsBytes) {
    publish(1);
    const Node old = find(kFile)->node;
    publish(2);
    EXPECT_EQ(read(tree_.open_file(old)), small_fits_file(1));
}

TEST_F(TreeTest, AFileThatWasExchangedOnDiskIsStale) {
    publish(1);
    const auto path = archive_.archive().data() / kFile;
    std::ofstream(path.string() + ".other") << "other bytes";
    std::filesystem::rename(path.string() + ".other", path);
    try {
        tree_.open_file(find(kFile)->node);
        FAIL() << "it was opened";
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kStale);
    }
}

TEST_F(TreeTest, FoldersKeepTheirInodesAndAreListed) {
    publish(1);
    EXPECT_EQ(find("obs/halosat/123401")->node.ino, folder_ino("obs/halosat/123401"));
    EXPECT_THAT(list("obs/halosat/123401/products"), UnorderedElementsAre("a.fits"));
}

TEST_F(TreeTest, AListingAgreesWithItsLookUps) {
    publish(1);
    for (const char* path : {"", "obs", "obs/halosat/123401/products", "delivery", "FTP/swift/data",
                             "delivery/halosat"})
        for (const Entry& entry : tree_.list(*path ? find(path)->node : tree_.root())) {
            const auto found = find(join_path(path, entry.name));
            ASSERT_TRUE(found) << path << "/" << entry.name;
            EXPECT_EQ(found->node.kind, entry.node.kind);
            EXPECT_TRUE(!entry.attributes_known || found->node.ino == entry.node.ino);
        }
}

TEST_F(TreeTest, PublicPathsAreLinks) {
    EXPECT_EQ(link("FTP/swift/data/obs"), "../../../obs/swift");
    EXPECT_EQ(find("FTP/swift/data/obs")->node.kind, NodeKind::kLink);
}

TEST_F(TreeTest, DeliveryFoldersTakeDeliveriesOfEveryUser) {
    EXPECT_EQ(find("delivery/halosat")->attributes.mode, 01777u);
    EXPECT_EQ(tree_.mission_of_delivery_folder(find("delivery/halosat")->node), "halosat");
    EXPECT_FALSE(tree_.mission_of_delivery_folder(find("delivery")->node));
}

TEST_F(TreeTest, ADeliveryShowsItsReports) {
    run_.delivery("first");
    EXPECT_THAT(list("delivery/halosat/first"),
                UnorderedElementsAre("report.html", "report.json", "report.txt", "verdict.txt"));
    EXPECT_EQ(text("delivery/halosat/first/verdict.txt"), "receiving\n");
}

TEST_F(TreeTest, ReportsAreShownAtTheTopOfADeliveryOnly) {
    run_.folder(run_.delivery("first"), "obs");
    EXPECT_FALSE(find("delivery/halosat/first/obs/report.txt"));
}

TEST_F(TreeTest, ANewVerdictIsAnotherSnapshotAtOnce) {
    const uint64_t root = run_.delivery("first");
    const Node before = find("delivery/halosat/first/report.txt")->node;
    run_.put(root, "obs/123401/products/a.fits", "Hello\n");
    run_.staging().wait_until_idle();
    const Node after = find("delivery/halosat/first/report.txt")->node;
    EXPECT_NE(before.ino, after.ino);
    EXPECT_THAT(*after.bytes, HasSubstr("FIT-001"));
}

TEST_F(TreeTest, TheReadmeOfAMissionListsItsExpectedFiles) {
    EXPECT_THAT(text("delivery/halosat/README.txt"), HasSubstr("products/hsOBS_ID_s14_cl.evt.gz"));
}

TEST_F(TreeTest, ADeliveredFileHasItsAttributesForPrograms) {
    publish(1);
    const auto values = tree_.extended_attributes(find(kFile)->node);
    EXPECT_EQ(values.at("user.heafs.sha256"), sha256sum_of(small_fits_file(1)));
    EXPECT_EQ(values.at("user.heafs.obs_id"), "123401");
    EXPECT_EQ(values.at("user.heafs.mission"), "halosat");
}

TEST_F(TreeTest, AFileIsNoFolder) {
    publish(1);
    EXPECT_THROW(tree_.find(find(kFile)->node, "x"), Error);
    EXPECT_THROW(tree_.list(find(kFile)->node), Error);
}

// A mount with sky/ and tables/.
class TreeOfAreas : public testing::Test {
   protected:
    TreeOfAreas() : areas_(site_.archive(), site_.run().ledger()), tree_(made()) {
        site_.deliver_mini("0001/a.evt", {{{10, 500.5, 500.5}}, {{0, 100}}});
    }
    Tree made() {
        return Tree({site_.archive(), site_.run().ledger(), site_.run().staging(),
                     [] { return MountStatus{}; }, areas_.by_name()});
    }
    static std::optional<Entry> find(Tree& tree, const std::string& path) {
        Entry entry;
        entry.node = tree.root();
        for (size_t from = 0; from <= path.size();) {
            const size_t slash = std::min(path.find('/', from), path.size());
            const auto next = tree.find(entry.node, path.substr(from, slash - from));
            if (!next) return std::nullopt;
            entry = *next;
            from = slash + 1;
        }
        return entry;
    }
    std::optional<Entry> find(const std::string& path) { return find(tree_, path); }

    SkySite site_{{"halosat"}, {mini_mission()}};
    VirtualAreas areas_;
    Tree tree_;
};

const std::string kProducts = "sky/100/20/all/mini_cam";

TEST_F(TreeOfAreas, AreInTheRoot) {
    std::vector<std::string> names;
    for (const Entry& entry : tree_.list(tree_.root())) names.push_back(entry.name);
    EXPECT_THAT(names, UnorderedElementsAre("FTP", "README.txt", "caldb", "delivery", "doc", "obs",
                                            "search", "sky", "software", "tables", "trend"));
}

TEST_F(TreeOfAreas, AProductHasItsSizeItsDateAndNoWriteBits) {
    const auto entry = find(kProducts + "/events.fits");
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->node.kind, NodeKind::kProduct);
    EXPECT_EQ(entry->attributes.size, site_.product(kProducts + "/events.fits")->size);
    EXPECT_EQ(entry->attributes.mode, 0444u);
    EXPECT_EQ(entry->attributes.mtime_ns, 1262304000000000000);  // 2010-01-01, its DATE
    EXPECT_EQ(tree_.attributes(entry->node), entry->attributes);
    EXPECT_EQ(tree_.extended_attributes(entry->node).at("user.heafs.provenance"),
              site_.plan(kProducts).plan->provenance);
}

TEST_F(TreeOfAreas, KeepTheirNumbersAfterARestart) {
    Tree other = made();
    for (const std::string path : {"sky", "sky/100", kProducts.c_str(), "tables", "sky/README.txt",
                                   "sky/100.0", "sky/name/target"})
        EXPECT_EQ(find(other, path)->node.ino, find(path)->node.ino) << path;
    EXPECT_EQ(find(other, kProducts + "/events.fits")->node.ino,
              find(kProducts + "/events.fits")->node.ino);
}

TEST_F(TreeOfAreas, AnotherVersionIsAnotherInode) {
    const Node before = find(kProducts + "/events.fits")->node;
    site_.deliver_mini("0002/a.evt", {{{210, 500.5, 500.5}}, {{200, 300}}});
    const Node after = find(kProducts + "/events.fits")->node;
    EXPECT_NE(before.ino, after.ino);
    EXPECT_NE(before.product->size, 0);
    EXPECT_EQ(tree_.attributes(before).size, before.product->size);
    EXPECT_EQ(find(kProducts)->node.ino, folder_ino(kProducts));
}

TEST_F(TreeOfAreas, AListingAgreesWithItsLookUps) {
    for (const std::string& path :
         {std::string("sky"), std::string("sky/100/20"), std::string("sky/100/20/all"), kProducts,
          kProducts + "/obs", std::string("tables")})
        for (const Entry& entry : tree_.list(find(path)->node)) {
            const auto found = find(join_path(path, entry.name));
            ASSERT_TRUE(found) << path << "/" << entry.name;
            EXPECT_EQ(found->node.ino, entry.node.ino) << path << "/" << entry.name;
            EXPECT_EQ(found->attributes, entry.attributes) << path << "/" << entry.name;
        }
}

TEST_F(TreeOfAreas, ALinkHasTheSizeOfItsTarget) {
    const auto entry = find("sky/100/20/all/radius_60/mini_cam");
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->node.kind, NodeKind::kLink);
    EXPECT_EQ(*entry->node.bytes, "../mini_cam");
    EXPECT_EQ(entry->attributes.size, 11);
}

TEST_F(TreeOfAreas, WhatMeansNothingIsNothing) {
    for (const char* path :
         {"sky/100/95", "sky/100/20/2-1", "sky/100/20/all/none", "sky/100/20/all/mini_cam/none",
          "sky/10/20/all/mini_cam", "tables/none", "sky/name/none", "sky/gal/400", "sky/.hidden"})
        EXPECT_FALSE(find(path)) << path;
    EXPECT_THROW(tree_.find(find(kProducts + "/events.fits")->node, "x"), Error);
    EXPECT_THROW(tree_.list(find(kProducts + "/events.fits")->node), Error);
    EXPECT_EQ(tree_.absence_lifetime(find("sky")->node).value, 0);
}

}  // namespace
}  // namespace heafs
