#include "core/base/inflated_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <span>

#include "config/base/error.h"
#include "core/base/gzip.h"

namespace heafs {
namespace {

constexpr size_t kReadBytes = 1 << 20;

}  // namespace

std::vector<std::byte> read_inflated(int fd, int64_t size, size_t limit) {
    std::vector<std::byte> bytes;
    const auto take = [&](std::span<const std::byte> part) {
        if (bytes.size() + part.size() > limit)
            throw Error(Fault::kTooBig, fmt::format("more than {} bytes", limit));
        bytes.insert(bytes.end(), part.begin(), part.end());
    };
    Gunzip gunzip(take);
    bool gzip = false;
    std::vector<std::byte> buffer(kReadBytes);
    for (int64_t at = 0; at < size;) {
        const ssize_t got = ::pread(fd, buffer.data(), buffer.size(), at);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw system_error(errno, "read a file into memory");
        if (got == 0) break;
        const auto part = std::span<const std::byte>(buffer).first(static_cast<size_t>(got));
        if (at == 0) gzip = got > 1 && part[0] == std::byte{0x1f} && part[1] == std::byte{0x8b};
        gzip ? gunzip.feed(part) : take(part);
        at += got;
    }
    if (!gzip) return bytes;
    if (const auto fault = gunzip.finish()) throw Error(Fault::kMalformed, fault->text);
    return bytes;
}

}  // namespace heafs
