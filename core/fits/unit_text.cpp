#include "core/fits/unit_text.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace heafs {
namespace {

constexpr size_t kMaxUnitBytes = 256;
constexpr int kMaxDepth = 16;  // of parentheses

// FITS 4.0, tables 3 and 4, and those of OGIP/93-001 that take a prefix.
constexpr std::array<std::string_view, 38> kPrefixed = {
    "m",  "g",  "s",  "rad", "sr", "K", "A",    "mol", "cd",   "Hz",   "J",   "W",    "V",
    "N",  "Pa", "C",  "Ohm", "S",  "F", "Wb",   "T",   "H",    "lm",   "lx",  "eV",   "a",
    "yr", "pc", "Jy", "mag", "R",  "G", "barn", "bit", "byte", "Crab", "erg", "count"};
constexpr std::array<std::string_view, 40> kPlain = {
    "min",      "h",        "d",       "deg",    "arcmin", "arcsec",   "mas",    "uas",
    "Ry",       "u",        "D",       "AU",     "lyr",    "ct",       "photon", "ph",
    "pixel",    "pix",      "Sun",     "chan",   "bin",    "voxel",    "adu",    "beam",
    "Angstrom", "angstrom", "solMass", "solLum", "solRad", "electron", "DN",     "cy",
    "kt",       "dB",       "degC",    "Bq",     "Gy",     "Sv",       "kat",    "c"};
constexpr std::array<std::string_view, 20> kPrefixes = {"da", "d", "c", "m", "u", "n", "p",
                                                        "f",  "a", "z", "y", "h", "k", "M",
                                                        "G",  "T", "P", "E", "Z", "Y"};
constexpr std::array<std::string_view, 4> kFunctions = {"log", "ln", "exp", "sqrt"};

template <size_t kSize>
bool has(const std::array<std::string_view, kSize>& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_unit_word(std::string_view word) {
    if (has(kPrefixed, word) || has(kPlain, word)) return true;
    return std::any_of(kPrefixes.begin(), kPrefixes.end(), [word](std::string_view prefix) {
        return word.starts_with(prefix) && has(kPrefixed, word.substr(prefix.size()));
    });
}

// Reads one unit; each method takes what it reads off the front, and is false if it is not there.
class UnitReader {
   public:
    explicit UnitReader(std::string_view text) : text_(text) {}

    bool read_all() {
        if (text_.starts_with("10")) {
            text_.remove_prefix(2);
            if (!read_power()) return false;
            take_blanks();
            take('*');
            take_blanks();
            if (text_.empty()) return true;
        }
        return read_product(0) && text_.empty();
    }

   private:
    bool take(char c) {
        if (!text_.starts_with(c)) return false;
        text_.remove_prefix(1);
        return true;
    }

    size_t take_blanks() {
        const size_t count = std::min(text_.find_first_not_of(' '), text_.size());
        text_.remove_prefix(count);
        return count;
    }

    size_t take_digits() {
        const auto end = std::find_if_not(text_.begin(), text_.end(), is_digit);
        const auto count = static_cast<size_t>(end - text_.begin());
        text_.remove_prefix(count);
        return count;
    }

    std::string_view take_word() {
        const auto end = std::find_if_not(text_.begin(), text_.end(), is_letter);
        const std::string_view word = text_.substr(0, static_cast<size_t>(end - text_.begin()));
        text_.remove_prefix(word.size());
        return word;
    }

    bool read_product(int depth) {
        take_blanks();
        if (take('1')) {  // as in 1/s
            take_blanks();
            if (!text_.starts_with('/')) return false;
        } else if (!text_.starts_with('/') && !read_factor(depth)) {
            return false;
        }
        while (true) {
            const bool blanks = take_blanks() > 0;
            if (text_.empty() || text_.starts_with(')')) return true;
            const bool sign = take('*') || take('/') || take('.');
            if (!sign && !blanks) return false;
            take_blanks();
            if (!read_factor(depth)) return false;
        }
    }

    bool read_factor(int depth) {
        if (text_.starts_with('(')) return read_group(depth) && (is_factor_end() || read_power());
        const std::string_view word = take_word();
        if (has(kFunctions, word)) {
            if (!text_.starts_with('(') || !read_group(depth)) return false;
        } else if (!is_unit_word(word)) {
            return false;
        }
        return is_factor_end() || read_power();
    }

    bool read_group(int depth) {
        return depth < kMaxDepth && take('(') && read_product(depth + 1) && take(')');
    }

    bool is_factor_end() const {
        if (text_.empty() || text_.starts_with(' ') || text_.starts_with(')')) return true;
        if (text_.starts_with("**")) return false;
        return text_.starts_with('*') || text_.starts_with('/') || text_.starts_with('.');
    }

    // "2", "-1", "+2", behind "**" or "^" as well, or in parentheses, where fractions may stand.
    bool read_power() {
        if (text_.starts_with("**"))
            text_.remove_prefix(2);
        else
            take('^');
        if (!take('(')) return read_integer();
        if (!read_integer()) return false;
        if ((take('/') || take('.')) && take_digits() == 0) return false;
        return take(')');
    }

    bool read_integer() {
        if (!take('+')) take('-');
        return take_digits() > 0;
    }

    std::string_view text_;
};

struct Meant {
    std::string_view written;  // in lower case
    std::string_view unit;
};

constexpr std::array kMeant = std::to_array<Meant>({
    {"counts", "count"},
    {"cts", "count"},
    {"count", "count"},
    {"photons", "photon"},
    {"sec", "s"},
    {"secs", "s"},
    {"second", "s"},
    {"seconds", "s"},
    {"msec", "ms"},
    {"usec", "us"},
    {"nsec", "ns"},
    {"degree", "deg"},
    {"degrees", "deg"},
    {"degs", "deg"},
    {"deg", "deg"},
    {"arcsecs", "arcsec"},
    {"arcseconds", "arcsec"},
    {"arcmins", "arcmin"},
    {"arcminutes", "arcmin"},
    {"hour", "h"},
    {"hours", "h"},
    {"hr", "h"},
    {"hrs", "h"},
    {"day", "d"},
    {"days", "d"},
    {"minute", "min"},
    {"minutes", "min"},
    {"mins", "min"},
    {"year", "yr"},
    {"years", "yr"},
    {"kev", "keV"},
    {"ev", "eV"},
    {"mev", "MeV"},
    {"gev", "GeV"},
    {"tev", "TeV"},
    {"channel", "chan"},
    {"channels", "chan"},
    {"chan", "chan"},
    {"pixels", "pixel"},
    {"pixel", "pixel"},
    {"celsius", "degC"},
    {"kelvin", "K"},
    {"volt", "V"},
    {"volts", "V"},
    {"amp", "A"},
    {"amps", "A"},
    {"ampere", "A"},
    {"amperes", "A"},
    {"angstroms", "Angstrom"},
    {"angstrom", "Angstrom"},
    {"ergs", "erg"},
    {"meter", "m"},
    {"meters", "m"},
    {"metre", "m"},
    {"metres", "m"},
    {"bytes", "byte"},
    {"kilobytes", "kbyte"},
    {"bits", "bit"},
    {"electrons", "electron"},
    {"bins", "bin"},
    {"hz", "Hz"},
    {"hertz", "Hz"},
    {"radian", "rad"},
    {"radians", "rad"},
    {"watt", "W"},
    {"watts", "W"},
    {"jansky", "Jy"},
    {"jy", "Jy"},
    {"crab", "Crab"},
    {"photon", "photon"},
});

// The word itself if it is a unit, else what it stands for; as it is if nobody can tell.
std::string meant_by(const std::string& word) {
    if (is_unit_word(word) || has(kFunctions, std::string_view(word))) return word;
    std::string lower = word;
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    for (const Meant& meant : kMeant)
        if (meant.written == lower) return std::string(meant.unit);
    return word;
}

}  // namespace

bool is_unit(std::string_view text) {
    return text.size() <= kMaxUnitBytes && UnitReader(text).read_all();
}

std::string probable_unit(std::string_view text) {
    if (text.size() > kMaxUnitBytes) return "";
    std::string meant;
    std::string word;
    for (const char c : text) {
        if (is_letter(c)) {
            word += c;
            continue;
        }
        meant += meant_by(word) + c;
        word.clear();
    }
    meant += meant_by(word);
    return is_unit(meant) ? meant : "";
}

}  // namespace heafs
