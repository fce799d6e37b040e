// Deliveries from the first byte to the archive, without a mount.
#include "core/delivery/publisher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/base/error.h"
#include "core/base/files.h"
#include "core/simulation/halosat_observation.h"
#include "tests/support/small_fits.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

using testing::Contains;

constexpr const char* kSecretMission =
    "[mission]\n"
    "name = \"secret\"\n"
    "title = \"Proprietary\"\n"
    "proprietary = true\n"
    "[delivery]\n"
    "publish = \"file\"\n"
    "[obs]\n"
    "folder = \"{obs_id}\"\n"
    "parts = { obs_id = '\\d{6}' }\n";

const std::string kPath = "obs/halosat/123401/products/a.fits";
const std::string kFile = "obs/123401/products/a.fits";
const std::string kSwiftFile = "obs/2008_08/00030795038/xrt/event/a.evt";
const std::string kSwiftPath = "obs/swift/2008_08/00030795038/xrt/event/a.evt";

std::vector<std::byte> swift_file(uint64_t n) { return small_fits_file(n, "", "SWIFT"); }

class PublisherTest : public testing::Test {
   protected:
    PublisherTest() : archive_({"halosat", "swift"}, {kSecretMission}), run_(archive_.archive()) {}

    void put_now(const std::vector<std::byte>& bytes) {
        const uint64_t now = run_.delivery("now");
        const uint64_t folder = run_.folder(now, "obs/123401/products");
        if (const auto there = run_.staging().find(folder, "a.fits")) {
            const uint64_t handle =
                run_.staging().open(there->ino, {.write = true, .truncate = true});
            run_.staging().write(handle, bytes, 0);
            run_.flush(handle);
            run_.staging().release(handle);
        } else {
            run_.put(now, kFile, bytes);
        }
        run_.staging().wait_until_idle();
    }
    std::vector<std::byte> disk_bytes(const std::string& path) {
        const std::string text = read_file(archive_.archive().data() / path);
        const auto bytes = bytes_of(text);
        return {bytes.begin(), bytes.end()};
    }
    int64_t versions(const std::string& path) {
        return static_cast<int64_t>(
            run_.ledger().borrow()->versions_of(parent_path(path), base_name(path)).size());
    }

    TestArchive archive_;
    StagingRun run_;
};

TEST_F(PublisherTest, ACompleteObservationIsPublishedByteForByte) {
    const uint64_t root = run_.delivery("first");
    const auto files = simulate_halosat_observation("123401", 1, 200);
    for (const SimulatedFile& file : files)
        EXPECT_EQ(run_.put(root, "obs/123401/" + file.path, file.bytes), CloseVerdict::kReceived);
    ASSERT_EQ(run_.verdict("first"), "published");
    for (const SimulatedFile& file : files)
        EXPECT_EQ(disk_bytes("obs/halosat/123401/" + file.path), file.bytes) << file.path;
}

TEST_F(PublisherTest, AnObservationWaitsForItsLastFile) {
    const uint64_t root = run_.delivery("first");
    const auto files = simulate_halosat_observation("123401", 1, 20);
    for (size_t i = 0; i + 1 < files.size(); ++i)
        run_.put(root, "obs/123401/" + files[i].path, files[i].bytes);
    EXPECT_EQ(run_.verdict("first"), "receiving");
    EXPECT_FALSE(run_.ledger().borrow()->find_folder("obs/halosat/123401"));
    EXPECT_THAT(run_.summary("first").missing,
                testing::ElementsAre("obs/123401/" + files.back().path));
}

TEST_F(PublisherTest, ABadFileHoldsTheWholeObservationBack) {
    const uint64_t root = run_.delivery("first");
    for (const SimulatedFile& file : simulate_halosat_observation("123401", 1, 20))
        run_.put(root, "obs/123401/" + file.path, file.bytes);
    const uint64_t other = run_.delivery("second");
    auto files = simulate_halosat_observation("123402", 1, 20);
    files[3].bytes[files[3].bytes.size() / 2] ^= std::byte{1};
    for (const SimulatedFile& file : files) run_.put(other, "obs/123402/" + file.path, file.bytes);
    EXPECT_EQ(run_.verdict("first"), "published");
    EXPECT_EQ(run_.verdict("second"), "rejected");
    EXPECT_FALSE(run_.ledger().borrow()->find_folder("obs/halosat/123402"));
}

