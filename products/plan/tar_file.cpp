#include "products/plan/tar_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cstring>

namespace heafs {
namespace {

constexpr int64_t kLargestOctal = int64_t{1} << 33;  // 11 octal digits
constexpr size_t kLongestName = 100;

// Fields of the header: where each begins, and how long it is.
struct Field {
    size_t at;
    size_t length;
};
constexpr Field kName{0, 100}, kMode{100, 8}, kOwner{108, 8}, kGroup{116, 8}, kSize{124, 12},
    kTime{136, 12}, kChecksum{148, 8}, kType{156, 1}, kMagic{257, 6}, kVersion{263, 2};

void put(std::array<std::byte, kTarBlock>& header, Field field, const std::string& text) {
    std::memcpy(header.data() + field.at, text.data(), std::min(text.size(), field.length));
}

void put_octal(std::array<std::byte, kTarBlock>& header, Field field, int64_t number) {
    put(header, field, fmt::format("{:0{}o}", number, field.length - 1));
}

void put_size(std::array<std::byte, kTarBlock>& header, int64_t size) {
    if (size < kLargestOctal) return put_octal(header, kSize, size);
    header[kSize.at] = std::byte{0x80};
    for (size_t i = 0; i < sizeof(size); ++i)
        header[kSize.at + kSize.length - 1 - i] = static_cast<std::byte>(size >> (8 * i));
}

}  // namespace

std::array<std::byte, kTarBlock> tar_header(const TarMember& member) {
    assert(member.name.size() <= kLongestName);
    std::array<std::byte, kTarBlock> header{};
    put(header, kName, member.name);
    put_octal(header, kMode, 0444);
    put_octal(header, kOwner, 0);
    put_octal(header, kGroup, 0);
    put_size(header, member.size);
    put_octal(header, kTime, std::clamp<int64_t>(member.mtime_seconds, 0, kLargestOctal - 1));
    put(header, kType, "0");
    put(header, kMagic, std::string("ustar\0", kMagic.length));
    put(header, kVersion, "00");
    put(header, kChecksum, std::string(kChecksum.length, ' '));  // counts as blanks
    int64_t sum = 0;
    for (const std::byte byte : header) sum += static_cast<int64_t>(byte);
    put(header, kChecksum, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
    return header;
}

int64_t tar_fill(int64_t size) { return (kTarBlock - size % kTarBlock) % kTarBlock; }

int64_t tar_bytes(const std::vector<TarMember>& members) {
    int64_t bytes = 2 * kTarBlock;
    for (const TarMember& member : members)
        bytes += kTarBlock + member.size + tar_fill(member.size);
    return bytes;
}

}  // namespace heafs
