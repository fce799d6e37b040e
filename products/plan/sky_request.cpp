#include "products/plan/sky_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "products/plan/band_text.h"
#include "products/plan/option_text.h"
#include "products/plan/sky_position_text.h"

namespace heafs {
namespace {

constexpr size_t kLongestName = 255;

// In the order of the canonical path.
enum class OptionName { kTime, kObs, kAsof, kSel, kRadius, kBkg, kBin, kSize, kPix, kProj };

constexpr std::array<std::string_view, 10> kOptionNames = {"time", "obs", "asof", "sel", "radius",
                                                           "bkg",  "bin", "size", "pix", "proj"};

std::optional<SkyRefusal> refusal_of_characters(const std::string& name) {
    if (name.empty()) return SkyRefusal{"an empty name"};
    if (name.size() > kLongestName)
        return SkyRefusal{
            fmt::format("a name of {} characters: {} are the most", name.size(), kLongestName)};
    const auto is_allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '_' || c == '-' || c == '+';
    };
    const auto other = std::find_if_not(name.begin(), name.end(), is_allowed);
    if (other == name.end()) return std::nullopt;
    const bool shows = *other > ' ' && *other < 127;
    return SkyRefusal{
        fmt::format("names here are made of letters, digits and . _ - +, and this one has {}",
                    shows ? std::string(1, *other)
                          : fmt::format("the byte {}", static_cast<unsigned char>(*other)))};
}

// One option of a path, as its folder is called.
struct NamedOption {
    OptionName option;
    std::string name;  // "radius_60"
};

std::vector<NamedOption> named_options(const SkyOptions& options) {
    std::vector<NamedOption> named;
    if (options.time)
        named.push_back({OptionName::kTime, fmt::format("time_{}", options.time->text)});
    if (options.obs_id) named.push_back({OptionName::kObs, fmt::format("obs_{}", *options.obs_id)});
    if (options.asof) named.push_back({OptionName::kAsof, fmt::format("asof_{}", *options.asof)});
    if (options.selection)
        named.push_back({OptionName::kSel, fmt::format("sel_{}", *options.selection)});
    if (options.radius)
        named.push_back({OptionName::kRadius, fmt::format("radius_{}", options.radius->text)});
    if (options.background)
        named.push_back(
            {OptionName::kBkg, fmt::format("bkg_{}", background_name(*options.background))});
    if (options.bin_seconds)
        named.push_back({OptionName::kBin, fmt::format("bin_{}", options.bin_seconds->text())});
    if (options.size_deg)
        named.push_back({OptionName::kSize, fmt::format("size_{}", options.size_deg->text())});
    if (options.pixel_arcsec)
        named.push_back({OptionName::kPix, fmt::format("pix_{}", options.pixel_arcsec->text())});
    if (options.projection)
        named.push_back(
            {OptionName::kProj, fmt::format("proj_{}", projection_name(*options.projection))});
    return named;
}

struct WrittenOption {
    OptionName option;
    std::string_view value;
};

std::optional<WrittenOption> split_option(std::string_view name) {
    const size_t mark = name.find('_');
    if (mark == std::string_view::npos) return std::nullopt;
    const auto* found = std::find(kOptionNames.begin(), kOptionNames.end(), name.substr(0, mark));
    if (found == kOptionNames.end()) return std::nullopt;
    return WrittenOption{static_cast<OptionName>(found - kOptionNames.begin()),
                         name.substr(mark + 1)};
}

// Puts what was parsed into its place, or gives the reason why nothing was.
template <class T>
std::optional<SkyRefusal> keep(ParsedPart<T> parsed, std::optional<T>& place) {
    if (auto* refusal = std::get_if<SkyRefusal>(&parsed)) return std::move(*refusal);
    place = std::move(std::get<T>(parsed));
    return std::nullopt;
}

ParsedPart<std::string> parse_obs_id(std::string_view text) {
    if (text.empty()) return SkyRefusal{"'obs_' lacks the identifier of an observation"};
    return std::string(text);
}

std::optional<SkyRefusal> add_option(const WrittenOption& written, SkyOptions& options) {
    switch (written.option) {
        case OptionName::kTime:
            return keep(parse_asked_time(written.value), options.time);
        case OptionName::kObs:
            return keep(parse_obs_id(written.value), options.obs_id);
        case OptionName::kAsof:
            return keep(parse_asof_day(written.value), options.asof);
        case OptionName::kSel:
            return keep(parse_selection(written.value), options.selection);
        case OptionName::kRadius:
            return keep(parse_asked_radius(written.value), options.radius);
        case OptionName::kBkg:
            return keep(parse_asked_background(written.value), options.background);
        case OptionName::kBin:
            return keep(parse_bin_seconds(written.value), options.bin_seconds);
        case OptionName::kSize:
            return keep(parse_size_degrees(written.value), options.size_deg);
        case OptionName::kPix:
            return keep(parse_pixel_arcsec(written.value), options.pixel_arcsec);
        case OptionName::kProj:
            return keep(parse_projection(written.value), options.projection);
    }
    return std::nullopt;
}

bool has_option(const std::vector<NamedOption>& named, OptionName option) {
    return std::any_of(named.begin(), named.end(),
                       [&](const NamedOption& other) { return other.option == option; });
}

// From the folder of `parent` to the folder of all `options`, of which `added` is the new one: up
// over those that must come behind it, and down again.
std::string way_to(const std::vector<NamedOption>& options, OptionName added) {
    std::string up;
    std::string down;
    for (const auto& option : options) {
        if (option.option < added) continue;
        if (option.option > added) up += "../";
        if (!down.empty()) down += '/';
        down += option.name;
    }
    return up + down;
}

SkyStep folder_or_link(SkyRequest request, const std::string& target, const std::string& name) {
    if (target == name) return SkyFolder{std::move(request)};
    return SkyLink{target};
}

SkyStep interpret_option(const SkyRequest& parent, const std::string& name) {
    const auto written = split_option(name);
    if (!written) return NotSky{};
    if (has_option(named_options(parent.options), written->option))
        return SkyRefusal{fmt::format("the option {}_ is given twice",
                                      kOptionNames[static_cast<size_t>(written->option)])};
    auto request = parent;
    if (auto refusal = add_option(*written, request.options)) return std::move(*refusal);
    const auto target = way_to(named_options(request.options), written->option);
    return folder_or_link(std::move(request), target, name);
}

}  // namespace

