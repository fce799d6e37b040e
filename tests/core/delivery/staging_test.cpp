// Staging without a mount: names, bytes, verdicts.
#include "core/delivery/staging.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "config/base/error.h"
#include "core/base/gzip_bytes.h"
#include "tests/support/small_fits.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kFile = "obs/123401/products/a.fits";

class StagingTest : public testing::Test {
   protected:
    StagingTest() : run_(archive_.archive()), root_(run_.delivery("first")) {}

    Staging& staging() { return run_.staging(); }
    uint64_t products() { return run_.folder(root_, "obs/123401/products"); }
    uint64_t create(const std::string& name) {
        return staging().create(products(), name, {}, 0644).second;
    }
    uint64_t ino_of(const std::string& name) { return staging().find(products(), name)->ino; }
    void write(uint64_t handle, std::span<const std::byte> bytes, int64_t offset = 0) {
        staging().write(handle, bytes, offset);
    }
    std::string word() { return run_.verdict("first"); }
    // The state and hash of the delivery's only file.
    DeliverySummary::File only_file() {
        const DeliverySummary summary = run_.summary("first");
        return summary.files.size() == 1 ? summary.files[0] : DeliverySummary::File{};
    }
    std::vector<Finding> findings() { return run_.summary("first").findings; }
    std::optional<Fault> fault_of(const std::function<void()>& act) {
        try {
            act();
        } catch (const Error& error) {
            return error.fault();
        }
        return std::nullopt;
    }

    TestArchive archive_;
    StagingRun run_;
    uint64_t root_;
    std::vector<std::byte> fits_ = small_fits_file(1);
};

// Bytes and verdicts.

TEST_F(StagingTest, AGoodFileIsReceivedAndValid) {
    EXPECT_EQ(run_.put(root_, kFile, fits_), CloseVerdict::kReceived);
    EXPECT_EQ(only_file().state, FileState::kValid);
    EXPECT_EQ(only_file().sha256, sha256sum_of(fits_));
}

TEST_F(StagingTest, ABadFileIsRejectedAtItsClose) {
    EXPECT_EQ(run_.put(root_, kFile, "Hello\n"), CloseVerdict::kRejected);
    EXPECT_EQ(word(), "rejected");
    EXPECT_TRUE(has_rule(findings(), "FIT-001"));
}

TEST_F(StagingTest, AFlushWithoutAWriteIsNoVerdict) {
    const uint64_t handle = create("a.fits");
    EXPECT_EQ(run_.flush(handle), CloseVerdict::kReceived);
    EXPECT_EQ(staging().standing("halosat", "first")->word, "receiving");
}

TEST_F(StagingTest, AnEmptyFileIsRejectedInTheReport) {
    staging().release(create("a.fits"));
    EXPECT_EQ(word(), "rejected");
    EXPECT_TRUE(has_rule(findings(), "NAM-014"));
}

TEST_F(StagingTest, AReleaseWithoutAFlushIsJudgedToo) {
    const uint64_t handle = create("a.fits");
    write(handle, fits_);
    staging().release(handle);
    EXPECT_EQ(only_file().state, FileState::kValid);
}

TEST_F(StagingTest, AWriteAfterAFlushIsJudgedAgain) {
    const uint64_t handle = create("a.fits");
    write(handle, std::span(fits_).first(2880));
    EXPECT_EQ(run_.flush(handle), CloseVerdict::kRejected);
    write(handle, std::span(fits_).subspan(2880), 2880);
    EXPECT_EQ(run_.flush(handle), CloseVerdict::kReceived);
    staging().release(handle);
    EXPECT_EQ(only_file().state, FileState::kValid);
    EXPECT_EQ(only_file().sha256, sha256sum_of(fits_));
}

TEST_F(StagingTest, AWriteThatSpoilsAGoodFileIsJudgedAgain) {
    const uint64_t handle = create("a.fits");
    write(handle, fits_);
    EXPECT_EQ(run_.flush(handle), CloseVerdict::kReceived);
    write(handle, bytes_of("more"), 5760);
    EXPECT_EQ(run_.flush(handle), CloseVerdict::kRejected);
    staging().release(handle);
    EXPECT_EQ(word(), "rejected");
}

TEST_F(StagingTest, BytesInAnyOrderGiveTheRightHash) {
    const uint64_t handle = create("a.fits");
    write(handle, std::span(fits_).subspan(3000), 3000);
    write(handle, std::span(fits_).first(3000), 0);
    run_.flush(handle);
    staging().release(handle);
    EXPECT_EQ(only_file().sha256, sha256sum_of(fits_));
    EXPECT_EQ(only_file().state, FileState::kValid);
}

