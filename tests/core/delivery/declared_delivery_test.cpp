// What a delivery declares about itself, kept from the first byte to the verdict: the volume of
// delivery.toml, the Payload-Oxum of a bag, a manifest that comes again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/small_fits.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Field;
using testing::IsEmpty;

constexpr const char* kFirst = "obs/123401/products/a.fits";
constexpr const char* kSecond = "obs/123401/products/b.fits";

class DeclaredDelivery : public testing::Test {
   protected:
    std::vector<Finding> findings_of(const std::string& rule) {
        std::vector<Finding> found = run_.summary("first").findings;
        std::erase_if(found, [&](const Finding& finding) { return finding.rule != rule; });
        return found;
    }
    std::string line_of(const std::string& path, uint64_t n) {
        return sha256sum_of(small_fits_file(n)) + "  " + path + "\n";
    }

    TestArchive archive_;
    StagingRun run_{archive_.archive()};
    const uint64_t root_ = run_.delivery("first");
};

TEST_F(DeclaredDelivery, MoreThanTheVolumeIsToldUntilTheSurplusIsRemoved) {
    run_.put(root_, "delivery.toml", "volume = \"6000\"\n");
    run_.put(root_, kFirst, small_fits_file(1));
    run_.put(root_, kSecond, small_fits_file(2));
    run_.put(root_, "manifest-sha256.txt", line_of(kFirst, 1));
    EXPECT_EQ(run_.verdict("first"), "rejected");
    ASSERT_THAT(findings_of("DLV-013"),
                Contains(Field(&Finding::text,
                               "11520 bytes exceeds the agreed 6000 bytes for "
                               "halosat")));
    run_.staging().remove_file(run_.folder(root_, "obs/123401/products"), "b.fits");
    EXPECT_EQ(run_.verdict("first"), "published");
    EXPECT_THAT(findings_of("DLV-013"), IsEmpty());
}

TEST_F(DeclaredDelivery, APayloadThatIsNotTheOneOfItsOxumIsTold) {
    const std::string path = std::string("data/") + kFirst;
    run_.put(root_, "bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
    run_.put(root_, "bag-info.txt", "Payload-Oxum: 5761.1\n");
    run_.put(root_, path, small_fits_file(1));
    run_.put(root_, "manifest-sha256.txt", line_of(path, 1));
    EXPECT_EQ(run_.verdict("first"), "rejected");
    EXPECT_THAT(findings_of("DLV-008"),
                Contains(Field(&Finding::text,
                               "bag-info.txt says Payload-Oxum 5761.1, found "
                               "5760.1 octets.files")));
    EXPECT_FALSE(run_.published(std::string("obs/halosat/") + (kFirst + 4)));
}

TEST_F(DeclaredDelivery, TheSameManifestAgainIsNothingToDo) {
    run_.put(root_, kFirst, small_fits_file(1));
    run_.put(root_, "manifest-sha256.txt", line_of(kFirst, 1));
    ASSERT_EQ(run_.verdict("first"), "published");
    const int64_t id = run_.published(std::string("obs/halosat/") + (kFirst + 4))->id;
    run_.staging().remove_file(root_, "manifest-sha256.txt");
    run_.put(root_, "manifest-sha256.txt", line_of(kFirst, 1));
    EXPECT_EQ(run_.verdict("first"), "published");
    EXPECT_THAT(
        findings_of("DLV-011"),
        Contains(AllOf(Field(&Finding::severity, Severity::kInfo),
                       Field(&Finding::text, "the same manifest as revision 1: nothing to do"))));
    EXPECT_EQ(run_.published(std::string("obs/halosat/") + (kFirst + 4))->id, id);
}

}  // namespace
}  // namespace heafs