TEST_F(PublisherTest, AFileInNowIsPublishedAtOnce) {
    put_now(small_fits_file(1));
    EXPECT_EQ(run_.verdict("now"), "published");
    EXPECT_EQ(run_.published(kPath)->sha256, sha256sum_of(small_fits_file(1)));
    EXPECT_EQ(disk_bytes(kPath), small_fits_file(1));
}

// A reader of the delivery never meets a gap, wherever the bytes are just now.
TEST(Publishing, AFileCanBeReadAtEachStep) {
    TestArchive archive;
    Staging* staging = nullptr;
    uint64_t folder = 0;
    std::vector<size_t> read;
    StagingRun run(archive.archive(), own_worker_command(), [&](PublishStep) {
        const auto handle = staging->open(staging->find(folder, "a.fits")->ino, {});
        std::vector<std::byte> bytes(1 << 20);
        read.push_back(staging->read(handle, bytes, 0));
        staging->release(handle);
    });
    staging = &run.staging();
    const uint64_t now = run.delivery("now");
    folder = run.folder(now, "obs/123401/products");
    run.put(now, kFile, small_fits_file(1));
    EXPECT_EQ(run.verdict("now"), "published");
    EXPECT_GE(read.size(), 5u);
    EXPECT_THAT(read, testing::Each(small_fits_file(1).size()));
}

TEST_F(PublisherTest, TheSameBytesAgainAreNothingNew) {
    put_now(small_fits_file(1));
    const int64_t id = run_.published(kPath)->id;
    put_now(small_fits_file(1));
    EXPECT_EQ(run_.verdict("now"), "published");
    EXPECT_EQ(run_.published(kPath)->id, id);
    EXPECT_EQ(versions(kPath), 1);
}

TEST_F(PublisherTest, OtherBytesAreANewVersionAndTheOldAreKept) {
    put_now(small_fits_file(1));
    put_now(small_fits_file(2));
    EXPECT_EQ(versions(kPath), 2);
    EXPECT_EQ(disk_bytes(kPath), small_fits_file(2));
    const auto old = run_.ledger().borrow()->versions_of(parent_path(kPath), "a.fits").at(1);
    EXPECT_EQ(old.state, "superseded");
    EXPECT_EQ(disk_bytes(old.disk_path), small_fits_file(1));
}

TEST_F(PublisherTest, ManyVersionsInARowAllSurvive) {
    for (uint64_t n = 1; n <= 5; ++n) put_now(small_fits_file(n));
    uint64_t n = 5;
    for (const FileRow& file : run_.ledger().borrow()->versions_of(parent_path(kPath), "a.fits"))
        EXPECT_EQ(disk_bytes(file.disk_path), small_fits_file(n--));
    EXPECT_EQ(n, 0u);
}

TEST_F(PublisherTest, APublishedFileIsShownAsItWasSentAndTakesNoBytes) {
    put_now(small_fits_file(1));
    const uint64_t folder = run_.folder(run_.delivery("now"), "obs/123401/products");
    const auto there = run_.staging().find(folder, "a.fits");
    ASSERT_TRUE(there);
    EXPECT_EQ(there->size, 5760);
    EXPECT_EQ(there->mode, 0644u);
    std::vector<std::byte> bytes(6000);
    bytes.resize(run_.staging().read(run_.staging().open(there->ino, {}), bytes, 0));
    EXPECT_EQ(bytes, small_fits_file(1));
}

TEST_F(PublisherTest, OpeningAPublishedFileForWritingWithoutAWriteChangesNothing) {
    put_now(small_fits_file(1));
    const uint64_t folder = run_.folder(run_.delivery("now"), "obs/123401/products");
    const uint64_t ino = run_.staging().find(folder, "a.fits")->ino;
    const uint64_t handle = run_.staging().open(ino, OpenMode{.write = true, .truncate = false});
    run_.staging().release(handle);
    run_.staging().wait_until_idle();
    EXPECT_EQ(run_.staging().state(ino), FileState::kPublished);
    EXPECT_EQ(versions(kPath), 1);
}

TEST_F(PublisherTest, APublishedFileWrittenOverInPlaceIsAnotherVersion) {
    put_now(small_fits_file(1));
    const uint64_t folder = run_.folder(run_.delivery("now"), "obs/123401/products");
    const uint64_t ino = run_.staging().find(folder, "a.fits")->ino;
    const uint64_t handle = run_.staging().open(ino, OpenMode{.write = true, .truncate = false});
    run_.staging().write(handle, small_fits_file(2), 0);
    run_.staging().release(handle);
    run_.staging().wait_until_idle();
    EXPECT_EQ(versions(kPath), 2);
    EXPECT_EQ(disk_bytes(kPath), small_fits_file(2));
    const auto old = run_.ledger().borrow()->versions_of(parent_path(kPath), "a.fits").at(1);
    EXPECT_EQ(disk_bytes(old.disk_path), small_fits_file(1));
}

