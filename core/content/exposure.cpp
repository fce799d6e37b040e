// When it looked: TIM-007 to TIM-010 and EVT-002, EVT-003. What is known of the times of events is
// the least, the most and their order; of the intervals every one.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/content/content_rules.h"

namespace heafs {
namespace {

constexpr double kRoundingSeconds = 1.0;  // headers are written with fewer digits than columns
constexpr double kSameExposure = 1e-3;

std::vector<const HduView*> gti_of(const FileFacts& file) {
    std::vector<const HduView*> found;
    for (const HduView& hdu : file.hdus)
        if (hdu.hdu_class() == HduClass::kGti) found.push_back(&hdu);
    return found;
}

void check_times(const HduView& events, std::vector<Finding>& findings) {
    const ColumnFacts* const time = events.column_facts("TIME");
    if (time == nullptr || time->values == 0) return;
    if (!time->ascending) {
        Finding finding = events.finding(
            "TIM-007", fmt::format("TIME goes back in row {}: the rows are not sorted",
                                   time->first_descending_row));
        finding.row = time->first_descending_row;
        finding.column = time->name;
        findings.push_back(std::move(finding));
    }
    const auto start = events.number("TSTART");
    const auto stop = events.number("TSTOP");
    if (!start || !stop) return;
    const double margin = kRoundingSeconds + events.number("TIMEDEL").value_or(0);
    if (time->least >= *start - margin && time->most <= *stop + margin) return;
    Finding finding = events.finding(
        "TIM-007", fmt::format("TIME runs from {} to {}, TSTART and TSTOP say {} to {}",
                               time->least, time->most, *start, *stop));
    finding.column = time->name;
    findings.push_back(std::move(finding));
}

Finding in_row(const HduView& gti, size_t index, const std::string& text) {
    Finding finding = gti.finding("TIM-009", fmt::format("row {}: {}", index + 1, text));
    finding.row = static_cast<int64_t>(index) + 1;
    return finding;
}

// The first fault alone: one bad row often shifts all that follow.
void check_intervals(const HduView& gti, std::vector<Finding>& findings) {
    const auto& intervals = gti.facts().intervals;
    for (size_t i = 0; i < intervals.size(); ++i) {
        const auto [start, stop] = intervals[i];
        if (start >= stop) {
            findings.push_back(
                in_row(gti, i, fmt::format("START {} is not before STOP {}", start, stop)));
            return;
        }
        if (i > 0 && start < intervals[i - 1].start) {
            findings.push_back(in_row(gti, i,
                                      fmt::format("START {} is before that of row {}: the "
                                                  "intervals are not sorted",
                                                  start, i)));
            return;
        }
        if (i > 0 && start < intervals[i - 1].stop) {
            findings.push_back(in_row(gti, i,
                                      fmt::format("it begins at {} before row {} ends "
                                                  "at {}: the intervals overlap",
                                                  start, i, intervals[i - 1].stop)));
            return;
        }
    }
}

double total_of(const HduView& gti) {
    double total = 0;
    for (const IntervalFact& interval : gti.facts().intervals)
        total += std::max(0.0, interval.stop - interval.start);
    return total;
}

void check_exposures(const HduView& events, const HduView& gti, std::vector<Finding>& findings) {
    if (gti.facts().intervals_cut) return;
    const auto exposure = events.number("EXPOSURE");
    const auto ontime = events.number("ONTIME");
    const auto elapsed = events.number("TELAPSE");
    const double total = total_of(gti);
    const auto more = [](double a, double b) { return a > b * (1 + kSameExposure) + 1; };
    if (ontime && (more(*ontime, total) || more(total, *ontime)))
        findings.push_back(events.finding(
            "TIM-010",
            fmt::format("ONTIME = {} s, the good time intervals add up to {} s", *ontime, total),
            events.find("ONTIME")));
    if (exposure && ontime && more(*exposure, *ontime))
        findings.push_back(events.finding(
            "TIM-010",
            fmt::format("EXPOSURE = {} s is more than ONTIME = {} s", *exposure, *ontime),
            events.find("EXPOSURE")));
    if (ontime && elapsed && *elapsed > 0 && more(*ontime, *elapsed))
        findings.push_back(events.finding(
            "TIM-010", fmt::format("ONTIME = {} s is more than TELAPSE = {} s", *ontime, *elapsed),
            events.find("ONTIME")));
}

// Of cleaned lists (level 2): raw ones hold what the intervals will remove.
bool is_cleaned(const FileFacts& file) {
    const Mission* const mission = file.context.mission;
    const FileClass* const of = mission ? mission->class_of(file.context.path) : nullptr;
    return of != nullptr && of->level >= 2;
}

void check_inside(const HduView& events, const std::vector<const HduView*>& all,
                  std::vector<Finding>& findings) {
    const ColumnFacts* const time = events.column_facts("TIME");
    if (time == nullptr || time->values == 0) return;
    double first = HUGE_VAL, last = -HUGE_VAL;
    for (const HduView* const gti : all)
        for (const IntervalFact& interval : gti->facts().intervals) {
            first = std::min(first, interval.start);
            last = std::max(last, interval.stop);
        }
    const double margin = kRoundingSeconds + events.number("TIMEDEL").value_or(0);
    if (first > last || (time->least >= first - margin && time->most <= last + margin)) return;
    Finding finding =
        events.finding("EVT-002", fmt::format("events from {} to {}, good times from {} to {}",
                                              time->least, time->most, first, last));
    finding.column = time->name;
    findings.push_back(std::move(finding));
}

void check_events(const FileFacts& file, const HduView& events, std::vector<Finding>& findings) {
    const auto all = gti_of(file);
    check_times(events, findings);
    if (events.facts().rows == 0)
        findings.push_back(events.finding("EVT-003", "the event list has no rows"));
    if (all.empty()) {
        findings.push_back(events.finding(
            "TIM-008", "there are events and no good time intervals: add a GTI extension"));
        return;
    }
    if (all.size() == 1) check_exposures(events, *all.front(), findings);
    if (is_cleaned(file)) check_inside(events, all, findings);
}

}  // namespace

void check_exposure(const FileFacts& file, std::vector<Finding>& findings) {
    for (const HduView& hdu : file.hdus) {
        if (hdu.hdu_class() == HduClass::kEvents && hdu.facts().kind == "BINTABLE")
            check_events(file, hdu, findings);
        if (hdu.hdu_class() == HduClass::kGti) check_intervals(hdu, findings);
    }
}

}  // namespace heafs
