// What deliverers were told survives the end of the daemon; what they were not told does not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "core/archive/staging_folders.h"
#include "core/base/files.h"
#include "core/delivery/staging.h"
#include "core/simulation/halosat_observation.h"
#include "tests/support/small_fits.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

const std::string kFile = "obs/123401/products/a.fits";
const std::string kSwiftFolder = "obs/2008_08/00030795038/xrt/event/";

class StagingRecovery : public testing::Test {
   protected:
    StagingRecovery() : archive_({"halosat", "swift"}) { begin(); }
    void begin() { run_.emplace(archive_.archive()); }
    void restart() {
        run_.reset();
        begin();
    }
    std::vector<std::string> paths(const std::string& name = "first") {
        std::vector<std::string> all;
        for (const auto& file : run_->summary(name).files) all.push_back(file.path);
        return all;
    }
    std::vector<std::filesystem::path> staged_paths() {
        std::vector<std::filesystem::path> all;
        each_staged_file(archive_.archive(), [&](const std::string& path) {
            all.push_back(archive_.archive().data() / path);
        });
        return all;
    }
    // The only file in the folders of staged bytes.
    std::filesystem::path staged_file() { return staged_paths().at(0); }
    int64_t staged_files() { return static_cast<int64_t>(staged_paths().size()); }

    TestArchive archive_;
    std::optional<StagingRun> run_;
    std::vector<std::byte> fits_ = small_fits_file(1);
};

TEST_F(StagingRecovery, AFileThatWasAcknowledgedIsThere) {
    run_->put(run_->delivery("first"), kFile, fits_);
    restart();
    const DeliverySummary summary = run_->summary("first");
    ASSERT_EQ(summary.files.size(), 1u);
    EXPECT_EQ(summary.files[0].path, kFile);
    EXPECT_EQ(summary.files[0].state, FileState::kValid);
    EXPECT_EQ(summary.files[0].sha256, sha256sum_of(fits_));
    EXPECT_EQ(summary.files[0].size, 5760);
}

TEST_F(StagingRecovery, AFileThatWasFlushedAndNotClosedIsThere) {
    const uint64_t folder = run_->folder(run_->delivery("first"), "obs/123401/products");
    const uint64_t handle = run_->staging().create(folder, "a.fits", {}, 0644).second;
    run_->staging().write(handle, fits_, 0);
    EXPECT_EQ(run_->flush(handle), CloseVerdict::kReceived);
    restart();
    EXPECT_THAT(paths(), testing::ElementsAre(kFile));
}

TEST_F(StagingRecovery, AFileThatWasNeverClosedIsGoneWithItsBytes) {
    const uint64_t folder = run_->folder(run_->delivery("first"), "obs/123401/products");
    const uint64_t handle = run_->staging().create(folder, "a.fits", {}, 0644).second;
    run_->staging().write(handle, fits_, 0);
    restart();
    EXPECT_THAT(paths(), testing::IsEmpty());
    EXPECT_EQ(staged_files(), 0);
}

TEST_F(StagingRecovery, AFileThatWasWrittenOnAfterItsFlushIsGone) {
    const uint64_t folder = run_->folder(run_->delivery("first"), "obs/123401/products");
    const uint64_t handle = run_->staging().create(folder, "a.fits", {}, 0644).second;
    run_->staging().write(handle, fits_, 0);
    run_->flush(handle);
    run_->staging().write(handle, bytes_of("more"), 5760);
    restart();
    EXPECT_THAT(paths(), testing::IsEmpty());
}

