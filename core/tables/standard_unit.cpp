#include "core/tables/standard_unit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <vector>

#include "core/fits/unit_text.h"

namespace heafs {
namespace {

const std::map<std::string, std::string, std::less<>>& words() {
    static const std::map<std::string, std::string, std::less<>> kWords = {
        {"degree", "deg"},     {"degrees", "deg"},
        {"percent", "%"},      {"mjd", "d"},
        {"jd", "d"},           {"day", "d"},
        {"days", "d"},         {"sec", "s"},
        {"second", "s"},       {"seconds", "s"},
        {"hour", "h"},         {"hours", "h"},
        {"year", "yr"},        {"years", "yr"},
        {"minute", "min"},     {"minutes", "min"},
        {"counts", "count"},   {"cts", "count"},
        {"photons", "photon"}, {"ph", "photon"},
        {"ergs", "erg"},       {"radian", "rad"},
        {"radians", "rad"},    {"magnitude", "mag"},
        {"kev", "keV"},        {"mev", "MeV"},
        {"gev", "GeV"},        {"angstrom", "Angstrom"},
        {"jansky", "Jy"},      {"parsec", "pc"},
        {"pixel", "pixel"},    {"pixels", "pixel"},
        {"arcmins", "arcmin"}, {"arcsecs", "arcsec"}};
    return kWords;
}

std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

std::string standard_word(const std::string& word) {
    const auto found = words().find(word);
    if (found != words().end()) return found->second;
    if (word.starts_with("micro") && word.size() > 5) return fmt::format("u{}", word.substr(5));
    if (is_unit(word)) return word;
    const auto small = words().find(lower(word));
    return small == words().end() ? word : small->second;
}

struct Factor {
    std::string unit;
    int power = 1;
};

// "cm^2", "cm**-2", "cm2", "cm". Nothing for what has another form.
std::optional<Factor> parse_factor(std::string_view text) {
    size_t letters = 0;
    while (letters < text.size() && std::isalpha(static_cast<unsigned char>(text[letters])))
        ++letters;
    if (letters == 0) return std::nullopt;
    Factor factor{standard_word(std::string(text.substr(0, letters)))};
    text.remove_prefix(letters);
    if (text.empty()) return factor;
    if (text.starts_with("**")) text.remove_prefix(1);
    if (text.starts_with('*') || text.starts_with('^')) text.remove_prefix(1);
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    if (text.size() != 1 || text[0] < '1' || text[0] > '9') return std::nullopt;
    factor.power = (text[0] - '0') * (negative ? -1 : 1);
    return factor;
}

bool separates(char c) { return c == '/' || c == ' ' || c == '.' || c == '*'; }

// The factors of a product of one or more quotients.
std::optional<std::vector<Factor>> parse_factors(const std::string& unit) {
    std::vector<Factor> factors;
    int sign = 1;
    for (size_t at = 0; at < unit.size();) {
        size_t end = at;
        // A star belongs to a power when another is beside it.
        while (end < unit.size() && (unit.compare(end, 2, "**") == 0 || !separates(unit[end])))
            end += unit[end] == '*' ? 2 : 1;
        end = std::min(end, unit.size());
        const std::string piece = unit.substr(at, end - at);
        const bool is_one = piece == "1" && factors.empty() && sign == 1;
        if (!is_one) {
            auto factor = parse_factor(piece);
            if (!factor) return std::nullopt;
            factor->power *= sign;
            factors.push_back(std::move(*factor));
        }
        if (end < unit.size()) sign = unit[end] == '/' ? -1 : 1;
        at = end + 1;
    }
    return factors;
}

std::string power_text(const std::string& unit, int power) {
    return power == 1 ? unit : fmt::format("{}**{}", unit, power);
}

std::string text_of(const std::vector<Factor>& factors) {
    // "km/s" reads better than "km.s**-1", and is as clear.
    if (factors.size() == 2 && factors[0].power > 0 && factors[1].power < 0)
        return fmt::format("{}/{}", power_text(factors[0].unit, factors[0].power),
                           power_text(factors[1].unit, -factors[1].power));
    std::string text;
    for (const Factor& factor : factors) {
        if (!text.empty()) text += '.';
        text += power_text(factor.unit, factor.power);
    }
    return text;
}

}  // namespace

std::string standard_unit(const std::string& unit) {
    if (unit.empty()) return {};
    const std::string word = standard_word(unit);
    if (word != unit) return word;
    const auto factors = parse_factors(unit);
    return factors && !factors->empty() ? text_of(*factors) : unit;
}

}  // namespace heafs