TEST_F(StagingTest, BytesWrittenTwiceGiveTheHashOfTheLast) {
    const uint64_t handle = create("a.fits");
    write(handle, small_fits_file(2));
    write(handle, fits_);
    run_.flush(handle);
    staging().release(handle);
    EXPECT_EQ(only_file().sha256, sha256sum_of(fits_));
}

TEST_F(StagingTest, AHoleHasTheHashOfZeros) {
    const uint64_t handle = create("a.fits");
    write(handle, bytes_of("x"), 99999);
    run_.flush(handle);
    staging().release(handle);
    EXPECT_EQ(only_file().sha256, sha256sum_of(bytes_of(std::string(99999, '\0') + "x")));
}

TEST_F(StagingTest, ATruncationGivesTheHashOfWhatIsLeft) {
    const uint64_t handle = create("a.fits");
    write(handle, bytes_of("0123456789"));
    staging().change_attributes(ino_of("a.fits"), change_of_size(4));
    run_.flush(handle);
    staging().release(handle);
    EXPECT_EQ(only_file().sha256, sha256sum_of(bytes_of("0123")));
}

TEST_F(StagingTest, AnExtensionIsZeros) {
    const uint64_t handle = create("a.fits");
    write(handle, bytes_of("01"));
    staging().change_attributes(ino_of("a.fits"), change_of_size(4));
    write(handle, bytes_of("4"), 4);
    run_.flush(handle);
    staging().release(handle);
    EXPECT_EQ(only_file().sha256, sha256sum_of(bytes_of(std::string("01\0\0"
                                                                    "4",
                                                                    5))));
}

TEST_F(StagingTest, WhatWasWrittenIsReadBack) {
    const uint64_t handle = create("a.fits");
    write(handle, fits_);
    std::vector<std::byte> read(6000);
    EXPECT_EQ(staging().read(handle, read, 0), 5760u);
    EXPECT_TRUE(std::equal(fits_.begin(), fits_.end(), read.begin()));
}

TEST_F(StagingTest, TwoWritersAreJudgedWhenTheLastHasEnded) {
    const uint64_t first = create("a.fits");
    const uint64_t second =
        staging().open(ino_of("a.fits"), OpenMode{.write = true, .truncate = false});
    write(first, std::span(fits_).first(2880));
    run_.flush(first);
    staging().release(first);
    EXPECT_EQ(staging().standing("halosat", "first")->word, "receiving");
    write(second, std::span(fits_).subspan(2880), 2880);
    run_.flush(second);
    staging().release(second);
    EXPECT_EQ(only_file().state, FileState::kValid);
}

TEST_F(StagingTest, OpeningASealedFileForWritingAloneChangesNothing) {
    run_.put(root_, kFile, fits_);
    word();
    const uint64_t late = staging().open(ino_of("a.fits"), {.write = true});
    EXPECT_EQ(run_.flush(late), CloseVerdict::kReceived);
    staging().release(late);
    EXPECT_EQ(only_file().state, FileState::kValid);
}

TEST_F(StagingTest, WritingIntoASealedFileBeginsAVersionWithItsBytes) {
    run_.put(root_, kFile, fits_);
    word();
    const uint64_t reader = staging().open(ino_of("a.fits"), {});
    const uint64_t late = staging().open(ino_of("a.fits"), {.write = true});
    std::vector<std::byte> changed = fits_;
    changed.back() = std::byte{'x'};
    write(late, std::span(changed).last(1), static_cast<int64_t>(changed.size()) - 1);
    EXPECT_EQ(run_.flush(late), CloseVerdict::kRejected);  // fill must be zero
    staging().release(late);
    EXPECT_EQ(only_file().sha256, sha256sum_of(changed));
    std::vector<std::byte> read(fits_.size());
    EXPECT_EQ(staging().read(reader, read, 0), fits_.size());
    EXPECT_EQ(read, fits_);
}

TEST_F(StagingTest, ARejectedFileIsMendedByWritingOverIt) {
    run_.put(root_, kFile, std::string(5760, 'x'));
    ASSERT_EQ(word(), "rejected");
    const uint64_t late = staging().open(ino_of("a.fits"), {.write = true});
    write(late, fits_);
    staging().change_attributes(ino_of("a.fits"), change_of_size(std::ssize(fits_)));
    EXPECT_EQ(run_.flush(late), CloseVerdict::kReceived);
    staging().release(late);
    EXPECT_EQ(only_file().state, FileState::kValid);
    EXPECT_EQ(only_file().sha256, sha256sum_of(fits_));
}

