#include "products/plan/sky_position_text.h"

#include <fmt/format.h>

namespace heafs {
namespace {

constexpr int kPositionDecimals = 5;  // 0.04 arcsec

SkyRefusal no_right_ascension(std::string_view text) {
    return {
        fmt::format("'{}' is no right ascension: degrees from 0 to below 360, as 83.63308, or "
                    "hours, as 05h34m31.97s",
                    text)};
}

SkyRefusal no_declination(std::string_view text) {
    return {
        fmt::format("'{}' is no declination: degrees from -90 to 90, as -5.39111, or degrees, "
                    "minutes and seconds, as -05d23m28s",
                    text)};
}

struct Sexagesimal {
    Decimal seconds;       // 3600 times the first part + 60 times the second + the third
    bool over_59 = false;  // minutes or seconds are
};

bool is_whole(std::string_view digits) { return digits.find('.') == std::string_view::npos; }

// "05h34m31.97s" with units "hms": the parts in this order, later ones left out if need be, a
// fraction in the last one only.
std::optional<Sexagesimal> parse_sexagesimal(std::string_view text, std::string_view units) {
    Sexagesimal result;
    int64_t weight = 3600;
    for (const char unit : units) {
        const size_t end = text.find(unit);
        if (end == std::string_view::npos) return std::nullopt;
        const auto written = text.substr(0, end);
        const auto number = Decimal::parse_unsigned(written);
        text.remove_prefix(end + 1);
        if (!number || (!text.empty() && !is_whole(written))) return std::nullopt;
        if (weight < 3600 && *number >= Decimal(60)) result.over_59 = true;
        const auto part = number->times(Decimal(weight));
        const auto sum = part ? result.seconds.plus(*part) : std::nullopt;
        if (!sum) return std::nullopt;
        result.seconds = *sum;
        weight /= 60;
        if (text.empty()) return result;
    }
    return std::nullopt;
}

SkyRefusal over_59(std::string_view text) {
    return {fmt::format("'{}': minutes and seconds of a position are below 60", text)};
}

ParsedPart<Decimal> turned(const std::optional<Decimal>& degrees, const SkyRefusal& refusal) {
    if (!degrees) return refusal;
    const auto rounded = degrees->rounded(kPositionDecimals);
    return rounded == Decimal(360) ? Decimal() : rounded;
}

bool has_letter(std::string_view text, char letter) {
    return text.find(letter) != std::string_view::npos;
}

}  // namespace

ParsedPart<Decimal> parse_right_ascension(std::string_view text) {
    if (has_letter(text, 'h')) {
        const auto hours = parse_sexagesimal(text, "hms");
        if (hours && hours->over_59) return over_59(text);
        if (!hours || hours->seconds >= Decimal(86400)) return no_right_ascension(text);
        return turned(hours->seconds.divided(Decimal(240), kPositionDecimals),
                      no_right_ascension(text));
    }
    const auto degrees = Decimal::parse_unsigned(text);
    if (!degrees || *degrees >= Decimal(360)) return no_right_ascension(text);
    return turned(degrees, no_right_ascension(text));
}

ParsedPart<Decimal> parse_declination(std::string_view text) {
    const bool negative = text.substr(0, 1) == "-";
    const auto size_text = text.substr(negative || text.substr(0, 1) == "+" ? 1 : 0);
    auto size = Decimal::parse_unsigned(size_text);
    if (has_letter(text, 'd')) {
        const auto degrees = parse_sexagesimal(size_text, "dms");
        if (degrees && degrees->over_59) return over_59(text);
        if (!degrees || degrees->seconds > Decimal(90 * 3600)) return no_declination(text);
        size = degrees->seconds.divided(Decimal(3600), kPositionDecimals);
    }
    if (!size || *size > Decimal(90)) return no_declination(text);
    const auto rounded = size->rounded(kPositionDecimals);
    return negative ? -rounded : rounded;
}

}  // namespace heafs
