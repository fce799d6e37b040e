#include "core/base/file_bytes.h"

#include <fmt/format.h>
#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <new>

#include "config/base/error.h"
#include "core/base/gzip.h"

namespace heafs {
namespace {

constexpr size_t kFirstBytes = 1 << 20;

}  // namespace

FileBytes::FileBytes(int fd, int64_t size, int64_t most_inflated) {
    if (size <= 0) return;
    const auto length = static_cast<size_t>(size);
    void* mapped = ::mmap(nullptr, length, PROT_READ, MAP_PRIVATE, fd, 0);
    if (mapped == MAP_FAILED) throw system_error(errno, "map a file");
    mapped_ = mapped;
    mapped_bytes_ = length;
    bytes_ = {static_cast<const std::byte*>(mapped), length};
    if (length < 2 || bytes_[0] != std::byte{0x1f} || bytes_[1] != std::byte{0x8b}) return;
    try {
        inflate(most_inflated);
    } catch (...) {
        std::free(inflated_);
        ::munmap(mapped_, mapped_bytes_);
        throw;
    }
}

FileBytes::~FileBytes() {
    std::free(inflated_);
    if (mapped_ != nullptr) ::munmap(mapped_, mapped_bytes_);
}

void FileBytes::inflate(int64_t most) {
    size_t used = 0, room = 0;
    Gunzip gunzip([&](std::span<const std::byte> part) {
        if (used + part.size() > static_cast<size_t>(most))
            throw Error(Fault::kTooBig, fmt::format("it inflates to more than {} bytes", most));
        if (used + part.size() > room) {
            room = std::max({kFirstBytes, used + part.size(), room + room / 2});
            void* grown = std::realloc(inflated_, room);
            if (grown == nullptr) throw std::bad_alloc();
            inflated_ = static_cast<std::byte*>(grown);
        }
        std::memcpy(inflated_ + used, part.data(), part.size());
        used += part.size();
    });
    for (auto rest = bytes_; !rest.empty();) {
        const auto part = rest.first(std::min(rest.size(), kFirstBytes));
        gunzip.feed(part);
        rest = rest.subspan(part.size());
    }
    if (const auto fault = gunzip.finish()) throw Error(Fault::kMalformed, fault->text);
    bytes_ = {inflated_, used};
}

}  // namespace heafs
