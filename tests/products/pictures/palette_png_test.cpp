// Pictures are read back by Pillow, an independent decoder.
#include "products/pictures/palette_png.h"

#include <gtest/gtest.h>

#include <random>

#include "products/pictures/palette.h"
#include "tests/support/outside_programs.h"
#include "tests/support/temporary_folder.h"

namespace heafs {
namespace {

struct Size {
    int width;
    int height;
};

std::vector<uint8_t> noise(Size size) {
    std::mt19937 random(3);
    std::vector<uint8_t> indices(static_cast<size_t>(size.width * size.height));
    for (uint8_t& index : indices) index = static_cast<uint8_t>(random());
    return indices;
}

// One pixel; rows that end with a stored block, and those that go over it; a real size.
TEST(PalettePng, HasThePlannedSizeAndThePixelsThatPillowReads) {
    const TemporaryFolder folder;
    for (const Size size : {Size{1, 1}, Size{255, 256}, Size{254, 257}, Size{65534, 1},
                            Size{65535, 2}, Size{1000, 900}}) {
        const std::vector<uint8_t> indices = noise(size);
        const std::vector<PngText> texts = {{"Source", "sky/1/2"}, {"Software", ""}};
        const auto png = palette_png(size.width, size.height, indices, texts);
        EXPECT_EQ(static_cast<int64_t>(png.size()),
                  palette_png_bytes(size.width, size.height, texts));
        folder.write("pixels", std::as_bytes(std::span(indices)));
        const std::string pixels = (folder.path() / "pixels").string();
        EXPECT_EQ(output_of_astropy("import sys\nfrom PIL import Image\n"
                                    "Image.MAX_IMAGE_PIXELS = None\n"
                                    "image = Image.open(sys.argv[1])\n"
                                    "print(image.size, image.mode, image.info['Source'],\n"
                                    "      image.tobytes() == open('" +
                                        pixels + "', 'rb').read())",
                                    folder.write("a.png", png)),
                  "(" + std::to_string(size.width) + ", " + std::to_string(size.height) +
                      ") P sky/1/2 True\n");
    }
}

// The chunks as the standard wants them: order, lengths, CRC, stored blocks, Adler-32, no tIME.
TEST(PalettePng, IsMadeOfTheChunksOfTheStandard) {
    const TemporaryFolder folder;
    const Size size{300, 500};
    EXPECT_EQ(output_of_astropy(
                  "import struct, sys, zlib\n"
                  "data = open(sys.argv[1], 'rb').read()\n"
                  "assert data[:8] == b'\\x89PNG\\r\\n\\x1a\\n'\n"
                  "at, names, stream = 8, [], b''\n"
                  "while at < len(data):\n"
                  "    length, name = struct.unpack('>I4s', data[at:at + 8])\n"
                  "    body = data[at + 8:at + 8 + length]\n"
                  "    crc, = struct.unpack('>I', data[at + 8 + length:at + 12 + length])\n"
                  "    assert crc == zlib.crc32(name + body)\n"
                  "    names.append(name.decode()); at += 12 + length\n"
                  "    if name == b'IDAT': stream = body\n"
                  "    if name == b'IHDR': print(struct.unpack('>IIBBBBB', body))\n"
                  "    if name == b'PLTE': print(len(body))\n"
                  "print(names, len(zlib.decompress(stream)) == 500 * 301, stream[2] & 7)",
                  folder.write("a.png", palette_png(size.width, size.height, noise(size), {}))),
              "(300, 500, 8, 3, 0, 0, 0)\n768\n['IHDR', 'pHYs', 'PLTE', 'IDAT', 'IEND'] True 0\n");
}

TEST(Palette, GoesFromBlackToWhiteByGrowingLightness) {
    double before = -1;
    for (int i = 0; i < 128; ++i) {
        const Colour colour = ramp_colour(i / 127.0);
        const double lightness =
            0.30 * colour.red + 0.59 * colour.green + 0.11 * colour.blue;  // as the scheme has it
        EXPECT_GT(lightness, before) << i;
        before = lightness;
    }
    EXPECT_EQ(ramp_colour(0), kBlack);
    EXPECT_EQ(ramp_colour(1), kWhite);
    EXPECT_EQ(ramp_colour(-1), kBlack);
    EXPECT_EQ(ramp_colour(std::nan("")), kBlack);
}

TEST(Palette, HasTheColoursOfCurvesThemselves) {
    NearestColour nearest;
    for (const Colour colour : {kBlack, kWhite, kGrey, kLightGrey, kBlue, kOrange, kCyan, kAmber})
        EXPECT_EQ(palette()[nearest.index_of(colour)], colour);
    for (const Colour colour : palette()) EXPECT_EQ(palette()[nearest.index_of(colour)], colour);
}

}  // namespace
}  // namespace heafs
