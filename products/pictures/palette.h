// The 256 colours that every picture is made of: a ramp for counts, greys for text and frames, and
// the colours of curves and regions in shades. A fixed table: pictures have the size that was
// planned, and the same bytes each time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_map>

namespace heafs {

struct Colour {
    uint8_t red = 0;
    uint8_t green = 0;
    uint8_t blue = 0;
    bool operator==(const Colour&) const = default;
};

inline constexpr Colour kBlack{0, 0, 0};
inline constexpr Colour kWhite{255, 255, 255};
inline constexpr Colour kGrey{140, 140, 140};
inline constexpr Colour kLightGrey{214, 214, 214};
inline constexpr Colour kBlue{23, 78, 166};    // source, on white
inline constexpr Colour kOrange{217, 95, 2};   // background, on white
inline constexpr Colour kCyan{0, 229, 255};    // source, on an image
inline constexpr Colour kAmber{255, 190, 60};  // background, on an image

inline constexpr size_t kPaletteColours = 256;
using Palette = std::array<Colour, kPaletteColours>;
const Palette& palette();

// A colour of the ramp from black to white, `part` in [0, 1]: the cubehelix scheme, whose lightness
// grows steadily, so that it prints in grey (Green 2011, Bull. Astron. Soc. India 39, 289; start
// 0.5, rotations -1.5, hue 1, gamma 1).
Colour ramp_colour(double part);

// Which colour of the palette is nearest to another one. Remembers what it was asked.
class NearestColour {
   public:
    uint8_t index_of(Colour colour);

   private:
    std::unordered_map<uint32_t, uint8_t> known_;
};

}  // namespace heafs
