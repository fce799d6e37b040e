#include "products/pictures/palette_png.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "products/pictures/palette.h"

namespace heafs {
namespace {

constexpr std::array<uint8_t, 8> kSignature = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
constexpr int64_t kChunkFrame = 12;  // length, type, CRC
constexpr int64_t kHeaderBytes = 13;
constexpr int64_t kStoredBlock = 65535;  // RFC 1951, section 3.2.4
constexpr int64_t kBlockFrame = 5;
constexpr int64_t kStreamFrame = 2 + 4;   // RFC 1950: header and Adler-32
constexpr uint32_t kDotsPerMetre = 3937;  // 100 to the inch

class Bytes {
   public:
    void add(uint8_t byte) { bytes_.push_back(static_cast<std::byte>(byte)); }
    void add32(uint32_t value) {
        for (const int shift : {24, 16, 8, 0}) add(static_cast<uint8_t>(value >> shift));
    }
    void add(std::span<const uint8_t> more) {
        const auto bytes = std::as_bytes(more);
        bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    }
    void add(std::string_view text) {
        for (const char c : text) add(static_cast<uint8_t>(c));
    }
    const std::vector<std::byte>& all() const { return bytes_; }
    std::vector<std::byte> take() { return std::move(bytes_); }
    void reserve(int64_t bytes) { bytes_.reserve(static_cast<size_t>(bytes)); }

   private:
    std::vector<std::byte> bytes_;
};

const Bytef* as_zlib(const std::byte* bytes) { return reinterpret_cast<const Bytef*>(bytes); }

// Each row has a filter type in front: none.
int64_t raw_bytes(int width, int height) { return (int64_t{width} + 1) * height; }

int64_t stream_bytes(int64_t raw) {
    const int64_t blocks = std::max<int64_t>(1, (raw + kStoredBlock - 1) / kStoredBlock);
    return kStreamFrame + blocks * kBlockFrame + raw;
}

void add_chunk(Bytes& file, std::string_view type, const std::vector<std::byte>& content) {
    file.add32(static_cast<uint32_t>(content.size()));
    const size_t begin = file.all().size();
    file.add(type);
    file.add(std::span(as_zlib(content.data()), content.size()));
    const uLong crc = crc32_z(0, as_zlib(file.all().data() + begin), file.all().size() - begin);
    file.add32(static_cast<uint32_t>(crc));
}

std::vector<std::byte> header(int width, int height) {
    Bytes bytes;
    bytes.add32(static_cast<uint32_t>(width));
    bytes.add32(static_cast<uint32_t>(height));
    // 8 bits, palette, and the only methods there are; not interlaced.
    for (const int byte : {8, 3, 0, 0, 0}) bytes.add(static_cast<uint8_t>(byte));
    return bytes.take();
}

std::vector<std::byte> dots() {
    Bytes bytes;
    bytes.add32(kDotsPerMetre);
    bytes.add32(kDotsPerMetre);
    bytes.add(uint8_t{1});
    return bytes.take();
}

std::vector<std::byte> colours() {
    Bytes bytes;
    for (const Colour& colour : palette())
        for (const uint8_t level : {colour.red, colour.green, colour.blue}) bytes.add(level);
    return bytes.take();
}

std::vector<std::byte> stream(int width, int height, std::span<const uint8_t> indices) {
    Bytes raw;
    raw.reserve(raw_bytes(width, height));
    for (int row = 0; row < height; ++row) {
        raw.add(uint8_t{0});
        raw.add(indices.subspan(static_cast<size_t>(row) * static_cast<size_t>(width),
                                static_cast<size_t>(width)));
    }
    const std::span<const std::byte> all = raw.all();
    Bytes bytes;
    bytes.reserve(stream_bytes(static_cast<int64_t>(all.size())));
    for (const int byte : {0x78, 0x01}) bytes.add(static_cast<uint8_t>(byte));
    for (size_t begin = 0; begin == 0 || begin < all.size(); begin += kStoredBlock) {
        const auto block = all.subspan(begin, std::min<size_t>(kStoredBlock, all.size() - begin));
        const bool is_last = begin + block.size() == all.size();
        bytes.add(static_cast<uint8_t>(is_last ? 1 : 0));
        const auto length = static_cast<uint16_t>(block.size());
        for (const auto half : {length, static_cast<uint16_t>(~length)}) {
            bytes.add(static_cast<uint8_t>(half & 0xff));
            bytes.add(static_cast<uint8_t>(half >> 8));
        }
        bytes.add(std::span(as_zlib(block.data()), block.size()));
    }
    const uLong adler = adler32_z(adler32_z(0, nullptr, 0), as_zlib(all.data()), all.size());
    bytes.add32(static_cast<uint32_t>(adler));
    return bytes.take();
}

std::vector<std::byte> text_chunk(const PngText& text) {
    Bytes bytes;
    bytes.add(text.keyword);
    bytes.add(uint8_t{0});
    bytes.add(text.text);
    return bytes.take();
}

}  // namespace

int64_t palette_png_bytes(int width, int height, const std::vector<PngText>& texts) {
    int64_t bytes = static_cast<int64_t>(kSignature.size()) + kChunkFrame + kHeaderBytes;
    bytes += kChunkFrame + 9;  // pHYs
    bytes += kChunkFrame + static_cast<int64_t>(3 * kPaletteColours);
    for (const PngText& text : texts)
        bytes += kChunkFrame + static_cast<int64_t>(text.keyword.size() + 1 + text.text.size());
    return bytes + kChunkFrame + stream_bytes(raw_bytes(width, height)) + kChunkFrame;
}

std::vector<std::byte> palette_png(int width, int height, std::span<const uint8_t> indices,
                                   const std::vector<PngText>& texts) {
    Bytes file;
    file.reserve(palette_png_bytes(width, height, texts));
    file.add(kSignature);
    add_chunk(file, "IHDR", header(width, height));
    add_chunk(file, "pHYs", dots());
    add_chunk(file, "PLTE", colours());
    for (const PngText& text : texts) add_chunk(file, "tEXt", text_chunk(text));
    add_chunk(file, "IDAT", stream(width, height, indices));
    add_chunk(file, "IEND", {});
    return file.take();
}

}  // namespace heafs
