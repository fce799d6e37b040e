#include "core/delivery/release_date.h"

#include <fmt/format.h>

#include "config/missions/mission.h"
#include "core/base/calendar_date.h"
#include "core/delivery/rules.h"

namespace heafs {
namespace {

// The longest periods in use are two years; a year more for what is observed late.
constexpr int64_t kFurthestDays = 3 * 366;
// "2026-11-23": the only spelling, so that texts compare as dates do.
constexpr size_t kDateLength = 10;

std::optional<int64_t> day_of(std::string_view date) {
    if (date.size() != kDateLength || date[4] != '-' || date[7] != '-') return std::nullopt;
    const auto moment = parse_calendar_moment(date);
    if (!moment || moment->nanoseconds != 0) return std::nullopt;
    return moment->day;
}

bool is_plausible(std::string_view public_date, std::string_view today) {
    const auto day = day_of(public_date), now = day_of(today);
    return day && now && *day <= *now + kFurthestDays;
}

}  // namespace

bool may_be_public(const Mission& mission, std::string_view public_date, std::string_view today) {
    if (!mission.proprietary) return true;
    const auto day = day_of(public_date), now = day_of(today);
    return day && now && *day <= *now;
}

std::optional<Finding> judge_public_date(const Mission& mission, std::string_view public_date,
                                         std::string_view today) {
    if (!mission.proprietary || public_date.empty() || is_plausible(public_date, today))
        return std::nullopt;
    Finding finding = make_finding(
        "SEC-002", "delivery.toml",
        fmt::format("public_date is '{}', which is no date (YYYY-MM-DD) or more than three years "
                    "ahead; what is delivered here is held",
                    public_date));
    finding.found = public_date;
    return finding;
}

std::string reason_to_hold(const Mission& mission, std::string_view public_date) {
    if (public_date.empty())
        return fmt::format(
            "observations of {} are proprietary until their public date; this one has none, so it "
            "is held",
            mission.name);
    return fmt::format("observations of {} are proprietary; this one is held until {}",
                       mission.name, public_date);
}

}  // namespace heafs