TEST_F(StagingRecovery, AFileWhoseBytesChangedOnDiskIsGone) {
    run_->put(run_->delivery("first"), kFile, fits_);
    run_.reset();
    std::fstream file(staged_file(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(100);
    file.put('~');
    file.close();
    begin();
    EXPECT_THAT(paths(), testing::IsEmpty());
}

// Archives of earlier versions have all staged files in one folder.
TEST_F(StagingRecovery, AFileOfTheFlatLayoutIsThereAndIsMovedToItsFolder) {
    run_->put(run_->delivery("first"), kFile, fits_);
    run_.reset();
    const std::filesystem::path now = staged_file();
    const std::filesystem::path top = archive_.archive().data() / kStagingFolder;
    EXPECT_EQ(now.parent_path().parent_path(), top);
    std::filesystem::rename(now, top / now.filename());
    std::ofstream(top / "17") << "of nobody";
    begin();
    EXPECT_THAT(paths(), testing::ElementsAre(kFile));
    EXPECT_THAT(staged_paths(), testing::ElementsAre(now));
}

TEST_F(StagingRecovery, ARejectedFileKeepsItsFindings) {
    run_->put(run_->delivery("first"), kFile, "Hello\n");
    restart();
    EXPECT_EQ(run_->verdict("first"), "rejected");
    EXPECT_TRUE(has_rule(run_->summary("first").findings, "FIT-001"));
}

TEST_F(StagingRecovery, EmptyFoldersAreThere) {
    run_->folder(run_->delivery("first"), "obs/123401/products");
    restart();
    const uint64_t obs =
        run_->staging().find(run_->staging().find_delivery("halosat", "first")->ino, "obs")->ino;
    EXPECT_TRUE(run_->staging().find(obs, "123401"));
}

TEST_F(StagingRecovery, AttributesSurvive) {
    const uint64_t folder = run_->folder(run_->delivery("first"), "obs/123401/products");
    const auto [made, handle] = run_->staging().create(folder, "a.fits", {12, 34}, 0640);
    run_->staging().write(handle, fits_, 0);
    run_->flush(handle);
    run_->staging().release(handle);
    run_->staging().change_attributes(made.ino, change_of_mtime(77));
    restart();
    const uint64_t again = run_->folder(run_->delivery("first"), "obs/123401/products");
    const auto file = run_->staging().find(again, "a.fits");
    ASSERT_TRUE(file);
    EXPECT_EQ(file->uid, 12u);
    EXPECT_EQ(file->gid, 34u);
    EXPECT_EQ(file->mode, 0640u);
    EXPECT_EQ(file->mtime_ns, 77);
}

TEST_F(StagingRecovery, APublishedFileIsStillShownAndReadable) {
    run_->put(run_->delivery("now"), kFile, fits_);
    run_->staging().wait_until_idle();
    restart();
    EXPECT_EQ(run_->verdict("now"), "published");
    const uint64_t folder = run_->folder(run_->delivery("now"), "obs/123401/products");
    std::vector<std::byte> bytes(6000);
    const uint64_t handle = run_->staging().open(run_->staging().find(folder, "a.fits")->ino, {});
    bytes.resize(run_->staging().read(handle, bytes, 0));
    EXPECT_EQ(bytes, fits_);
}

TEST_F(StagingRecovery, AnObservationMayBeCompletedAfterwards) {
    const auto files = simulate_halosat_observation("123401", 1, 20);
    for (size_t i = 0; i < 7; ++i)
        run_->put(run_->delivery("first"), "obs/123401/" + files[i].path, files[i].bytes);
    restart();
    for (size_t i = 7; i < files.size(); ++i)
        run_->put(run_->delivery("first"), "obs/123401/" + files[i].path, files[i].bytes);
    EXPECT_EQ(run_->verdict("first"), "published");
}

TEST_F(StagingRecovery, AUsedCommitPublishesNothingLater) {
    const uint64_t root = run_->delivery("first", "swift");
    run_->put(root, kSwiftFolder + "a.evt", small_fits_file(1, "", "SWIFT"));
    run_->put(root, "COMMIT", "");
    ASSERT_EQ(run_->verdict("first", "swift"), "published");
    restart();
    run_->put(run_->delivery("first", "swift"), kSwiftFolder + "b.evt",
              small_fits_file(2, "", "SWIFT"));
    EXPECT_EQ(run_->verdict("first", "swift"), "receiving");
    EXPECT_FALSE(run_->published("obs/swift/2008_08/00030795038/xrt/event/b.evt"));
}

TEST_F(StagingRecovery, AManifestStillHolds) {
    run_->put(run_->delivery("first"), "manifest-sha256.txt",
              sha256sum_of(fits_) + "  " + kFile + "\n");
    run_->staging().wait_until_idle();
    restart();
    run_->put(run_->delivery("first"), kFile, fits_);
    EXPECT_EQ(run_->verdict("first"), "published");
}

TEST_F(StagingRecovery, ARemovedFileStaysRemoved) {
    run_->put(run_->delivery("first"), kFile, fits_);
    run_->staging().wait_until_idle();
    run_->staging().remove_file(run_->folder(run_->delivery("first"), "obs/123401/products"),
                                "a.fits");
    restart();
    EXPECT_THAT(paths(), testing::IsEmpty());
    EXPECT_EQ(staged_files(), 0);
}

TEST_F(StagingRecovery, ARenamedFolderComesBackUnderItsNewName) {
    run_->put(run_->delivery("first"), kFile, fits_);
    run_->staging().wait_until_idle();
    const uint64_t obs = run_->folder(run_->delivery("first"), "obs");
    run_->staging().rename(obs, "123401", obs, "123402", false);
    restart();
    EXPECT_THAT(paths(), testing::ElementsAre("obs/123402/products/a.fits"));
}

TEST_F(StagingRecovery, AFileOfACrashedWorkerIsStillHeld) {
    run_.reset();
    {
        StagingRun crashing(archive_.archive(), {"/bin/sh", "-c", "kill -SEGV $$"});
        EXPECT_EQ(crashing.put(crashing.delivery("first"), kFile, fits_), CloseVerdict::kReceived);
        EXPECT_EQ(crashing.verdict("first"), "held");
        EXPECT_TRUE(has_rule(crashing.summary("first").findings, "SEC-090"));
    }
    begin();
    EXPECT_EQ(run_->verdict("first"), "held");
}

TEST_F(StagingRecovery, ARemovedDeliveryStaysRemoved) {
    run_->delivery("first");
    run_->staging().remove_delivery("halosat", "first");
    restart();
    EXPECT_FALSE(run_->staging().find_delivery("halosat", "first"));
}

}  // namespace
}  // namespace heafs
