#include "core/base/write_at.h"

#include <unistd.h>

#include <cerrno>

#include "config/base/error.h"

namespace heafs {

void write_at(int fd, std::span<const std::byte> bytes, int64_t offset, const std::string& what) {
    while (!bytes.empty()) {
        const ssize_t put = ::pwrite(fd, bytes.data(), bytes.size(), offset);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) throw system_error(errno, "write " + what);
        bytes = bytes.subspan(static_cast<size_t>(put));
        offset += put;
    }
}

void read_at(int fd, std::span<std::byte> into, int64_t offset, const std::string& what) {
    while (!into.empty()) {
        const ssize_t got = ::pread(fd, into.data(), into.size(), offset);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw system_error(errno, "read " + what);
        if (got == 0) throw Error(Fault::kSystem, "cannot read " + what + ": it ends too early");
        into = into.subspan(static_cast<size_t>(got));
        offset += got;
    }
}

}  // namespace heafs
