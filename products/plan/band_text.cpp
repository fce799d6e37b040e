#include "products/plan/band_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace heafs {
namespace {

struct EnergyUnit {
    std::string_view name;
    int places;  // one of it is 10^places keV
};

constexpr std::array<EnergyUnit, 5> kUnits{
    {{"", 0}, {"keV", 0}, {"MeV", 3}, {"GeV", 6}, {"TeV", 9}}};

SkyRefusal no_band(std::string_view text) {
    return {
        fmt::format("'{}' is no energy band: 2-10 (keV), 0.1-300GeV, 0.3-30TeV, "
                    "100-100000MeV, channels as 30-1000ch, or all",
                    text)};
}

SkyRefusal upside_down(std::string_view text) {
    return {
        fmt::format("the band '{}' is upside down: its lower end comes first and is below its "
                    "upper end, as in 2-10",
                    text)};
}

SkyRefusal too_many_digits(std::string_view text) {
    return {fmt::format("the band '{}' has too many digits", text)};
}

// "2-10keV" in its three parts.
struct WrittenBand {
    std::string_view low;
    std::string_view high;
    std::string_view unit;
};

std::optional<WrittenBand> split(std::string_view text) {
    const size_t dash = text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto behind = text.substr(dash + 1);
    const size_t unit = std::min(behind.find_first_not_of("0123456789."), behind.size());
    return WrittenBand{text.substr(0, dash), behind.substr(0, unit), behind.substr(unit)};
}

std::optional<int64_t> parse_channel(std::string_view text) {
    int64_t channel = 0;
    if (text.empty() || text[0] == '-') return std::nullopt;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), channel);
    const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
    return whole ? std::optional(channel) : std::nullopt;
}

ParsedPart<Band> channels_of(const WrittenBand& written, std::string_view text) {
    const auto first = parse_channel(written.low);
    const auto last = parse_channel(written.high);
    if (!first || !last)
        return SkyRefusal{fmt::format(
            "'{}': channels are whole numbers from 0 on, both ends included, as 30-1000ch", text)};
    if (*first > *last)
        return SkyRefusal{fmt::format(
            "the channels '{}' are upside down: the first one comes first, as in 30-1000ch", text)};
    Band band;
    band.kind = Band::Kind::kChannels;
    band.first_channel = *first;
    band.last_channel = *last;
    band.text = fmt::format("{}-{}ch", *first, *last);
    return band;
}

EnergyUnit canonical_unit(const Decimal& low_kev) {
    if (low_kev < Decimal(10'000)) return {"", 0};
    if (low_kev < Decimal(100'000'000)) return {"GeV", 6};
    return {"TeV", 9};
}

ParsedPart<Band> energies_of(const Decimal& low_kev, const Decimal& high_kev,
                             std::string_view text) {
    if (low_kev >= high_kev) return upside_down(text);
    const auto unit = canonical_unit(low_kev);
    const auto low = low_kev.shifted(-unit.places);
    const auto high = high_kev.shifted(-unit.places);
    if (!low || !high) return too_many_digits(text);
    Band band;
    band.kind = Band::Kind::kEnergy;
    band.low_kev = low_kev;
    band.high_kev = high_kev;
    band.text = fmt::format("{}-{}{}", low->text(), high->text(), unit.name);
    return band;
}

}  // namespace

ParsedPart<Band> parse_band(std::string_view text) {
    if (text == "all") return Band();
    const auto written = split(text);
    if (!written) return no_band(text);
    if (written->unit == "ch") return channels_of(*written, text);
    const auto* unit = std::find_if(kUnits.begin(), kUnits.end(),
                                    [&](const EnergyUnit& u) { return u.name == written->unit; });
    const auto low = Decimal::parse_unsigned(written->low);
    const auto high = Decimal::parse_unsigned(written->high);
    if (unit == kUnits.end() || !low || !high) return no_band(text);
    const auto low_kev = low->shifted(unit->places);
    const auto high_kev = high->shifted(unit->places);
    if (!low_kev || !high_kev) return too_many_digits(text);
    return energies_of(*low_kev, *high_kev, text);
}

}  // namespace heafs
