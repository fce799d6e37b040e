#include "products/plan/option_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/time/mission_time.h"

namespace heafs {
namespace {

constexpr int kTimeDecimals = 9;    // of a day: 0.09 ms
constexpr int kRadiusDecimals = 5;  // of an arcsec
const Decimal kLastMjd(3'000'000);  // beyond the year 9999
const Decimal kHalfTurnDegrees(180);
const Decimal kHalfTurnArcsec(648'000);

constexpr int kBinDecimals = 6;  // of a second
constexpr int64_t kDaySeconds = 86400;
constexpr int64_t kLongestBinDays = 365'250;
constexpr size_t kDayLength = 10;  // "2026-11-22"

// In the order of AskedBackground.
constexpr std::array<std::string_view, 4> kBackgroundNames = {"annulus", "annulus-nocut",
                                                              "reflected", "none"};

constexpr auto kNone = std::string_view::npos;

SkyRefusal no_time(std::string_view text) {
    return {
        fmt::format("'time_{}' is no time: MJD (TT) as 55000-55100, 55000- or -55100, or UTC "
                    "as 2009-06-18_2009-09-26 or 2009-06-18T120000_2009-06-19",
                    text)};
}

// One end of an interval. An empty text is an open end.
using ParsedEnd = ParsedPart<std::optional<Decimal>>;

ParsedEnd parse_mjd_end(std::string_view end, std::string_view text) {
    if (end.empty()) return std::nullopt;
    const auto mjd = Decimal::parse_unsigned(end);
    if (!mjd) return no_time(text);
    if (*mjd > kLastMjd)
        return SkyRefusal{fmt::format("MJD {} is out of range: 0 to {}", end, kLastMjd.text())};
    return mjd->rounded(kTimeDecimals);
}

ParsedEnd parse_utc_end(std::string_view end, std::string_view text) {
    if (end.empty()) return std::nullopt;
    if (Decimal::parse_unsigned(end))
        return SkyRefusal{fmt::format(
            "'time_{}': between two MJD stands a minus, as 55000-55100; the _ is for dates", text)};
    const auto mjd = parse_utc(end);
    if (!mjd)
        return SkyRefusal{fmt::format(
            "'{}' is no date since 1960 (UTC) as 2009-06-18 or 2009-06-18T120000", end)};
    return *mjd;
}

ParsedPart<AskedTime> interval_of(const ParsedEnd& start, const ParsedEnd& stop,
                                  std::string_view text) {
    for (const auto* end : {&start, &stop})
        if (const auto* refusal = std::get_if<SkyRefusal>(end)) return *refusal;
    AskedTime time;
    time.start = std::get<0>(start);
    time.stop = std::get<0>(stop);
    if (!time.start && !time.stop)
        return SkyRefusal{
            fmt::format("'time_{}' has no end at all: leave the option out for all times", text)};
    if (time.start && time.stop && *time.start >= *time.stop)
        return SkyRefusal{fmt::format(
            "the interval 'time_{}' is upside down: it must start before it stops", text)};
    const auto text_of = [](const auto& end) { return end ? end->text() : std::string(); };
    time.text = text_of(time.start) + "-" + text_of(time.stop);
    return time;
}

// A length in arcsec, as written: the number, and the arcsec in one of its unit.
struct WrittenLength {
    std::optional<Decimal> number;
    std::optional<int64_t> unit_arcsec;
};

WrittenLength parse_length(std::string_view text) {
    WrittenLength length;
    if (!text.empty() && text.back() == 'm') length.unit_arcsec = 60;
    if (!text.empty() && text.back() == 'd') length.unit_arcsec = 3600;
    if (length.unit_arcsec) text.remove_suffix(1);
    length.number = Decimal::parse_unsigned(text);
    return length;
}

SkyRefusal no_radius(std::string_view text) {
    return {
        fmt::format("'radius_{}' is no radius: arcsec as 60, arcmin as 1.5m, degrees as 0.1d, "
                    "an annulus as 60-120 or 1-2m",
                    text)};
}

ParsedPart<Decimal> radius_arcsec(const Decimal& number, int64_t unit_arcsec,
                                  std::string_view text) {
    const auto arcsec = number.times(Decimal(unit_arcsec));
    if (!arcsec || *arcsec > kHalfTurnArcsec)
        return SkyRefusal{fmt::format("'radius_{}' is larger than the sky: at most 180d", text)};
    const auto rounded = arcsec->rounded(kRadiusDecimals);
    if (rounded.is_zero())
        return SkyRefusal{
            fmt::format("'radius_{}': a radius is above 0, at least 0.00001 arcsec", text)};
    return rounded;
}

ParsedPart<AskedRadius> annulus_of(const WrittenLength& inner, const WrittenLength& outer,
                                   std::string_view text) {
    if (!inner.number || !outer.number) return no_radius(text);
    if (inner.unit_arcsec && !outer.unit_arcsec)
        return SkyRefusal{fmt::format(
            "'radius_{}': give the outer radius a unit too, or only the outer one, as 1-2m", text)};
    const int64_t unit = outer.unit_arcsec.value_or(1);
    const auto low = radius_arcsec(*inner.number, inner.unit_arcsec.value_or(unit), text);
    const auto high = radius_arcsec(*outer.number, unit, text);
    for (const auto* radius : {&low, &high})
        if (const auto* refusal = std::get_if<SkyRefusal>(radius)) return *refusal;
    AskedRadius radius{std::get<Decimal>(low), std::get<Decimal>(high), ""};
    if (*radius.inner >= radius.outer)
        return SkyRefusal{fmt::format(
            "the annulus 'radius_{}' is inside out: the inner radius comes first, as in 60-120",
            text)};
    radius.text = radius.inner->text() + "-" + radius.outer.text();
    return radius;
}

ParsedPart<AskedRadius> circle_of(const WrittenLength& length, std::string_view text) {
    if (!length.number) return no_radius(text);
    const auto radius = radius_arcsec(*length.number, length.unit_arcsec.value_or(1), text);
    if (const auto* refusal = std::get_if<SkyRefusal>(&radius)) return *refusal;
    const auto& arcsec = std::get<Decimal>(radius);
    return AskedRadius{std::nullopt, arcsec, arcsec.text()};
}

}  // namespace

ParsedPart<AskedTime> parse_asked_time(std::string_view text) {
    if (const size_t between = text.find('_'); between != kNone)
        return interval_of(parse_utc_end(text.substr(0, between), text),
                           parse_utc_end(text.substr(between + 1), text), text);
    if (parse_utc(text))
        return SkyRefusal{
            fmt::format("'time_{}' is one moment: an interval is 2009-06-18_2009-06-19, or with an "
                        "open end 2009-06-18_",
                        text)};
    const size_t between = text.find('-');
    if (between == kNone) return no_time(text);
    return interval_of(parse_mjd_end(text.substr(0, between), text),
                       parse_mjd_end(text.substr(between + 1), text), text);
}

ParsedPart<AskedRadius> parse_asked_radius(std::string_view text) {
    const size_t between = text.find('-');
    if (between == kNone) return circle_of(parse_length(text), text);
    if (between == 0) return SkyRefusal{fmt::format("'radius_{}': a radius is above 0", text)};
    return annulus_of(parse_length(text.substr(0, between)), parse_length(text.substr(between + 1)),
                      text);
}

ParsedPart<Decimal> parse_size_degrees(std::string_view text) {
    const auto degrees = Decimal::parse_unsigned(text);
    if (!degrees || degrees->is_zero() || *degrees > kHalfTurnDegrees)
        return SkyRefusal{fmt::format(
            "'size_{}' is no width of an image: degrees above 0, at most 180, as size_0.5", text)};
    return *degrees;
}

ParsedPart<Decimal> parse_pixel_arcsec(std::string_view text) {
    const auto arcsec = Decimal::parse_unsigned(text);
    if (!arcsec || arcsec->is_zero() || *arcsec > kHalfTurnArcsec)
        return SkyRefusal{fmt::format(
            "'pix_{}' is no width of a pixel: arcsec above 0, at most 648000, as pix_2.5", text)};
    return *arcsec;
}

ParsedPart<std::string> parse_asof_day(std::string_view text) {
    if (text.size() != kDayLength || !parse_utc(text))
        return SkyRefusal{
            fmt::format("'asof_{}' is no day since 1960 (UTC) as asof_2026-11-22", text)};
    return std::string(text);
}

ParsedPart<std::string> parse_selection(std::string_view text) {
    const bool is_name = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
    if (!is_name)
        return SkyRefusal{fmt::format(
            "'sel_{}' names no selection: lower-case letters, digits and _, as sel_grade0", text)};
    return std::string(text);
}

std::string_view background_name(AskedBackground background) {
    return kBackgroundNames[static_cast<size_t>(background)];
}

ParsedPart<AskedBackground> parse_asked_background(std::string_view text) {
    const auto* found = std::find(kBackgroundNames.begin(), kBackgroundNames.end(), text);
    if (found == kBackgroundNames.end())
        return SkyRefusal{fmt::format("'bkg_{}' is no background: there are {}", text,
                                      fmt::join(kBackgroundNames, ", "))};
    return static_cast<AskedBackground>(found - kBackgroundNames.begin());
}

ParsedPart<Decimal> parse_bin_seconds(std::string_view text) {
    const SkyRefusal refusal{fmt::format(
        "'bin_{}' is no bin of a light curve: seconds above 0 as bin_60, or days as bin_1d, at "
        "most {} days",
        text, kLongestBinDays)};
    const bool days = !text.empty() && text.back() == 'd';
    const auto number = Decimal::parse_unsigned(text.substr(0, text.size() - (days ? 1 : 0)));
    const auto seconds = number ? number->times(Decimal(days ? kDaySeconds : 1)) : std::nullopt;
    if (!seconds || *seconds > Decimal(kLongestBinDays * kDaySeconds)) return refusal;
    const Decimal rounded = seconds->rounded(kBinDecimals);
    if (rounded.is_zero()) return refusal;
    return rounded;
}

ParsedPart<Projection> parse_projection(std::string_view text) {
    std::string names;
    for (const Projection projection : {Projection::kTan, Projection::kStg, Projection::kZea,
                                        Projection::kCar, Projection::kAit, Projection::kSin}) {
        if (text == projection_name(projection)) return projection;
        names += fmt::format("{}{}", names.empty() ? "" : ", ", projection_name(projection));
    }
    return SkyRefusal{fmt::format("'proj_{}' is no projection: there are {}", text, names)};
}

}  // namespace heafs
