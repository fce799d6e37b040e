#include "core/delivery/rules.h"

#include <gtest/gtest.h>

#include <set>

namespace heafs {
namespace {

TEST(Rules, AreLettersAndAThreeDigitNumber) {
    for (const Rule& rule : all_rules()) {
        const std::string id(rule.id);
        ASSERT_EQ(id.size(), 7u) << id;
        for (size_t i = 0; i < 3; ++i) EXPECT_TRUE(id[i] >= 'A' && id[i] <= 'Z') << id;
        EXPECT_EQ(id[3], '-') << id;
        for (size_t i = 4; i < 7; ++i) EXPECT_TRUE(id[i] >= '0' && id[i] <= '9') << id;
    }
}

TEST(Rules, HaveOneIdEach) {
    std::set<std::string_view> ids;
    for (const Rule& rule : all_rules()) EXPECT_TRUE(ids.insert(rule.id).second) << rule.id;
}

TEST(Rules, SayWhatTheyCheckAndHowToMendIt) {
    for (const Rule& rule : all_rules()) {
        EXPECT_FALSE(rule.checks.empty()) << rule.id;
        EXPECT_FALSE(rule.remedy.empty()) << rule.id;
    }
}

struct Known {
    const char* id;
    Severity severity;
};

// From the design's catalogue of validation rules.
class DesignedRules : public testing::TestWithParam<Known> {};

TEST_P(DesignedRules, HaveTheirSeverity) {
    const Rule* rule = find_rule(GetParam().id);
    ASSERT_NE(rule, nullptr);
    EXPECT_EQ(rule->severity, GetParam().severity);
}

INSTANTIATE_TEST_SUITE_P(
    Each, DesignedRules,
    testing::Values(Known{"DLV-001", Severity::kFatal}, Known{"DLV-003", Severity::kError},
                    Known{"DLV-004", Severity::kError}, Known{"DLV-005", Severity::kWarning},
                    Known{"DLV-006", Severity::kError}, Known{"DLV-007", Severity::kFatal},
                    Known{"NAM-001", Severity::kError}, Known{"NAM-012", Severity::kWarning},
                    Known{"NAM-014", Severity::kError}, Known{"NAM-015", Severity::kWarning},
                    Known{"FIT-001", Severity::kFatal}, Known{"FIT-004", Severity::kError},
                    Known{"TAB-001", Severity::kFatal}, Known{"SUM-001", Severity::kError},
                    Known{"SUM-002", Severity::kWarning}, Known{"SEC-001", Severity::kFatal},
                    Known{"SEC-010", Severity::kFatal}, Known{"SEC-011", Severity::kError},
                    Known{"SEC-012", Severity::kFatal}, Known{"SEC-090", Severity::kFatal}));

TEST(FindRule, AnUnknownIdIsNothing) { EXPECT_EQ(find_rule("NAM-999"), nullptr); }

TEST(MakeFinding, TakesSeverityAndRemedyFromItsRule) {
    const Finding finding = make_finding("SUM-002", "a.fits", "words");
    EXPECT_EQ(finding.severity, Severity::kWarning);
    EXPECT_EQ(finding.file, "a.fits");
    EXPECT_EQ(finding.text, "words");
    EXPECT_EQ(finding.remedy, find_rule("SUM-002")->remedy);
    EXPECT_FALSE(rejects(finding));
}

}  // namespace
}  // namespace heafs
