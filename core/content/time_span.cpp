// When it was: TIM-004, TIM-005, TIM-006.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/calendar_date.h"
#include "core/content/content_rules.h"
#include "core/content/time_keywords.h"

namespace heafs {
namespace {

constexpr double kSecondsPerDay = 86400;
constexpr double kMjdOf1970 = 40587;

void check_order(const HduView& hdu, std::vector<Finding>& findings) {
    const auto start = hdu.number("TSTART");
    const auto stop = hdu.number("TSTOP");
    if (start && stop && *start > *stop)
        findings.push_back(
            hdu.softened("TIM-004", fmt::format("TSTART = {} is after TSTOP = {}", *start, *stop),
                         hdu.find("TSTART")));
    const auto first = stated_date(hdu, "OBS");
    const auto last = stated_date(hdu, "END");
    if (first && last && (first->mjd - last->mjd) * kSecondsPerDay > last->to_within)
        findings.push_back(hdu.softened(
            "TIM-004", fmt::format("DATE-OBS = {} is after DATE-END = {}", first->text, last->text),
            first->card));
}

Finding only_in_utc(const HduView& hdu, const StatedDate& date, const std::string& scale) {
    Finding finding =
        hdu.finding("TIM-005", fmt::format("DATE-OBS is UTC, TIMESYS says {}", scale), date.card);
    finding.severity = Severity::kInfo;
    return finding;
}

// From DATE-OBS to DATE-END; 0 where there is no end.
double observation_seconds(const HduView& hdu, const StatedDate& begin) {
    const auto end = stated_date(hdu, "END");
    return end ? std::max(0.0, (end->mjd - begin.mjd) * kSecondsPerDay + end->to_within) : 0;
}

// TIM-005. Swift, Fermi and NICER write DATE-OBS in UTC beside TIMESYS = 'TT': said once a file.
void check_date_obs(const FileFacts& file, const HduView& hdu, bool& said,
                    std::vector<Finding>& findings) {
    const auto date = stated_date(hdu, "OBS");
    const auto start = hdu.number("TSTART");
    const auto reference = time_reference_of(file, hdu);
    const std::string scale = upper_case(file.text(hdu, "TIMESYS"));
    const std::string unit = upper_case(file.text(hdu, "TIMEUNIT"));
    if (!date || !start || !reference || scale.empty()) return;
    const double seconds = unit == "D" ? *start * kSecondsPerDay : *start;
    const Mission* const mission = file.context.mission;
    const double allowed = (mission ? mission->date_obs_tolerance_s : kDateObsToleranceSeconds) +
                           date->to_within + std::abs(hdu.number("TIMEZERO").value_or(0));
    const double in_scale =
        ((reference->days - date->mjd) + reference->fraction) * kSecondsPerDay + seconds;
    if (std::abs(in_scale) <= allowed) return;
    const auto behind = seconds_behind_utc(*reference, seconds, scale);
    const double in_utc = behind ? in_scale - *behind : in_scale;
    if (behind && std::abs(in_utc) <= allowed) {
        if (!said) findings.push_back(only_in_utc(hdu, *date, scale));
        said = true;
        return;
    }
    Finding finding = hdu.softened(
        "TIM-005",
        fmt::format(
            "TSTART = {} and DATE-OBS = {} differ by {:.3f} s in {}{}; {:.3f} s are allowed",
            *start, date->text, in_scale, scale,
            behind ? fmt::format(" and {:.3f} s in UTC", in_utc) : "", allowed),
        date->card);
    // A selection keeps the observation's dates: its own start is somewhere between them.
    const double span = observation_seconds(hdu, *date) + allowed;
    if ((in_scale > 0 && in_scale < span) || (in_utc > 0 && in_utc < span))
        finding.severity = std::min(finding.severity, Severity::kWarning);
    findings.push_back(std::move(finding));
}

// TIM-006.
void check_life(const FileFacts& file, const HduView& hdu, std::vector<Finding>& findings) {
    const Mission* const mission = file.context.mission;
    const double tomorrow = kMjdOf1970 + static_cast<double>(file.context.now) / kSecondsPerDay + 1;
    const auto launch =
        mission && !mission->launch.empty() ? parse_calendar_moment(mission->launch) : std::nullopt;
    for (const char* which : {"OBS", "END"}) {
        const auto date = stated_date(hdu, which);
        if (!date) continue;
        std::string what;
        if (date->mjd > tomorrow)
            what =
                fmt::format("{} is {:.1f} days after today", date->text, date->mjd - tomorrow + 1);
        else if (launch && date->mjd < mjd_of(*launch))
            what = fmt::format("{} is before the launch of {} on {}", date->text, mission->name,
                               mission->launch);
        if (what.empty()) continue;
        Finding finding = hdu.softened("TIM-006", what, date->card);
        if (mission && mission->phase == "prelaunch") finding.severity = Severity::kInfo;
        findings.push_back(std::move(finding));
        return;
    }
}

}  // namespace

void check_time_span(const FileFacts& file, std::vector<Finding>& findings) {
    bool said_utc = false;
    for (const HduView& hdu : file.hdus) {
        check_order(hdu, findings);
        check_date_obs(file, hdu, said_utc, findings);
        check_life(file, hdu, findings);
    }
}

}  // namespace heafs
