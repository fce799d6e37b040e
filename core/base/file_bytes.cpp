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
#include "core/base/mapped_pages.h"
#include "core/base/write_at.h"

namespace heafs {
namespace {

constexpr size_t kFirstBytes = 1 << 20;

}  // namespace

FileBytes::FileBytes(int fd, int64_t size, int64_t most_inflated) {
    if (!map(fd, size)) return;
    try {
        inflate_to_memory(most_inflated);
    } catch (...) {
        std::free(inflated_);
        unmap();
        throw;
    }
}

FileBytes::FileBytes(int fd, int64_t size, int64_t most_inflated, int scratch) {
    if (!map(fd, size)) return;
    try {
        inflate_to_file(most_inflated, scratch);
    } catch (...) {
        unmap();
        throw;
    }
}

FileBytes::~FileBytes() {
    std::free(inflated_);
    unmap();
}

void FileBytes::give_up_pages() const {
    if (mapped_ != nullptr)
        heafs::give_up_pages({static_cast<const std::byte*>(mapped_), mapped_bytes_});
}

bool FileBytes::map(int fd, int64_t size) {
    if (size <= 0) return false;
    const auto length = static_cast<size_t>(size);
    void* mapped = ::mmap(nullptr, length, PROT_READ, MAP_PRIVATE, fd, 0);
    if (mapped == MAP_FAILED) throw system_error(errno, "map a file");
    mapped_ = mapped;
    mapped_bytes_ = length;
    bytes_ = {static_cast<const std::byte*>(mapped), length};
    return length >= 2 && bytes_[0] == std::byte{0x1f} && bytes_[1] == std::byte{0x8b};
}

void FileBytes::unmap() {
    if (mapped_ != nullptr) ::munmap(mapped_, mapped_bytes_);
    mapped_ = nullptr;
    bytes_ = {};
}

void FileBytes::inflate_into(int64_t most,
                             const std::function<void(std::span<const std::byte>)>& keep) {
    int64_t inflated = 0;
    Gunzip gunzip([&](std::span<const std::byte> part) {
        inflated += static_cast<int64_t>(part.size());
        if (inflated > most)
            throw Error(Fault::kTooBig, fmt::format("it inflates to more than {} bytes", most));
        keep(part);
    });
    for (auto rest = bytes_; !rest.empty();) {
        const auto part = rest.first(std::min(rest.size(), kFirstBytes));
        gunzip.feed(part);
        rest = rest.subspan(part.size());
    }
    if (const auto fault = gunzip.finish()) throw Error(Fault::kMalformed, fault->text);
}

void FileBytes::inflate_to_memory(int64_t most) {
    size_t used = 0, room = 0;
    inflate_into(most, [&](std::span<const std::byte> part) {
        if (used + part.size() > room) {
            room = std::max({kFirstBytes, used + part.size(), room + room / 2});
            void* grown = std::realloc(inflated_, room);
            if (grown == nullptr) throw std::bad_alloc();
            inflated_ = static_cast<std::byte*>(grown);
        }
        std::memcpy(inflated_ + used, part.data(), part.size());
        used += part.size();
    });
    bytes_ = {inflated_, used};
}

void FileBytes::inflate_to_file(int64_t most, int scratch) {
    inflate_into(most, [&](std::span<const std::byte> part) {
        write_at(scratch, part, scratch_bytes_, "what a file inflates to");
        scratch_bytes_ += static_cast<int64_t>(part.size());
    });
    unmap();
    map(scratch, scratch_bytes_);
}

}  // namespace heafs
