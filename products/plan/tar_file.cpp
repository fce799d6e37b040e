#include "products/plan/tar_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cstring>
#include <optional>
#include <span>

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
    kTime{136, 12}, kChecksum{148, 8}, kType{156, 1}, kMagic{257, 6}, kVersion{263, 2},
    kPrefix{345, 155};

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

// Where a long name is divided into prefix and name; nothing where it fits into neither.
std::optional<size_t> division_of(const std::string& name) {
    if (name.size() <= kLongestName || name.size() > kLongestName + 1 + kPrefix.length)
        return std::nullopt;
    const size_t slash = name.find('/', name.size() - kLongestName - 1);
    if (slash == std::string::npos || slash == 0 || slash > kPrefix.length ||
        slash + 1 == name.size())
        return std::nullopt;
    return slash;
}

bool needs_pax(const std::string& name) { return name.size() > kLongestName && !division_of(name); }

// "27 path=obs/...\n", which counts its own length.
std::string pax_record(const std::string& name) {
    const size_t rest = fmt::format(" path={}\n", name).size();
    size_t length = rest + 1;
    while (std::to_string(length).size() + rest != length)
        length = std::to_string(length).size() + rest;
    return fmt::format("{} path={}\n", length, name);
}

std::array<std::byte, kTarBlock> header_of(const TarMember& member, const char* type) {
    std::array<std::byte, kTarBlock> header{};
    if (const auto slash = division_of(member.name)) {
        put(header, kPrefix, member.name.substr(0, *slash));
        put(header, kName, member.name.substr(*slash + 1));
    } else {
        put(header, kName, member.name);
    }
    put_octal(header, kMode, 0444);
    put_octal(header, kOwner, 0);
    put_octal(header, kGroup, 0);
    put_size(header, member.size);
    put_octal(header, kTime, std::clamp<int64_t>(member.mtime_seconds, 0, kLargestOctal - 1));
    put(header, kType, type);
    put(header, kMagic, std::string("ustar\0", kMagic.length));
    put(header, kVersion, "00");
    put(header, kChecksum, std::string(kChecksum.length, ' '));  // counts as blanks
    int64_t sum = 0;
    for (const std::byte byte : header) sum += static_cast<int64_t>(byte);
    put(header, kChecksum, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
    return header;
}

}  // namespace

std::array<std::byte, kTarBlock> tar_header(const TarMember& member) {
    assert(!needs_pax(member.name));
    return header_of(member, "0");
}

std::vector<std::byte> tar_head(const TarMember& member) {
    std::vector<std::byte> head;
    const auto add = [&head](auto bytes) { head.insert(head.end(), bytes.begin(), bytes.end()); };
    if (needs_pax(member.name)) {
        const std::string record = pax_record(member.name);
        const auto size = static_cast<int64_t>(record.size());
        add(header_of({"PaxHeaders/" + member.name.substr(member.name.rfind('/') + 1).substr(0, 80),
                       size, member.mtime_seconds},
                      "x"));
        add(std::as_bytes(std::span(record)));
        head.resize(head.size() + static_cast<size_t>(tar_fill(size)));
    }
    add(header_of(member, "0"));
    return head;
}

int64_t tar_head_bytes(const TarMember& member) {
    if (!needs_pax(member.name)) return kTarBlock;
    const auto size = static_cast<int64_t>(pax_record(member.name).size());
    return 2 * kTarBlock + size + tar_fill(size);
}

int64_t tar_fill(int64_t size) { return (kTarBlock - size % kTarBlock) % kTarBlock; }

int64_t tar_bytes(const std::vector<TarMember>& members) {
    int64_t bytes = 2 * kTarBlock;
    for (const TarMember& member : members)
        bytes += tar_head_bytes(member) + member.size + tar_fill(member.size);
    return bytes;
}

}  // namespace heafs
