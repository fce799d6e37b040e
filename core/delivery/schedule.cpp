#include "core/delivery/schedule.h"

#include <fmt/format.h>

#include "core/base/calendar_date.h"
#include "core/base/clock.h"
#include "core/delivery/rules.h"

namespace heafs {
namespace {

constexpr int64_t kDayNs = int64_t{86400} * 1000000000;
constexpr int64_t kFarthestDay = 100000;  // beyond it nanoseconds do not fit

}  // namespace

std::optional<Finding> judge_schedule(const Mission& mission, const Content& content,
                                      int64_t now_ns) {
    if (!mission.within_days) return std::nullopt;
    std::string keyword, date;
    for (const char* name : kScheduleKeywords) {
        keyword = name;
        if (date = header_value(content, name); !date.empty()) break;
    }
    const auto end = parse_calendar_moment(date);
    if (!end || end->day > kFarthestDay || end->day < -kFarthestDay) return std::nullopt;
    // The whole last day is in time.
    const int64_t last_day = end->day + *mission.within_days;
    if (now_ns < (last_day + 1) * kDayNs) return std::nullopt;
    const auto day_text = [](int64_t day) { return text_of(CalendarMoment{day, 0}).substr(0, 10); };
    Finding finding = make_finding("DLV-014", "",
                                   fmt::format("Expected by {}, {} days after {}",
                                               day_text(last_day), *mission.within_days, keyword));
    finding.found = utc_text(now_ns).substr(0, 10);
    finding.expected = day_text(last_day);
    return finding;
}

}  // namespace heafs
