#include "core/formats/preview.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace heafs {
namespace {

constexpr std::string_view kPngSignature = "\x89PNG\r\n\x1a\n";
constexpr const char* kCut = "the file ends early: it was cut";

// Reads in order and never beyond the end: what is not there is zero, and `cut` says so.
class Reader {
   public:
    explicit Reader(std::span<const std::byte> bytes) : bytes_(bytes) {}

    uint32_t byte() {
        if (at_ >= bytes_.size()) {
            cut = true;
            return 0;
        }
        return static_cast<uint8_t>(bytes_[at_++]);
    }
    uint32_t big(int count) {
        uint32_t value = 0;
        while (count-- > 0) value = value << 8 | byte();
        return value;
    }
    uint32_t little16() {
        const uint32_t low = byte();
        return byte() << 8 | low;
    }
    std::span<const std::byte> take(size_t count) {
        if (count > bytes_.size() - at_) {
            cut = true;
            count = bytes_.size() - at_;
        }
        const auto taken = bytes_.subspan(at_, count);
        at_ += count;
        return taken;
    }
    bool at_end() const { return at_ == bytes_.size(); }
    bool cut = false;

   private:
    std::span<const std::byte> bytes_;
    size_t at_ = 0;
};

// CRC-32 of ISO 3309, as PNG's annex D has it.
uint32_t crc_of(std::span<const std::byte> bytes) {
    static const std::array<uint32_t, 256> kTable = [] {
        std::array<uint32_t, 256> table{};
        for (uint32_t n = 0; n < 256; ++n) {
            uint32_t c = n;
            for (int k = 0; k < 8; ++k) c = (c & 1) != 0 ? 0xedb88320u ^ (c >> 1) : c >> 1;
            table[n] = c;
        }
        return table;
    }();
    uint32_t crc = 0xffffffff;
    for (const std::byte byte : bytes)
        crc = kTable[(crc ^ static_cast<uint32_t>(byte)) & 0xff] ^ (crc >> 8);
    return ~crc;
}

void read_ihdr(std::span<const std::byte> data, PreviewReport& report) {
    Reader header(data);
    report.width = header.big(4);
    report.height = header.big(4);
}

std::string walk_png(Reader& reader, PreviewReport& report) {
    reader.take(kPngSignature.size());
    bool first = true, pixels = false;
    for (;;) {
        const uint32_t length = reader.big(4);
        if (reader.cut) return kCut;
        if (length > 0x7fffffff) return "a chunk with a length that cannot be";
        const auto body = reader.take(size_t{4} + length);  // its type and its data
        const uint32_t crc = reader.big(4);
        if (reader.cut) return kCut;
        const std::string_view type(reinterpret_cast<const char*>(body.data()), 4);
        if (crc_of(body) != crc) return fmt::format("a chunk of PNG is damaged: its CRC is wrong");
        if (first && (type != "IHDR" || length != 13)) return "the first chunk is not IHDR";
        if (first) read_ihdr(body.subspan(4), report);
        first = false;
        pixels = pixels || type == "IDAT";
        if (type == "IEND") break;
    }
    if (!pixels) return "there are no pixels (IDAT)";
    return reader.at_end() ? "" : "bytes follow the end of the picture";
}

// Blocks of at most 255 bytes, until an empty one.
void skip_blocks(Reader& reader) {
    for (uint32_t length = reader.byte(); length > 0 && !reader.cut; length = reader.byte())
        reader.take(length);
}

void skip_colours(Reader& reader, uint32_t flags) {
    if ((flags & 0x80) != 0) reader.take(size_t{3} << ((flags & 7) + 1));
}

std::string walk_gif(Reader& reader, PreviewReport& report) {
    constexpr uint32_t kExtension = 0x21, kImage = 0x2c, kTrailer = 0x3b;
    reader.take(6);
    report.width = reader.little16();
    report.height = reader.little16();
    const uint32_t flags = reader.byte();
    reader.take(2);
    skip_colours(reader, flags);
    for (bool pixels = false; !reader.cut;) {
        const uint32_t block = reader.byte();
        if (reader.cut) break;
        if (block == kTrailer) return pixels ? "" : "there are no pixels";
        if (block != kExtension && block != kImage)
            return fmt::format("a block of GIF begins with 0x{:02x}", block);
        if (block == kExtension) {
            reader.byte();
        } else {
            reader.take(8);
            skip_colours(reader, reader.byte());
            reader.byte();  // code size
            pixels = true;
        }
        skip_blocks(reader);
    }
    return kCut;
}

bool is_frame_header(uint32_t marker) {  // SOF0 to SOF15, without DHT, JPG and DAC
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

// The next marker; pixel data before it are passed over (T.81, B.1.1.5).
uint32_t next_marker(Reader& reader) {
    while (!reader.cut) {
        if (reader.byte() != 0xff) continue;
        uint32_t marker = reader.byte();
        while (marker == 0xff && !reader.cut) marker = reader.byte();
        if (marker != 0 && (marker < 0xd0 || marker > 0xd7)) return marker;
    }
    return 0;
}

std::string walk_jpeg(Reader& reader, PreviewReport& report) {
    constexpr uint32_t kEnd = 0xd9, kScan = 0xda;
    reader.take(2);
    for (bool pixels = false;;) {
        const uint32_t marker = next_marker(reader);
        if (reader.cut) return kCut;
        if (marker == kEnd) return pixels ? "" : "there are no pixels";
        const uint32_t length = reader.big(2);
        if (length < 2) return "a segment with a length that cannot be";
        const auto segment = reader.take(length - 2);
        if (reader.cut) return kCut;
        if (is_frame_header(marker)) {
            Reader frame(segment);
            frame.byte();
            report.height = frame.big(2);
            report.width = frame.big(2);
        }
        if (marker == kScan && report.width == 0) return "pixels come before the frame header";
        pixels = pixels || marker == kScan;
    }
}

std::string fault_of_size(const PreviewReport& report) {
    const auto fits = [](int64_t side) {
        return side >= kLeastPreviewSide && side <= kMostPreviewSide;
    };
    if (fits(report.width) && fits(report.height)) return {};
    return fmt::format("{} x {} pixels: a preview has {} to {} a side", report.width, report.height,
                       kLeastPreviewSide, kMostPreviewSide);
}

}  // namespace

PreviewReport check_preview(std::span<const std::byte> bytes) {
    PreviewReport report;
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    Reader reader(bytes);
    if (text.starts_with(kPngSignature))
        report.fault = walk_png(reader, report);
    else if (text.starts_with("GIF87a") || text.starts_with("GIF89a"))
        report.fault = walk_gif(reader, report);
    else if (text.starts_with("\xff\xd8"))
        report.fault = walk_jpeg(reader, report);
    else
        report.fault = "neither PNG, GIF nor JPEG";
    if (report.fault.empty()) report.fault = fault_of_size(report);
    return report;
}

}  // namespace heafs
