#include "core/content/time_keywords.h"

#include <fmt/format.h>

#include <cmath>

#include "config/base/error.h"
#include "core/base/calendar_date.h"
#include "core/time/mission_time.h"

namespace heafs {
namespace {

constexpr double kSecondsPerDay = 86400;
constexpr double kMostDays = 200'000;  // MJD of the year 2406

// TT less the reading of another scale, in seconds.
std::optional<double> behind_tt(const std::string& scale) {
    if (scale == "TT" || scale == "TDT" || scale == "ET" || scale == "TDB") return 0;
    if (scale == "TAI" || scale == "IAT") return 32.184;
    if (scale == "GPS") return 51.184;
    return std::nullopt;
}

}  // namespace

std::optional<TimeReference> time_reference_of(const FileFacts& file, const HduView& hdu) {
    const auto whole = file.number(hdu, "MJDREFI");
    if (whole) return TimeReference{*whole, file.number(hdu, "MJDREFF").value_or(0)};
    const auto one = file.number(hdu, "MJDREF");
    if (!one) return std::nullopt;
    return TimeReference{std::floor(*one), *one - std::floor(*one)};
}

std::optional<StatedDate> stated_date(const HduView& hdu, const std::string& which) {
    for (const char* joint : {"-", "_"}) {
        const HeaderCard* const card = hdu.find("DATE" + (joint + which));
        if (card == nullptr) continue;
        StatedDate date;
        date.card = card;
        date.text = hdu.text(card->keyword);
        const std::string time = hdu.text("TIME" + (joint + which));
        const bool has_time = date.text.find('T') != std::string::npos;
        if (!has_time && date.text.size() == 10 && !time.empty()) date.text += "T" + time;
        const auto moment = parse_calendar_moment(date.text);
        if (!moment) return std::nullopt;
        date.mjd = mjd_of(*moment);
        date.to_within = date.text.find('T') == std::string::npos   ? kSecondsPerDay
                         : date.text.find('.') == std::string::npos ? 1
                                                                    : 0;
        return date;
    }
    return std::nullopt;
}

std::optional<double> seconds_behind_utc(const TimeReference& reference, double seconds,
                                         const std::string& scale) {
    const auto offset = behind_tt(scale);
    const double days = reference.days + reference.fraction + seconds / kSecondsPerDay;
    if (!offset || !std::isfinite(days) || std::abs(days) > kMostDays) return std::nullopt;
    try {
        const MissionClock clock{ClockModel::kIdeal, reference.days, reference.fraction, 0};
        const Decimal tt = mjd_tt_of(clock, seconds + *offset);
        const auto utc = parse_calendar_moment(utc_text_of(tt, 6));
        if (!utc) return std::nullopt;
        return (days - mjd_of(*utc)) * kSecondsPerDay;
    } catch (const Error&) {
        return std::nullopt;
    }
}

}  // namespace heafs