std::string SkyRequest::path() const {
    std::string path = "sky";
    const auto add = [&](const std::string& name) { path.append("/").append(name); };
    if (ra) add(ra->text());
    if (dec) add(dec->text());
    if (band) add(band->text);
    for (const auto& option : named_options(options)) add(option.name);
    return path;
}

SkyStep interpret_sky_name(const SkyRequest& parent, const std::string& name) {
    if (auto refusal = refusal_of_characters(name)) return std::move(*refusal);
    if (parent.band) return interpret_option(parent, name);
    if (!parent.ra && (name == "name" || name == "gal")) return NotSky{};
    auto request = parent;
    std::optional<SkyRefusal> refusal;
    if (!parent.ra)
        refusal = keep(parse_right_ascension(name), request.ra);
    else if (!parent.dec)
        refusal = keep(parse_declination(name), request.dec);
    else
        refusal = keep(parse_band(name), request.band);
    if (refusal) return std::move(*refusal);
    const auto canonical = !parent.ra    ? request.ra->text()
                           : !parent.dec ? request.dec->text()
                                         : request.band->text;
    return folder_or_link(std::move(request), canonical, name);
}

std::optional<SkyRequest> sky_request_of(const std::string& canonical_path) {
    std::string_view rest = canonical_path;
    if (rest.substr(0, 3) != "sky") return std::nullopt;
    rest.remove_prefix(3);
    SkyRequest request;
    while (!rest.empty()) {
        if (rest[0] != '/') return std::nullopt;
        const size_t end = std::min(rest.find('/', 1), rest.size());
        auto step = interpret_sky_name(request, std::string(rest.substr(1, end - 1)));
        auto* folder = std::get_if<SkyFolder>(&step);
        if (!folder) return std::nullopt;
        request = std::move(folder->request);
        rest.remove_prefix(end);
    }
    return request;
}

}  // namespace heafs
