#include "core/delivery/judgement.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/gzip_bytes.h"
#include "core/base/unique_fd.h"
#include "core/delivery/rules.h"
#include "tests/support/small_fits.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

const Mission& shipped(const std::string& name) {
    static std::map<std::string, Mission> missions;
    if (missions.count(name) == 0)
        missions.emplace(name, load_mission(name, {std::filesystem::path(HEAFS_SOURCE_DIR) /
                                                   "config/missions"}));
    return missions.at(name);
}

Content content_of(std::span<const std::byte> bytes) {
    const TemporaryFolder folder;
    const UniqueFd fd(::open(folder.write("file", bytes).c_str(), O_RDONLY));
    return examine_content(fd.get(), static_cast<int64_t>(bytes.size()));
}
Content content_of(const std::string& text) { return content_of(bytes_of(text)); }

std::vector<std::string> errors_of(const std::string& mission, const std::string& path,
                                   const Content& content) {
    std::vector<std::string> rules;
    for (const Finding& finding : judge_file(shipped(mission), path, content))
        if (rejects(finding)) rules.push_back(finding.rule);
    return rules;
}
std::vector<std::string> errors_of(const std::string& name, const Content& content) {
    return errors_of("halosat", "obs/123401/products/" + name, content);
}

const std::string kPdf = "%PDF-1.4\n%\xe2\xe3\xcf\xd3\nendobj\n";

TEST(Judgement, AFitsFileIsGood) {
    EXPECT_THAT(errors_of("a.fits", content_of(small_fits_file(1))), IsEmpty());
}

TEST(Judgement, AGzippedFitsFileIsGood) {
    EXPECT_THAT(errors_of("a.fits.gz", content_of(gzip_bytes(small_fits_file(1)))), IsEmpty());
}

TEST(Judgement, FitsUnderANameOfTheMissionIsGood) {
    EXPECT_THAT(errors_of("hs123401_s14.xyz", content_of(small_fits_file(1))), IsEmpty());
}

TEST(Judgement, TextCalledFitsIsNotFits) {
    const auto findings = judge_loose_file(nullptr, "a.fits", content_of("Hello, archive\n"));
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].rule, "FIT-001");
    EXPECT_EQ(findings[0].found.substr(0, 10), "48656c6c6f");  // "Hello"
    EXPECT_FALSE(findings[0].remedy.empty());
}

TEST(Judgement, ATextUnderAnUnknownNameIsNoArchivedType) {
    EXPECT_THAT(errors_of("notes.txt", content_of("Hello\n")), Contains("NAM-013"));
}

TEST(Judgement, RawTelemetryIsToBeConverted) {
    for (const char* name : {"a.tlm", "a.raw", "a.ccsds.gz", "a.pkt"}) {
        const std::string bytes = "\x08\x01\xc0\x01 packet";
        const bool gzip = std::string(name).ends_with(".gz");
        const auto findings = judge_loose_file(
            nullptr, name, gzip ? content_of(gzip_bytes(small_fits_file(1))) : content_of(bytes));
        ASSERT_EQ(findings.size(), 1u) << name;
        EXPECT_EQ(findings[0].rule, "NAM-016");
        EXPECT_EQ(findings[0].severity, Severity::kError);
        EXPECT_NE(findings[0].text.find("is raw telemetry"), std::string::npos) << findings[0].text;
    }
}

TEST(Judgement, AnEmptyFileIsNoFile) {
    EXPECT_THAT(errors_of("a.fits", content_of("")), UnorderedElementsAre("NAM-014"));
}

TEST(Judgement, GzipWithoutTheEndingIsUntrue) {
    EXPECT_THAT(errors_of("a.fits", content_of(gzip_bytes(small_fits_file(1)))),
                UnorderedElementsAre("NAM-011"));
}

TEST(Judgement, TheEndingWithoutGzipIsUntrue) {
    EXPECT_THAT(errors_of("a.fits.gz", content_of(small_fits_file(1))),
                UnorderedElementsAre("NAM-011"));
}

TEST(Judgement, ATruncatedFileLacksItsData) {
    const auto bytes = small_fits_file(1);
    EXPECT_THAT(errors_of("a.fits", content_of(std::span(bytes).first(2880 + 4))),
                Contains("FIT-004"));
}

