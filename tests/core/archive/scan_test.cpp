#include "core/archive/scan.h"

#include <gmock/gmock.h>

#include "tests/core/archive/interrupted_publication.h"
#include "tests/core/archive/recorded_archive.h"

namespace heafs {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

using Scan = RecordedArchive;
using ScanOfAStoppedPublication = InterruptedPublication;

auto path_is(const std::string& path) { return Field(&ScanFinding::path, path); }

TEST_F(Scan, ReadsAllVersionsOfAllFiles) {
    const ScanReport report = scan_archive(archive_.archive());
    EXPECT_THAT(report.findings, IsEmpty());
    EXPECT_EQ(report.files, kRecorded);
    EXPECT_EQ(std::to_string(report.bytes), says("SELECT sum(size) FROM file"));
}

TEST_F(Scan, TellsOfEachFileAndOfAllBytesAtTheEnd) {
    std::vector<ScanProgress> told;
    const ScanReport report = scan_archive(
        archive_.archive(), [&](const ScanProgress& progress) { told.push_back(progress); });
    ASSERT_THAT(told, SizeIs(kRecorded));
    EXPECT_EQ(told.back().files, kRecorded);
    EXPECT_EQ(told.front().all_files, kRecorded);
    EXPECT_EQ(told.back().bytes, report.bytes);
    EXPECT_EQ(told.front().all_bytes, report.bytes);
}

TEST_F(Scan, FindsAFlippedByteThoughSizeAndTimeAreRight) {
    const std::string sha256 = says("SELECT sha256 FROM file WHERE name = 'hs123401.log.pdf.gz'");
    flip_a_byte(kLog);
    const ScanReport report = scan_archive(archive_.archive());
    ASSERT_THAT(report.findings, ElementsAre(path_is(std::string("data/") + kLog)));
    EXPECT_THAT(report.findings[0].expected, HasSubstr(sha256));
    EXPECT_THAT(report.findings[0].found, HasSubstr(sha256sum_of(bytes_of(read_file(data(kLog))))));
    EXPECT_EQ(report.files, kRecorded - 1);
}

TEST_F(Scan, FindsDamageInAReplacedVersion) {
    flip_a_byte(kKept);
    EXPECT_THAT(scan_archive(archive_.archive()).findings,
                ElementsAre(path_is(std::string("data/") + kKept)));
}

TEST_F(Scan, FindsWhatIsMissingOrIsNoFile) {
    std::filesystem::remove(data(kLog));
    std::filesystem::remove(data(kReplaced));
    std::filesystem::create_symlink("/etc/passwd", data(kReplaced));
    const auto findings = scan_archive(archive_.archive()).findings;
    ASSERT_THAT(findings, SizeIs(2));
    EXPECT_THAT(findings, testing::Contains(AllOf(path_is(std::string("data/") + kLog),
                                                  Field(&ScanFinding::found, "nothing"))));
}

TEST_F(Scan, FindsFilesThatNobodyRecorded) {
    std::ofstream(data("obs/halosat/stray.txt")) << "?";
    std::filesystem::create_directories(data("trend/halosat"));
    std::filesystem::create_symlink("/", data("trend/halosat/link"));
    EXPECT_THAT(scan_archive(archive_.archive()).findings,
                testing::UnorderedElementsAre(path_is("data/obs/halosat/stray.txt"),
                                              path_is("data/trend/halosat/link")));
}

TEST_F(ScanOfAStoppedPublication, KnowsWhereEachFileIsInBetween) {
    publish_and_stop({PublishStep::kMoved, 3});
    const ScanReport report = scan_archive(archive_.archive());
    EXPECT_THAT(report.findings, IsEmpty());
    EXPECT_EQ(report.files, 3);
    expect_old_is_visible();
}

}  // namespace
}  // namespace heafs
