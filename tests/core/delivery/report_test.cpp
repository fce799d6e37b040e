#include "core/delivery/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/delivery/report_json.h"
#include "core/delivery/rules.h"
#include "tests/support/outside_programs.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

DeliverySummary summary_with(const std::string& word) {
    DeliverySummary summary;
    summary.mission = "swift";
    summary.name = "first";
    summary.word = word;
    summary.files = {{"obs/a.fits", "ab", 10, FileState::kRejected},
                     {"obs/b.fits", "cd", 20, FileState::kValid}};
    return summary;
}

Finding broken(const std::string& file) {
    Finding finding = make_finding("FIT-004", file, "HDU 2 declares 9 bytes, file has 4");
    finding.hdu = 2;
    finding.extname = "EVENTS";
    finding.card = 7;
    finding.found = "NAXIS2  = 9";
    finding.expected = "9 bytes";
    return finding;
}

// What another program reads in the report.
std::string python(const DeliverySummary& summary, const std::string& filter) {
    const TemporaryFolder folder;
    const auto path = folder.write("report.json", bytes_of(report_json(summary)));
    return output_of_astropy(
        "import json, sys\nr = json.load(open(sys.argv[1]))\nprint(" + filter + ")", path);
}

TEST(Counted, KnowsOneAndMany) {
    EXPECT_EQ(counted(0, "file"), "0 files");
    EXPECT_EQ(counted(1, "file"), "1 file");
    EXPECT_EQ(counted(2, "file"), "2 files");
}

TEST(ReportText, HasTheVerdictFirst) {
    EXPECT_THAT(report_text(summary_with("rejected")), StartsWith("REJECTED\n"));
}

TEST(ReportText, SaysWhereWhatAndHowToMendIt) {
    DeliverySummary summary = summary_with("rejected");
    summary.findings = {broken("obs/a.fits")};
    const std::string text = report_text(summary);
    EXPECT_THAT(text, HasSubstr("obs/a.fits, HDU 2 (EVENTS), card 7"));
    EXPECT_THAT(text, HasSubstr("found:    NAXIS2  = 9"));
    EXPECT_THAT(text, HasSubstr("expected: 9 bytes"));
    EXPECT_THAT(text, HasSubstr("How to mend it: Send the whole file again"));
}

TEST(ReportText, GroupsOneFindingInManyFiles) {
    DeliverySummary summary = summary_with("rejected");
    for (int i = 0; i < 100; ++i) summary.findings.push_back(broken("f" + std::to_string(i)));
    const std::string text = report_text(summary);
    EXPECT_THAT(text, HasSubstr("FIT-004 error: 100 findings"));
    EXPECT_THAT(text, HasSubstr("and 97 more"));
    EXPECT_THAT(text, Not(HasSubstr("f50")));
}

TEST(ReportText, PutsErrorsBeforeWarningsAndWaivedLast) {
    Finding waived = make_finding("NAM-001", "a", "long");
    waived.waived = "since 2005";
    const std::string text =
        findings_text({waived, make_finding("SUM-002", "a", "edited"), broken("a")});
    EXPECT_LT(text.find("FIT-004"), text.find("SUM-002"));
    EXPECT_LT(text.find("SUM-002"), text.find("NAM-001"));
    EXPECT_THAT(text, HasSubstr("since 2005"));
}

TEST(ReportText, NamesWhatIsMissing) {
    DeliverySummary summary = summary_with("receiving");
    summary.missing = {"obs/123401/c.fits"};
    EXPECT_THAT(report_text(summary), HasSubstr("1 file still awaited"));
    EXPECT_THAT(report_text(summary), HasSubstr("obs/123401/c.fits"));
}

TEST(FindingCounts, WaivedOnesCountAsInformation) {
    Finding waived = broken("a");
    waived.waived = "old";
    const auto counts =
        count_findings({broken("a"), waived, make_finding("SUM-002", "a", "edited")});
    EXPECT_EQ(counts.errors, 1u);
    EXPECT_EQ(counts.warnings, 1u);
    EXPECT_EQ(counts.infos, 1u);
}

TEST(ReportJson, HasTheKeysOfFormatOne) {
    EXPECT_EQ(python(summary_with("rejected"), "sorted(r)"),
              "['changes', 'counts', 'delivery', 'files', 'findings', 'format', 'missing', "
              "'mission', 'revision', 'state', 'verdict']\n");
}

TEST(ReportJson, HasTheKeysOfAFinding) {
    DeliverySummary summary = summary_with("rejected");
    summary.findings = {broken("a")};
    EXPECT_EQ(python(summary, "sorted(r['findings'][0])"),
              "['card', 'column', 'expected', 'extname', 'file', 'found', 'hdu', 'offset', "
              "'remedy', 'row', 'rule', 'severity', 'text', 'waived']\n");
}

TEST(ReportJson, AnAbsentNumberIsNull) {
    DeliverySummary summary = summary_with("rejected");
    summary.findings = {broken("a")};
    EXPECT_EQ(python(summary, "r['findings'][0]['row'], r['findings'][0]['hdu']"), "None 2\n");
}

TEST(ReportJson, BytesThatAreNoTextDoNotBreakIt) {
    DeliverySummary summary = summary_with("rejected");
    summary.findings = {broken("a")};
    summary.findings[0].found = "\xff\x01";
    EXPECT_EQ(python(summary, "len(r['findings'])"), "1\n");
}

TEST(ReportJson, ListsFilesWithTheirStates) {
    EXPECT_EQ(python(summary_with("rejected"), "[(f['path'], f['state']) for f in r['files']]"),
              "[('obs/a.fits', 'rejected'), ('obs/b.fits', 'valid')]\n");
}

}  // namespace
}  // namespace heafs