TEST_F(StagingTest, OfTwoLateWritersTheFirstBeginsTheVersionAndTheOtherIsTold) {
    run_.put(root_, kFile, "Hello\n");
    word();
    const uint64_t first = staging().open(ino_of("a.fits"), {.write = true});
    const uint64_t second = staging().open(ino_of("a.fits"), {.write = true});
    write(first, fits_);
    EXPECT_EQ(fault_of([&] { write(second, fits_); }), Fault::kSealed);
    EXPECT_EQ(run_.flush(first), CloseVerdict::kReceived);
    staging().release(first);
    staging().release(second);
    EXPECT_EQ(only_file().sha256, sha256sum_of(fits_));
}

TEST_F(StagingTest, ASealedFileIsNotCut) {
    run_.put(root_, kFile, fits_);
    word();
    EXPECT_EQ(fault_of([&] { staging().change_attributes(ino_of("a.fits"), change_of_size(0)); }),
              Fault::kSealed);
}

TEST_F(StagingTest, ASealedFileTakesTimesAndModes) {
    run_.put(root_, kFile, fits_);
    word();
    EXPECT_EQ(staging().change_attributes(ino_of("a.fits"), change_of_mtime(77)).mtime_ns, 77);
}

TEST_F(StagingTest, OpeningASealedFileAnewBeginsAVersion) {
    run_.put(root_, kFile, "Hello\n");
    ASSERT_EQ(word(), "rejected");
    const uint64_t handle = staging().open(ino_of("a.fits"), {.write = true, .truncate = true});
    EXPECT_THAT(staging().summarize("halosat", "first")->findings, IsEmpty());
    write(handle, fits_);
    EXPECT_EQ(run_.flush(handle), CloseVerdict::kReceived);
    staging().release(handle);
    EXPECT_EQ(only_file().state, FileState::kValid);
}

TEST_F(StagingTest, AReaderOfTheOldVersionKeepsItsBytes) {
    run_.put(root_, kFile, "Hello\n");
    word();
    const uint64_t reader = staging().open(ino_of("a.fits"), {});
    const uint64_t writer = staging().open(ino_of("a.fits"), {.write = true, .truncate = true});
    write(writer, fits_);
    std::vector<std::byte> read(100);
    ASSERT_EQ(staging().read(reader, read, 0), 6u);
    EXPECT_EQ(text_of(std::span(read).first(6)), "Hello\n");
}

TEST_F(StagingTest, AHandleForReadingDoesNotWrite) {
    run_.put(root_, kFile, fits_);
    const uint64_t handle = staging().open(ino_of("a.fits"), {});
    EXPECT_EQ(fault_of([&] { write(handle, fits_); }), Fault::kSealed);
}

TEST_F(StagingTest, AClosedHandleIsStale) {
    const uint64_t handle = create("a.fits");
    staging().release(handle);
    EXPECT_EQ(fault_of([&] { write(handle, fits_); }), Fault::kStale);
}

TEST_F(StagingTest, ARemovedFileCanStillBeWritten) {
    const uint64_t handle = create("a.fits");
    staging().remove_file(products(), "a.fits");
    write(handle, fits_);
    EXPECT_EQ(run_.flush(handle), CloseVerdict::kReceived);
    staging().release(handle);
    EXPECT_THAT(run_.summary("first").files, IsEmpty());
}

// Names.

TEST_F(StagingTest, ABadNameIsRefusedAtOnceAndReported) {
    const std::string name = std::string(31, 'a') + ".fits";
    EXPECT_EQ(fault_of([&] { create(name); }), Fault::kBadName);
    EXPECT_TRUE(has_rule(findings(), "NAM-001"));
}

TEST_F(StagingTest, ABadFolderIsRefusedAtOnce) {
    EXPECT_EQ(fault_of([&] { run_.folder(root_, "obs/a-b"); }), Fault::kBadName);
}

TEST_F(StagingTest, ANameThatDiffersOnlyInCaseIsRefused) {
    run_.put(root_, kFile, fits_);
    EXPECT_EQ(fault_of([&] { create("A.FITS"); }), Fault::kBadName);
    EXPECT_TRUE(has_rule(findings(), "DLV-006"));
}

