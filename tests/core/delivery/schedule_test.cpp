#include "core/delivery/schedule.h"

#include <gtest/gtest.h>

namespace heafs {
namespace {

constexpr int64_t kDay = int64_t{86400} * 1000000000;
constexpr int64_t kDay20261031 = 20757 * kDay;  // date -d 2026-10-31 +%s / 86400

Content ending_on(const std::string& date) {
    Content content;
    HeaderValue value;
    value.keyword = "DATE-END";
    value.value = date;
    content.header = {value};
    return content;
}

TEST(Schedule, TheLastDayIsInTimeAndTheNextIsNot) {
    Mission mission;
    mission.within_days = 30;
    const Content content = ending_on("2026-10-01T12:00:00");
    EXPECT_FALSE(judge_schedule(mission, content, kDay20261031 + kDay - 1));
    const auto late = judge_schedule(mission, content, kDay20261031 + kDay);
    ASSERT_TRUE(late);
    EXPECT_EQ(late->rule, "DLV-014");
    EXPECT_EQ(late->severity, Severity::kWarning);
    EXPECT_EQ(late->text, "Expected by 2026-10-31, 30 days after DATE-END");
}

TEST(Schedule, WithoutADateOrAnAgreementNothingIsLate) {
    Mission mission;
    EXPECT_FALSE(judge_schedule(mission, ending_on("2026-10-01"), INT64_MAX));
    mission.within_days = 30;
    EXPECT_FALSE(judge_schedule(mission, ending_on("soon"), INT64_MAX));
}

}  // namespace
}  // namespace heafs
