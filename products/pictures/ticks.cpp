#include "products/pictures/ticks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace heafs {
namespace {

constexpr double kRounding = 1e-9;   // of a step
constexpr double kFewDecades = 0.7;  // below: 10 to 20 has no multiple of ten between its ends
constexpr int kFewLabels = 6;

double power_of_ten(int exponent) { return std::pow(10.0, exponent); }

std::string superscript(int number) {
    static const char* const kDigits[] = {"\u2070", "\u00b9", "\u00b2", "\u00b3", "\u2074",
                                          "\u2075", "\u2076", "\u2077", "\u2078", "\u2079"};
    std::string text = number < 0 ? "\u207b" : "";
    for (const char digit : std::to_string(std::abs(number))) text += kDigits[digit - '0'];
    return text;
}

double step_for(double width, int most) {
    const double least = width / most;
    double step = round_number_below(least);
    while (step < least * (1 - kRounding)) step = round_number_below(step * 2.6);
    return step;
}

// On an axis that has 10⁻⁵ there is no 0.001.
std::string power_label(int multiple, int exponent) {
    if (exponent >= -1 && exponent <= 2)
        return fmt::format("{:.6g}", multiple * power_of_ten(exponent));
    const std::string power = "10" + superscript(exponent);
    return multiple == 1 ? power : fmt::format("{}\u00d7{}", multiple, power);
}

// Which multiples of powers of ten are labelled on an axis of so many decades.
bool is_labelled(int multiple, double decades) {
    return multiple == 1 || (decades < 3 && (multiple == 2 || multiple == 5));
}

}  // namespace

double round_number_below(double value) {
    const int exponent = static_cast<int>(std::floor(std::log10(value) + kRounding));
    const double size = power_of_ten(exponent);
    for (const int multiple : {5, 2})
        if (multiple * size <= value * (1 + kRounding)) return multiple * size;
    return size;
}

std::string number_label(double value) {
    const double size = std::abs(value);
    if (value == 0) return "0";
    if (size >= 0.001 * (1 - kRounding) && size < 99999.5)
        return fmt::format("{}{:.6g}", value < 0 ? "\u2212" : "", size);
    const int exponent = static_cast<int>(std::floor(std::log10(size) + kRounding));
    const double multiple = value / power_of_ten(exponent);
    if (std::abs(multiple - 1) < kRounding) return "10" + superscript(exponent);
    return fmt::format("{:.6g}\u00d710{}", multiple, superscript(exponent));
}

std::vector<Tick> linear_ticks(double low, double high, int most) {
    const double step = step_for(high - low, most);
    // Fifths of steps of 1 and 5, halves of those of 2.
    const double leading =
        step / power_of_ten(static_cast<int>(std::floor(std::log10(step) + kRounding)));
    const int parts = std::abs(leading - 2) < 0.1 ? 4 : 5;
    std::vector<Tick> ticks;
    const auto first = static_cast<int64_t>(std::ceil(low / step * parts - kRounding));
    const auto last = static_cast<int64_t>(std::floor(high / step * parts + kRounding));
    const int decimals = std::max(0, -static_cast<int>(std::floor(std::log10(step) + kRounding)));
    for (int64_t i = first; i <= last; ++i) {
        const double value = static_cast<double>(i) * step / parts;
        std::string label;
        if (i % parts == 0) {
            const bool is_plain = std::abs(value) < 1e7 && decimals < 7;
            label = is_plain ? fmt::format("{}{:.{}f}", value < 0 ? "\u2212" : "", std::abs(value),
                                           decimals)
                             : number_label(value);
        }
        ticks.push_back({value, label});
    }
    return ticks;
}

std::vector<Tick> logarithmic_ticks(double low, double high) {
    const double decades = std::log10(high / low);
    if (decades < kFewDecades) return linear_ticks(low, high, kFewLabels);
    // Of many decades every second, third, ... is labelled.
    const int every = std::max(1, static_cast<int>(std::ceil(decades / 8)));
    const bool is_plain = low >= 0.00099 && high < 99999.5;
    std::vector<Tick> ticks;
    for (int exponent = static_cast<int>(std::floor(std::log10(low)));; ++exponent) {
        const double size = power_of_ten(exponent);
        if (size > high * (1 + kRounding)) return ticks;
        for (int multiple = 1; multiple < 10; ++multiple) {
            const double value = multiple * size;
            if (value < low * (1 - kRounding) || value > high * (1 + kRounding)) continue;
            const bool labelled = is_labelled(multiple, decades) && exponent % every == 0;
            const auto label = [&] {
                return is_plain ? number_label(value) : power_label(multiple, exponent);
            };
            ticks.push_back({value, labelled ? label() : ""});
        }
    }
}

}  // namespace heafs
