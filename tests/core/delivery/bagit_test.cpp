// Bags as RFC 8493 describes them; digests are those of GNU coreutils.
#include "core/delivery/bagit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/outside_programs.h"
#include "tests/support/small_fits.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

const std::string kDeclared = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
// md5sum and sha256sum of "abc".
const std::string kMd5 = "900150983cd24fb0d6963f7d28e17f72";
const std::string kSha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST(Bag, ListsWhatItsManifestLists) {
    const auto bag = manifest_of(
        {{"bagit.txt", kDeclared}, {"manifest-sha256.txt", kSha256 + "   data/a%0A%25%41\n"}});
    ASSERT_TRUE(bag);
    EXPECT_TRUE(bag->bag);
    EXPECT_TRUE(bag->findings.empty());
    EXPECT_EQ(bag->sha256_of.at("data/a\n%%41"), kSha256);
}

TEST(Bag, WithoutAManifestIsNoneYet) { EXPECT_FALSE(manifest_of({{"bagit.txt", kDeclared}})); }

TEST(Bag, RefusesFetchTxt) {
    const auto bag = manifest_of(
        {{"bagit.txt", kDeclared}, {"fetch.txt", ""}, {"manifest-md5.txt", kMd5 + " data/a\n"}});
    EXPECT_TRUE(has_rule(bag->findings, "DLV-001"));
}

TEST(Bag, SaysThatMd5IsWeak) {
    const auto bag =
        manifest_of({{"bagit.txt", kDeclared}, {"manifest-md5.txt", kMd5 + " data/a\n"}});
    EXPECT_TRUE(has_rule(bag->notes, "DLV-009"));
    EXPECT_TRUE(bag->findings.empty());
}

TEST(Bag, ReadsPayloadOxum) {
    const auto bag = manifest_of({{"bagit.txt", kDeclared},
                                  {"bag-info.txt", "Payload-Oxum: 279164409832.1198\n"},
                                  {"manifest-md5.txt", kMd5 + " data/a\n"}});
    ASSERT_TRUE(bag->payload);
    EXPECT_EQ(bag->payload->octets, 279164409832);
    EXPECT_EQ(bag->payload->files, 1198);
}

TEST(Bag, RefusesATagFileThatItsTagManifestDoesNotKnow) {
    const auto bag = manifest_of({{"bagit.txt", kDeclared},
                                  {"manifest-md5.txt", kMd5 + " data/a\n"},
                                  {"tagmanifest-md5.txt", kMd5 + " bagit.txt\n"}});
    EXPECT_TRUE(has_rule(bag->findings, "DLV-002"));
}

TEST(Bag, AwaitsTagFilesThatAreListed) {
    const auto bag = manifest_of({{"bagit.txt", kDeclared},
                                  {"manifest-md5.txt", kMd5 + " data/a\n"},
                                  {"tagmanifest-md5.txt", kMd5 + " bag-info.txt\n"}});
    EXPECT_THAT(bag->awaited_tags, testing::ElementsAre("bag-info.txt"));
}

TEST(Bag, RefusesManifestsThatListDifferentFiles) {
    const auto bag = manifest_of({{"bagit.txt", kDeclared},
                                  {"manifest-md5.txt", kMd5 + " data/a\n"},
                                  {"manifest-sha256.txt", kSha256 + " data/b\n"}});
    EXPECT_TRUE(has_rule(bag->findings, "DLV-001"));
}

TEST(Bag, PublishesItsPayloadByItsMd5Manifest) {
    TestArchive archive;
    StagingRun run(archive.archive());
    const uint64_t root = run.delivery("bag");
    const std::vector<std::byte> fits = small_fits_file(1);
    const TemporaryFolder folder;
    folder.write("a.fits", fits);
    const std::string md5sum =
        output_of("md5sum '" + (folder.path() / "a.fits").string() + "'").substr(0, 32);
    run.put(root, "data/obs/123401/products/a.fits", fits);
    EXPECT_EQ(run.verdict("bag"), "receiving");
    run.put(root, "manifest-md5.txt", md5sum + "  data/obs/123401/products/a.fits\n");
    EXPECT_EQ(run.verdict("bag"), "receiving");
    run.put(root, "bagit.txt", kDeclared);
    EXPECT_EQ(run.verdict("bag"), "published");
    EXPECT_TRUE(run.published("obs/halosat/123401/products/a.fits"));
}

TEST(Bag, WhatIsWrongWithItsTagFilesStandsInTheReport) {
    TestArchive archive;
    StagingRun run(archive.archive());
    const uint64_t root = run.delivery("bag");
    run.put(root, "bagit.txt", "BagIt-Version: 9.9\nTag-File-Character-Encoding: UTF-8\n");
    run.put(root, "manifest-sha256.txt", kSha256 + "  data/obs/123401/products/a.fits\n");
    EXPECT_EQ(run.verdict("bag"), "rejected");
    const auto summary = run.staging().summarize("halosat", "bag");
    ASSERT_EQ(summary->findings.size(), 1u);
    EXPECT_EQ(summary->findings[0].text,
              "bagit.txt begins with 'BagIt-Version: 9.9', not with 'BagIt-Version: 1.0'");
}

TEST(ControlText, FetchTxtOutsideABagIsRefusedToo) {
    EXPECT_TRUE(has_rule(judge_control_text("fetch.txt", "", false), "DLV-001"));
}

TEST(ControlText, TagFilesOfABagAreJudgedTogetherOnly) {
    EXPECT_TRUE(judge_control_text("manifest-sha256.txt", "nonsense\n", true).empty());
    EXPECT_TRUE(
        has_rule(judge_control_text("manifest-sha256.txt", "nonsense\n", false), "DLV-001"));
}

}  // namespace
}  // namespace heafs
