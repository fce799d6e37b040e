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

}  // namespace heafs
