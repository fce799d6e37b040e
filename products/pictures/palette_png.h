// PNG files (W3C PNG, second edition) whose size is known before the picture is: one byte a pixel,
// an index into the fixed palette, in stored (uncompressed) deflate blocks. No tIME: the same
// picture has the same bytes on every day.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace heafs {

// A tEXt chunk: a keyword of 1 to 79 characters ("Title", "Source") and Latin-1 text.
struct PngText {
    std::string keyword;
    std::string text;
};

int64_t palette_png_bytes(int width, int height, const std::vector<PngText>& texts);

// `indices`: width * height of them, row by row from the top left.
std::vector<std::byte> palette_png(int width, int height, std::span<const uint8_t> indices,
                                   const std::vector<PngText>& texts);

}  // namespace heafs
