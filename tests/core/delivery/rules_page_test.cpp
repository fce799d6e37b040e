#include "core/delivery/rules_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "core/delivery/rules.h"

namespace heafs {
namespace {

using testing::HasSubstr;
using testing::Not;

Mission mission_with_waiver(const std::string& until) {
    Mission mission;
    mission.name = "example";
    mission.title = "An example";
    mission.rule_changes = {{Change::kWaive, "NAM-001", "xrt/*", 2, "old names", until}};
    return mission;
}

int64_t lines_of(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }

TEST(RulesText, HasALineForEachRule) {
    EXPECT_EQ(lines_of(rules_text(nullptr, "2026-01-01")), std::ssize(all_rules()));
}

TEST(RulesText, ALineTellsIdSeverityAndWhatIsChecked) {
    EXPECT_THAT(rules_text(nullptr, "2026-01-01"),
                HasSubstr("FIT-001  fatal    starts with SIMPLE = T\n"));
}

TEST(RulesText, AMissionsWaiverStandsBelowItsRuleWithFilesHduReasonAndLastDay) {
    const Mission mission = mission_with_waiver("2030-01-01");
    EXPECT_THAT(rules_text(&mission, "2026-01-01"),
                HasSubstr("NAM-001  error    at most 35 characters\n"
                          "         waived for xrt/*, HDU 2, until 2030-01-01: old names\n"));
}

TEST(RulesText, AWaiverWhoseLastDayIsOverHasExpired) {
    const Mission mission = mission_with_waiver("2025-12-31");
    EXPECT_THAT(rules_text(&mission, "2026-01-01"), HasSubstr("until 2025-12-31 (expired): "));
    EXPECT_THAT(rules_text(&mission, "2025-12-31"), Not(HasSubstr("expired")));
}

TEST(RulesMarkdown, HasATableRowForEachRuleWithItsRemedy) {
    const std::string page = rules_markdown(nullptr, "2026-01-01");
    for (const Rule& rule : all_rules())
        EXPECT_THAT(page, HasSubstr("\n| " + std::string(rule.id) + " | ")) << rule.id;
    EXPECT_THAT(page, HasSubstr("| TIM-004 | error | starts are before stops | Mend TSTART and "
                                "TSTOP, DATE-OBS and DATE-END |\n"));
}

TEST(RulesMarkdown, EachGroupHasATitle) {
    for (const Rule& rule : all_rules())
        EXPECT_NE(group_title(rule.id.substr(0, 3)), "") << rule.id;
}

TEST(RulesMarkdown, BarsOfARemedyDoNotEndItsCell) {
    EXPECT_THAT(rules_markdown(nullptr, "2026-01-01"), HasSubstr("-print0 \\| sort -z \\| xargs"));
}

}  // namespace
}  // namespace heafs