TEST_F(PublisherTest, RemovingADeliveryPathLeavesTheArchiveAlone) {
    put_now(small_fits_file(1));
    run_.staging().remove_file(run_.folder(run_.delivery("now"), "obs/123401/products"), "a.fits");
    EXPECT_EQ(disk_bytes(kPath), small_fits_file(1));
    EXPECT_TRUE(run_.published(kPath));
}

TEST_F(PublisherTest, KeepsTheSendersTime) {
    const uint64_t now = run_.delivery("now");
    const uint64_t folder = run_.folder(now, "obs/123401/products");
    const auto [made, handle] = run_.staging().create(folder, "a.fits", {}, 0644);
    run_.staging().write(handle, small_fits_file(1), 0);
    run_.staging().change_attributes(made.ino, change_of_mtime(1218000000123456789));
    run_.staging().release(handle);
    run_.staging().wait_until_idle();
    EXPECT_EQ(run_.published(kPath)->mtime_ns, 1218000000123456789);
}

TEST_F(PublisherTest, TellsTheNamesThatChanged) {
    put_now(small_fits_file(1));
    EXPECT_THAT(run_.told(), Contains(ChangedName{"obs/halosat/123401/products", "a.fits"}));
    EXPECT_THAT(run_.told(), Contains(ChangedName{"obs", "halosat"}));
}

TEST_F(PublisherTest, ManyFilesShareFewCommits) {
    const uint64_t now = run_.delivery("now");
    for (int i = 0; i < 200; ++i)
        run_.put(now, "obs/123401/products/f" + std::to_string(i) + ".fits",
                 small_fits_file(static_cast<uint64_t>(i)));
    run_.staging().wait_until_idle();
    EXPECT_EQ(run_.ledger().borrow()->counts().files, 200);
    EXPECT_LT(std::stoi(archive_.catalogue_says("SELECT max(publication) FROM journal")), 190);
}

// COMMIT.

TEST_F(PublisherTest, WithoutACommitNothingIsPublished) {
    run_.put(run_.delivery("first", "swift"), kSwiftFile, swift_file(1));
    EXPECT_EQ(run_.verdict("first", "swift"), "receiving");
    EXPECT_FALSE(run_.published(kSwiftPath));
}

TEST_F(PublisherTest, ACommitPublishesWhatIsThere) {
    const uint64_t root = run_.delivery("first", "swift");
    run_.put(root, kSwiftFile, swift_file(1));
    run_.put(root, "COMMIT", "");
    EXPECT_EQ(run_.verdict("first", "swift"), "published");
}

TEST_F(PublisherTest, ACommitThatComesFirstWaitsForNothingAndPublishesTheFirstFile) {
    const uint64_t root = run_.delivery("first", "swift");
    run_.put(root, "COMMIT", "");
    run_.put(root, kSwiftFile, swift_file(1));
    EXPECT_EQ(run_.verdict("first", "swift"), "published");
}

TEST_F(PublisherTest, ACommitWithABadFilePublishesNothing) {
    const uint64_t root = run_.delivery("first", "swift");
    run_.put(root, kSwiftFile, swift_file(1));
    run_.put(root, "obs/2008_08/00030795038/xrt/event/b.evt", "Hello");
    run_.put(root, "COMMIT", "");
    EXPECT_EQ(run_.verdict("first", "swift"), "rejected");
    EXPECT_FALSE(run_.published(kSwiftPath));
}

TEST_F(PublisherTest, ACommitIsUsedOnce) {
    const uint64_t root = run_.delivery("first", "swift");
    run_.put(root, kSwiftFile, swift_file(1));
    run_.put(root, "COMMIT", "");
    ASSERT_EQ(run_.verdict("first", "swift"), "published");
    run_.put(root, "obs/2008_08/00030795038/xrt/event/b.evt", swift_file(2));
    EXPECT_EQ(run_.verdict("first", "swift"), "receiving");
}