TEST_F(StagingTest, ABackslashIsRefused) {
    EXPECT_EQ(fault_of([&] { create("a\\b"); }), Fault::kBadName);
    EXPECT_TRUE(has_rule(findings(), "DLV-007"));
}

TEST_F(StagingTest, ALinkIsRefusedAndReported) {
    EXPECT_EQ(fault_of([&] { staging().refuse_special(products(), "link"); }), Fault::kSealed);
    EXPECT_TRUE(has_rule(findings(), "SEC-012"));
}

TEST_F(StagingTest, ANameThatIsTakenExists) {
    create("a.fits");
    EXPECT_EQ(fault_of([&] { create("a.fits"); }), Fault::kExists);
}

TEST_F(StagingTest, TheNamesOfTheReportExist) {
    for (const char* name : {"report.txt", "report.json", "verdict.txt"})
        EXPECT_EQ(fault_of([&] { staging().create(root_, name, {}, 0644); }), Fault::kExists);
}

TEST_F(StagingTest, TheTwoThousandAndFirstEntryIsRefused) {
    const uint64_t folder = run_.folder(root_, "obs");
    for (int i = 0; i < 2000; ++i)
        staging().make_folder(folder, std::to_string(100000 + i), {}, 0755);
    EXPECT_EQ(fault_of([&] { staging().make_folder(folder, "999999", {}, 0755); }),
              Fault::kBadName);
    EXPECT_TRUE(has_rule(findings(), "NAM-006"));
}

TEST_F(StagingTest, AListingHasEveryNameOnce) {
    for (const char* name : {"b.fits", "a.fits"}) create(name);
    std::vector<std::string> names;
    for (const StagedEntry& entry : staging().list(products())) names.push_back(entry.name);
    EXPECT_THAT(names, ElementsAre("a.fits", "b.fits"));
}

TEST_F(StagingTest, AFolderIsRemovedWhenItIsEmpty) {
    create("a.fits");
    const uint64_t above = run_.folder(root_, "obs/123401");
    EXPECT_EQ(fault_of([&] { staging().remove_folder(above, "products"); }), Fault::kNotEmpty);
    staging().remove_file(products(), "a.fits");
    staging().remove_folder(above, "products");
    EXPECT_FALSE(staging().find(above, "products"));
}

TEST_F(StagingTest, RemovingSaysWhatTheNameIs) {
    create("a.fits");
    EXPECT_EQ(fault_of([&] { staging().remove_folder(products(), "a.fits"); }), Fault::kNotFolder);
    EXPECT_EQ(fault_of([&] { staging().remove_file(root_, "obs"); }), Fault::kIsFolder);
    EXPECT_EQ(fault_of([&] { staging().remove_file(root_, "none"); }), Fault::kNotFound);
}

TEST_F(StagingTest, ARemovedFolderTakesNoNames) {
    const uint64_t folder = run_.folder(root_, "obs/123401");
    staging().remove_folder(run_.folder(root_, "obs"), "123401");
    EXPECT_EQ(fault_of([&] { staging().create(folder, "a.fits", {}, 0644); }), Fault::kNotFound);
}

// Deliveries.

TEST_F(StagingTest, NowIsAlwaysThere) {
    EXPECT_TRUE(staging().find_delivery("halosat", "now"));
    EXPECT_EQ(fault_of([&] { staging().remove_delivery("halosat", "now"); }), Fault::kBusy);
}

TEST_F(StagingTest, ADeliveryThatExistsIsNotMadeAgain) {
    EXPECT_EQ(fault_of([&] { staging().make_delivery("halosat", "first", {}); }), Fault::kExists);
}

TEST_F(StagingTest, NamesOfDeliveriesAreChecked) {
    for (const char* name : {"", ".x", "-x", "a b", "a/b"})
        EXPECT_EQ(fault_of([&] { staging().make_delivery("halosat", name, {}); }), Fault::kBadName)
            << name;
}

TEST_F(StagingTest, ADeliveryWithFilesIsNotRemoved) {
    run_.folder(root_, "obs");
    EXPECT_EQ(fault_of([&] { staging().remove_delivery("halosat", "first"); }), Fault::kNotEmpty);
}

TEST_F(StagingTest, ADeliveryMadeAgainIsTheNextRevision) {
    staging().remove_delivery("halosat", "first");
    staging().make_delivery("halosat", "first", {});
    EXPECT_EQ(run_.summary("first").revision, 2);
}

}  // namespace
}  // namespace heafs
