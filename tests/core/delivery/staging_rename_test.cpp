// Renames inside a delivery: temporary names become real.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "config/base/error.h"
#include "core/delivery/staging.h"
#include "tests/support/small_fits.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

class StagingRename : public testing::Test {
   protected:
    StagingRename() : run_(archive_.archive()), root_(run_.delivery("first")) {
        products_ = run_.folder(root_, "obs/123401/products");
    }
    void put(const std::string& name, const std::vector<std::byte>& bytes) {
        run_.put(root_, "obs/123401/products/" + name, bytes);
        run_.staging().wait_until_idle();
    }
    void rename(const std::string& from, const std::string& to, bool no_replace = false) {
        run_.staging().rename(products_, from, products_, to, no_replace);
    }
    std::optional<Fault> fault_of(const std::function<void()>& act) {
        try {
            act();
        } catch (const Error& error) {
            return error.fault();
        }
        return std::nullopt;
    }
    std::vector<std::string> names() {
        std::vector<std::string> all;
        for (const StagedEntry& entry : run_.staging().list(products_)) all.push_back(entry.name);
        return all;
    }

    TestArchive archive_;
    StagingRun run_;
    uint64_t root_;
    uint64_t products_;
    std::vector<std::byte> fits_ = small_fits_file(1);
    std::vector<std::byte> text_ = {std::byte{'a'}, std::byte{'b'}, std::byte{'\n'}};
};

TEST_F(StagingRename, ATemporaryFileIsNoPartOfTheReport) {
    put(".a.fits.Ab12", text_);
    EXPECT_EQ(run_.verdict("first"), "receiving");
}

TEST_F(StagingRename, ATemporaryFileIsJudgedByItsNewName) {
    put(".a.fits.Ab12", fits_);
    rename(".a.fits.Ab12", "a.fits");
    const DeliverySummary summary = run_.summary("first");
    ASSERT_EQ(summary.files.size(), 1u);
    EXPECT_EQ(summary.files[0].state, FileState::kValid);
    EXPECT_EQ(summary.files[0].path, "obs/123401/products/a.fits");
}

TEST_F(StagingRename, ABadFileIsRejectedUnderItsNewName) {
    put(".a.fits.Ab12", text_);
    rename(".a.fits.Ab12", "a.fits");
    EXPECT_EQ(run_.verdict("first"), "rejected");
    EXPECT_TRUE(has_rule(run_.summary("first").findings, "FIT-001"));
}

TEST_F(StagingRename, ABadNewNameIsRefusedAndTheOldOneStays) {
    put(".a", fits_);
    EXPECT_EQ(fault_of([&] { rename(".a", std::string(31, 'a') + ".fits"); }), Fault::kBadName);
    EXPECT_THAT(names(), testing::ElementsAre(".a"));
}

TEST_F(StagingRename, AFileWithARightNameMendsIt) {
    put("a.fits", text_);
    rename("a.fits", "a.txt");
    EXPECT_TRUE(has_rule(run_.summary("first").findings, "NAM-013"));
}

TEST_F(StagingRename, ReplacesAFile) {
    put("a.fits", text_);
    put(".a.fits", fits_);
    rename(".a.fits", "a.fits");
    EXPECT_THAT(names(), testing::ElementsAre("a.fits"));
    EXPECT_EQ(run_.verdict("first"), "receiving");
    EXPECT_EQ(run_.summary("first").files.at(0).sha256, sha256sum_of(fits_));
}

TEST_F(StagingRename, MayBeAskedNotToReplace) {
    put("a.fits", text_);
    put("b.fits", fits_);
    EXPECT_EQ(fault_of([&] { rename("b.fits", "a.fits", true); }), Fault::kExists);
}

TEST_F(StagingRename, OfAnAbsentNameIsNotFound) {
    EXPECT_EQ(fault_of([&] { rename("none", "a.fits"); }), Fault::kNotFound);
}

TEST_F(StagingRename, FilesAndFoldersDoNotReplaceEachOther) {
    put("a.fits", fits_);
    run_.staging().make_folder(products_, "b", {}, 0755);
    EXPECT_EQ(fault_of([&] { rename("a.fits", "b"); }), Fault::kIsFolder);
    EXPECT_EQ(fault_of([&] { rename("b", "a.fits"); }), Fault::kNotFolder);
}

TEST_F(StagingRename, AFolderReplacesAnEmptyOneOnly) {
    run_.folder(root_, "obs/123401/products/a");
    run_.folder(root_, "obs/123401/products/b/c");
    EXPECT_EQ(fault_of([&] { rename("a", "b"); }), Fault::kNotEmpty);
    rename("b", "a");
    EXPECT_THAT(names(), testing::ElementsAre("a"));
}

TEST_F(StagingRename, AFolderDoesNotGoBelowItself) {
    const uint64_t obs = run_.folder(root_, "obs");
    EXPECT_EQ(fault_of([&] { run_.staging().rename(root_, "obs", products_, "x", false); }),
              Fault::kUsage);
    EXPECT_EQ(fault_of([&] { run_.staging().rename(root_, "obs", obs, "x", false); }),
              Fault::kUsage);
}

TEST_F(StagingRename, NothingMovesBetweenDeliveries) {
    put("a.fits", fits_);
    const uint64_t other = run_.delivery("second");
    EXPECT_EQ(fault_of([&] { run_.staging().rename(products_, "a.fits", other, "a", false); }),
              Fault::kCrossArea);
}

TEST_F(StagingRename, APublishedFileKeepsItsName) {
    const uint64_t now = run_.delivery("now");
    run_.put(now, "obs/123401/products/a.fits", fits_);
    run_.staging().wait_until_idle();
    const uint64_t folder = run_.folder(now, "obs/123401/products");
    EXPECT_EQ(fault_of([&] { run_.staging().rename(folder, "a.fits", folder, "b.fits", false); }),
              Fault::kSealed);
}

TEST_F(StagingRename, MovingAFolderJudgesWhatIsInItAnew) {
    run_.put(root_, "obs/wrong/products/b.fits", fits_);
    ASSERT_EQ(run_.verdict("first"), "rejected");
    const uint64_t obs = run_.folder(root_, "obs");
    run_.staging().rename(obs, "wrong", obs, "123402", false);
    EXPECT_EQ(run_.verdict("first"), "receiving");
}

TEST_F(StagingRename, AnInodeKeepsItsNumber) {
    put("a.fits", fits_);
    const uint64_t ino = run_.staging().find(products_, "a.fits")->ino;
    rename("a.fits", "b.fits");
    EXPECT_EQ(run_.staging().find(products_, "b.fits")->ino, ino);
}

TEST_F(StagingRename, ANewNameSurvivesARestart) {
    put("a.fits", fits_);
    rename("a.fits", "b.fits");
    run_.writer().use_quickly([&](Database& database) {
        std::vector<std::string> paths;
        for (const DeliveryRow& delivery : load_deliveries(database))
            for (const StagedRow& row : load_staged(database, delivery.id))
                if (!row.folder) paths.push_back(row.path);
        EXPECT_THAT(paths, testing::ElementsAre("obs/123401/products/b.fits"));
    });
}

}  // namespace
}  // namespace heafs