TEST_F(PublisherTest, IdleMeansThatTheCommitWasTaken) {
    for (int i = 0; i < 20; ++i) {
        const std::string name = "d" + std::to_string(i);
        const uint64_t root = run_.delivery(name, "swift");
        run_.put(root, kSwiftFile, swift_file(static_cast<uint64_t>(i)));
        run_.staging().release(run_.staging().create(root, "COMMIT", {}, 0644).second);
        ASSERT_EQ(run_.verdict(name, "swift"), "published") << name;
    }
}

// Manifests.

std::string line_for(const std::vector<std::byte>& bytes, const std::string& path) {
    return sha256sum_of(bytes) + "  ./" + path + "\n";
}

TEST_F(PublisherTest, AManifestPublishesWhenAllIsThere) {
    const uint64_t root = run_.delivery("first");
    const auto a = small_fits_file(1), b = small_fits_file(2);
    run_.put(root, "manifest-sha256.txt",
             line_for(a, kFile) + line_for(b, "obs/123401/products/b.fits"));
    run_.put(root, kFile, a);
    EXPECT_EQ(run_.verdict("first"), "receiving");
    EXPECT_FALSE(run_.published(kPath));
    run_.put(root, "obs/123401/products/b.fits", b);
    EXPECT_EQ(run_.verdict("first"), "published");
}

TEST_F(PublisherTest, AManifestMayComeLast) {
    const uint64_t root = run_.delivery("first");
    run_.put(root, kFile, small_fits_file(1));
    run_.put(root, "manifest-sha256.txt", line_for(small_fits_file(1), kFile));
    EXPECT_EQ(run_.verdict("first"), "published");
}

TEST_F(PublisherTest, AWrongHashPublishesNothing) {
    const uint64_t root = run_.delivery("first");
    run_.put(root, kFile, small_fits_file(1));
    run_.put(root, "manifest-sha256.txt", line_for(small_fits_file(2), kFile));
    EXPECT_EQ(run_.verdict("first"), "rejected");
    EXPECT_TRUE(has_rule(run_.summary("first").findings, "DLV-004"));
    EXPECT_FALSE(run_.published(kPath));
}

TEST_F(PublisherTest, AFileThatIsNotListedIsAWarning) {
    const uint64_t root = run_.delivery("first");
    run_.put(root, "obs/123401/products/b.fits", small_fits_file(2));
    run_.put(root, kFile, small_fits_file(1));
    run_.put(root, "manifest-sha256.txt", line_for(small_fits_file(1), kFile));
    run_.staging().wait_until_idle();
    EXPECT_TRUE(run_.published(kPath));
    EXPECT_TRUE(has_rule(run_.summary("first").findings, "DLV-005"));
}

// `find . -type f ! -name manifest-sha256.txt`, our own advice, lists control files as well.
TEST_F(PublisherTest, AManifestThatListsAControlFilePublishes) {
    const uint64_t root = run_.delivery("first");
    const std::string quality = "good\n";
    run_.put(root, "quality.txt", quality);
    run_.put(root, kFile, small_fits_file(1));
    const auto bytes = bytes_of(quality);
    run_.put(root, "manifest-sha256.txt",
             line_for(small_fits_file(1), kFile) +
                 line_for({bytes.begin(), bytes.end()}, "quality.txt"));
    run_.staging().wait_until_idle();
    EXPECT_TRUE(run_.published(kPath));
}

// Held.

TEST_F(PublisherTest, AProprietaryObservationIsHeld) {
    run_.put(run_.delivery("first", "secret"), "obs/123401/a.fits", small_fits_file(1));
    EXPECT_EQ(run_.verdict("first", "secret"), "held");
    EXPECT_FALSE(run_.published("obs/secret/123401/a.fits"));
    EXPECT_TRUE(has_rule(run_.summary("first", "secret").findings, "SEC-001"));
}

TEST_F(PublisherTest, NoCommitReleasesAProprietaryObservation) {
    const uint64_t root = run_.delivery("first", "secret");
    run_.put(root, "obs/123401/a.fits", small_fits_file(1));
    run_.put(root, "COMMIT", "");
    EXPECT_EQ(run_.verdict("first", "secret"), "held");
    EXPECT_FALSE(std::filesystem::exists(archive_.archive().data() / "obs/secret"));
}

TEST_F(PublisherTest, NowDoesNotReleaseAProprietaryObservation) {
    run_.put(run_.delivery("now", "secret"), "obs/123401/a.fits", small_fits_file(1));
    EXPECT_EQ(run_.verdict("now", "secret"), "held");
}

}  // namespace
}  // namespace heafs
