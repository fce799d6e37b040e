#include "core/events/source_times.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "config/base/decimal.h"
#include "config/base/error.h"

namespace heafs {
namespace {

constexpr int64_t kMostIntervals = 20000;

std::string upper_case(std::string text) {
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

std::vector<const FitsHdu*> good_time_tables(const FitsView& view, const std::string& expression) {
    const Pattern pattern(expression);
    std::vector<const FitsHdu*> tables;
    for (const FitsHdu& hdu : view.hdus()) {
        const std::string name = hdu.text("EXTNAME").value_or("");
        if (hdu.text("XTENSION") == "BINTABLE" &&
            (pattern.matches(name) || pattern.matches(upper_case(name))))
            tables.push_back(&hdu);
    }
    if (tables.empty())
        throw Error(Fault::kMalformed, fmt::format("it has no table {}", expression));
    return tables;
}

std::vector<TimeInterval> intervals_of(const FitsHdu& table, double timezero) {
    if (table.rows() > kMostIntervals)
        throw Error(Fault::kTooBig, fmt::format("{} good time intervals; at most {} are taken",
                                                table.rows(), kMostIntervals));
    const NumericColumn start(table, "START"), stop(table, "STOP");
    const double zero = table.real("TIMEZERO").value_or(timezero);
    std::vector<TimeInterval> intervals;
    for (int64_t row = 0; row < table.rows(); ++row)
        intervals.push_back({start.real(row) + zero, stop.real(row) + zero});
    return intervals;
}

}  // namespace

SourceClock clock_of_list(const FitsHdu& table, const FitsHdu& primary,
                          const Instrument& instrument) {
    const auto number = [&](const char* keyword) {
        const auto value = table.real(keyword);
        return value ? value : primary.real(keyword);
    };
    if (const auto days = number("MJDREFI")) return {*days, number("MJDREFF").value_or(0), true};
    if (const auto day = number("MJDREF")) return {std::floor(*day), *day - std::floor(*day), true};
    const auto given = Decimal::parse(instrument.mjdref);
    if (!given)
        throw Error(Fault::kMalformed,
                    "neither MJDREFI nor MJDREF say what its times are counted from, and the "
                    "mission file has no mjdref for it");
    return {given->floor().to_double(), given->minus(given->floor())->to_double(), false};
}

double timezero_of(const FitsHdu& table) { return table.real("TIMEZERO").value_or(0); }

SourceGoodTimes::SourceGoodTimes(const FitsView& view, const FitsHdu& table,
                                 const Instrument& instrument) {
    auto tables = good_time_tables(view, instrument.gti_hdu);
    const bool own = !instrument.gti_column.empty();
    if (own && table.find_column(instrument.gti_column) != nullptr)
        detector_ = std::make_unique<NumericColumn>(table, instrument.gti_column);
    if (!own) tables.erase(tables.begin() + 1, tables.end());
    std::vector<TimeInterval> intervals;
    for (const FitsHdu* gti : tables) {
        const std::vector<TimeInterval> these = intervals_of(*gti, timezero_of(table));
        intervals.insert(intervals.end(), these.begin(), these.end());
        if (!detector_) continue;
        const auto number = gti->integer(instrument.gti_keyword);
        if (!number)
            throw Error(Fault::kMalformed, fmt::format("a table {} has no {}, which says whose "
                                                       "good time it is",
                                                       instrument.gti_hdu, instrument.gti_keyword));
        by_detector_[*number] = GoodTimeIntervals(these);
    }
    all_ = GoodTimeIntervals(std::move(intervals));
}

bool SourceGoodTimes::contains(int64_t row, double time) const {
    if (!detector_) return all_.contains(time);
    const double number = detector_->real(row);
    if (!std::isfinite(number) || std::abs(number) > 1e15) return false;
    const auto found = by_detector_.find(std::llround(number));
    return found != by_detector_.end() && found->second.contains(time);
}

}  // namespace heafs
