// NAM-007 and DLV-015 from the first byte to the verdict.
#include "core/delivery/repeated_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/small_fits.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

std::string mission_text(const std::string& delivery, const std::string& classes) {
    return "[mission]\nname = \"small\"\ntitle = \"Small\"\n[delivery]\n" + delivery +
           "[obs]\nfolder = \"{obs_id}\"\nparts = { obs_id = '\\d{4}' }\n" + classes;
}

const std::string kEvents = "[[obs.file]]\nclass = \"events\"\nlevel = 2\nfiles = '.*\\.evt'\n";

struct Site {
    explicit Site(const std::string& text) : archive({"halosat"}, {text}), run(archive.archive()) {}

    void put(const std::string& delivery, const std::string& path, uint64_t n = 1) {
        run.put(run.delivery(delivery, "small"), path, small_fits_file(n));
    }
    std::string verdict(const std::string& delivery) { return run.verdict(delivery, "small"); }
    std::vector<Finding> findings(const std::string& delivery) {
        return run.summary(delivery, "small").findings;
    }

    TestArchive archive;
    StagingRun run;
};

const Finding* find_rule_in(const std::vector<Finding>& findings, std::string_view rule) {
    for (const Finding& finding : findings)
        if (finding.rule == rule) return &finding;
    return nullptr;
}

TEST(RepeatedName, OfAPublicFileOfAnotherObservationIsAnError) {
    Site site(mission_text("publish = \"file\"\n", kEvents));
    site.put("now", "obs/0001/a.evt");
    ASSERT_EQ(site.verdict("now"), "published");
    site.put("now", "obs/0002/a.evt", 2);
    EXPECT_EQ(site.verdict("now"), "rejected");
    const auto findings = site.findings("now");
    const Finding* finding = find_rule_in(findings, "NAM-007");
    ASSERT_NE(finding, nullptr);
    EXPECT_EQ(finding->severity, Severity::kError);
    EXPECT_EQ(finding->text, "'a.evt' is also in obs/small/0001/a.evt");
}

TEST(RepeatedName, OfTwoObservationsThatComeTogetherKeepsBothBack) {
    Site site(mission_text("publish = \"commit\"\n", kEvents));
    site.put("both", "obs/0001/a.evt");
    site.put("both", "obs/0002/a.evt", 2);
    site.run.put(site.run.delivery("both", "small"), "COMMIT", "");
    EXPECT_EQ(site.verdict("both"), "rejected");
    EXPECT_FALSE(site.run.published("obs/small/0001/a.evt"));
    EXPECT_NE(find_rule_in(site.findings("both"), "NAM-007"), nullptr);
}

TEST(RepeatedName, OfAFileThatNoClassAnnouncesIsAWarning) {
    Site site(mission_text("publish = \"file\"\n", ""));
    site.put("now", "obs/0001/a.fits");
    ASSERT_EQ(site.verdict("now"), "published");
    site.put("now", "obs/0002/a.fits", 2);
    EXPECT_EQ(site.verdict("now"), "published");
    const auto findings = site.findings("now");
    const Finding* finding = find_rule_in(findings, "NAM-007");
    ASSERT_NE(finding, nullptr);
    EXPECT_EQ(finding->severity, Severity::kWarning);
}

TEST(RequiredComponents, KeepACommitBackUntilTheyCome) {
    Site site(mission_text("publish = \"commit\"\nrequired = [\"trend\"]\n", ""));
    site.put("first", "obs/0001/a.fits");
    site.run.put(site.run.delivery("first", "small"), "COMMIT", "");
    EXPECT_EQ(site.verdict("first"), "rejected");
    const auto findings = site.findings("first");
    const Finding* finding = find_rule_in(findings, "DLV-015");
    ASSERT_NE(finding, nullptr);
    EXPECT_EQ(finding->text, "the delivery has no trend/, which small requires");
    site.put("first", "trend/temperature/t.fits", 2);
    EXPECT_EQ(site.verdict("first"), "published");
    EXPECT_TRUE(site.run.published("obs/small/0001/a.fits"));
}

}  // namespace
}  // namespace heafs
