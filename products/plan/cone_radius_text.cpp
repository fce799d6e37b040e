#include "products/plan/cone_radius_text.h"

#include <fmt/format.h>

namespace heafs {
namespace {

constexpr int kRadiusDecimals = 7;  // of an arcmin
const Decimal kHalfTurnArcmin(10'800);

std::optional<Decimal> arcmin_of(const Decimal& number, char unit) {
    if (unit == 's') return number.divided(Decimal(60), kRadiusDecimals);
    if (unit == 'd') return number.times(Decimal(60));
    return number;
}

}  // namespace

ParsedPart<Decimal> parse_cone_radius(std::string_view text) {
    std::string_view written = text;
    const char last = written.empty() ? ' ' : written.back();
    const bool has_unit = last == 's' || last == 'm' || last == 'd';
    if (has_unit) written.remove_suffix(1);
    const auto number = Decimal::parse_unsigned(written);
    if (!number)
        return SkyRefusal{
            fmt::format("'{}' is no radius: arcmin as 30, arcsec as 10s, degrees as 0.5d", text)};
    const auto arcmin = arcmin_of(*number, has_unit ? last : 'm');
    if (!arcmin || *arcmin > kHalfTurnArcmin)
        return SkyRefusal{
            fmt::format("'{}' is larger than the sky: at most 10800 arcmin, 180d", text)};
    return arcmin->rounded(kRadiusDecimals);
}

}  // namespace heafs