TEST(Judgement, ACutGzipIsOneFindingAndNotItsConsequences) {
    const auto bytes = gzip_bytes(small_fits_file(1));
    EXPECT_THAT(errors_of("a.fits.gz", content_of(std::span(bytes).first(bytes.size() - 20))),
                UnorderedElementsAre("SEC-011"));
}

TEST(Judgement, AWrongDatasumIsAnError) {
    auto bytes = small_fits_file(1);
    bytes[2880] ^= std::byte{1};
    EXPECT_THAT(errors_of("a.fits", content_of(bytes)), Contains("SUM-001"));
}

TEST(Judgement, AnEditedHeaderIsAWarning) {
    auto bytes = small_fits_file(1);
    const std::string text = text_of(bytes);
    const size_t card = text.find("SEQNO");
    ASSERT_NE(card, std::string::npos);
    bytes[card + 79] = std::byte{'x'};  // the last byte of its comment
    const auto findings =
        judge_file(shipped("halosat"), "obs/123401/products/a.fits", content_of(bytes));
    EXPECT_TRUE(has_rule(findings, "SUM-002"));
    EXPECT_TRUE(is_valid(findings));
}

TEST(Judgement, SwiftsParameterFilesAreWaived) {
    const auto findings =
        judge_file(shipped("swift"), "obs/2008_08/00030795038/auxil/sw00030795038s.par.gz",
                   content_of(gzip_bytes(bytes_of("mode,s,h,\"ql\",,,\"mode\"\n"))));
    EXPECT_TRUE(is_valid(findings));
    EXPECT_TRUE(has_rule(findings, "NAM-013"));
    EXPECT_TRUE(has_rule(findings, "FIT-001"));
}

TEST(Judgement, OtherMissionsParameterFilesAreNot) {
    EXPECT_THAT(errors_of("a.par.gz", content_of(gzip_bytes(bytes_of("text\n")))),
                UnorderedElementsAre("NAM-013", "FIT-001"));
}

TEST(Judgement, AGzippedDocumentIsArchived) {
    EXPECT_THAT(errors_of("hs123401.log.pdf.gz", content_of(gzip_bytes(bytes_of(kPdf)))),
                IsEmpty());
}

TEST(Judgement, ADocumentThatIsNoneIsUntrue) {
    EXPECT_THAT(errors_of("a.pdf", content_of("just text\n")), UnorderedElementsAre("NAM-011"));
}

TEST(Judgement, PreviewsAreArchived) {
    EXPECT_THAT(errors_of("a.gif", content_of("GIF89a......")), IsEmpty());
    EXPECT_THAT(errors_of("a.png", content_of("\x89PNG\r\n\x1a\n....")), IsEmpty());
}

TEST(Judgement, FindingsCarryThePathOfTheFile) {
    for (const Finding& finding :
         judge_file(shipped("halosat"), "obs/123401/products/a.fits", content_of("text")))
        EXPECT_EQ(finding.file, "obs/123401/products/a.fits");
}

TEST(Judgement, AFailureOfTheValidatorNeedsTheOperator) {
    Content content;
    content.size = 10;
    content.findings = {make_finding("SEC-090", "", "crashed")};
    const auto findings = judge_file(shipped("halosat"), "obs/123401/products/a.fits", content);
    EXPECT_TRUE(needs_operator(findings));
    EXPECT_FALSE(has_rule(findings, "FIT-001"));
}

TEST(LooseFiles, AreJudgedWithoutTheirPlace) {
    EXPECT_THAT(judge_loose_file(&shipped("halosat"), "a.fits", content_of(small_fits_file(1))),
                IsEmpty());
}

TEST(LooseFiles, KeepTheRulesOfTheirOwnName) {
    const auto findings = judge_loose_file(&shipped("halosat"), std::string(31, 'a') + ".fits",
                                           content_of(small_fits_file(1)));
    EXPECT_TRUE(has_rule(findings, "NAM-001"));
}

TEST(LooseFiles, NeedNoMission) {
    EXPECT_THAT(judge_loose_file(nullptr, "A-b.fits", content_of(small_fits_file(1))), IsEmpty());
}

}  // namespace
}  // namespace heafs
