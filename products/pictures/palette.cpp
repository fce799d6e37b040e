#include "products/pictures/palette.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace heafs {
namespace {

constexpr size_t kRampColours = 128;
constexpr size_t kGreys = 32;
constexpr int kShades = 8;  // towards white and towards black, of each colour

uint8_t level(double part) {
    return static_cast<uint8_t>(std::lround(255 * std::clamp(part, 0.0, 1.0)));
}

Colour mixed(Colour from, Colour to, int step) {
    const auto channel = [&](uint8_t a, uint8_t b) {
        return static_cast<uint8_t>(a + (b - a) * step / kShades);
    };
    return {channel(from.red, to.red), channel(from.green, to.green), channel(from.blue, to.blue)};
}

Colour cubehelix(double part) {
    constexpr double kStart = 0.5, kRotations = -1.5;
    const double angle = 2 * std::numbers::pi * (kStart / 3 + 1 + kRotations * part);
    const double away = part * (1 - part) / 2;
    const double c = std::cos(angle), s = std::sin(angle);
    return {level(part + away * (-0.14861 * c + 1.78277 * s)),
            level(part + away * (-0.29227 * c - 0.90649 * s)), level(part + away * 1.97294 * c)};
}

Palette made_palette() {
    Palette colours;
    size_t next = 0;
    for (size_t i = 0; i < kRampColours; ++i)
        colours[next++] = cubehelix(static_cast<double>(i) / (kRampColours - 1));
    for (size_t i = 0; i < kGreys; ++i) {
        const uint8_t grey = level(static_cast<double>(i) / (kGreys - 1));
        colours[next++] = {grey, grey, grey};
    }
    colours[next++] = kGrey;
    colours[next++] = kLightGrey;
    for (const Colour colour : {kBlue, kOrange, kCyan, kAmber}) {
        colours[next++] = colour;
        for (int step = 1; step < kShades; ++step) {
            colours[next++] = mixed(colour, kWhite, step);
            colours[next++] = mixed(colour, kBlack, step);
        }
    }
    // What is left: a coarse cube of all colours.
    for (int i = 0; next < kPaletteColours; ++i)
        colours[next++] = {level(i % 3 / 2.0), level(i / 3 % 4 / 3.0), level(i / 12 / 2.0)};
    return colours;
}

int distance(Colour a, Colour b) {
    const int red = a.red - b.red, green = a.green - b.green, blue = a.blue - b.blue;
    return 3 * red * red + 4 * green * green + 2 * blue * blue;  // as eyes weigh them, about
}

}  // namespace

const Palette& palette() {
    static const Palette colours = made_palette();
    return colours;
}

Colour ramp_colour(double part) {
    const double place = part > 0 ? std::min(part, 1.0) * (kRampColours - 1) : 0;
    return palette()[static_cast<size_t>(std::lround(place))];
}

uint8_t NearestColour::index_of(Colour colour) {
    const auto key = static_cast<uint32_t>(colour.red << 16 | colour.green << 8 | colour.blue);
    const auto [found, is_new] = known_.try_emplace(key, uint8_t{0});
    if (is_new) {
        const Palette& colours = palette();
        const auto nearest = std::min_element(
            colours.begin(), colours.end(),
            [&](Colour a, Colour b) { return distance(a, colour) < distance(b, colour); });
        found->second = static_cast<uint8_t>(nearest - colours.begin());
    }
    return found->second;
}

}  // namespace heafs
