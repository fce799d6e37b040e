#include "core/base/finished_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <span>
#include <string>
#include <vector>

#include "config/base/error.h"
#include "core/base/files.h"
#include "core/base/write_at.h"

namespace heafs {
namespace {

std::string own_path(int fd) { return fmt::format("/proc/self/fd/{}", fd); }

// fcntl(2): a read lease is given only where no descriptor and no map is open for writing.
bool has_no_writer(int reading) {
    if (::fcntl(reading, F_SETLEASE, F_RDLCK) != 0) return false;
    ::fcntl(reading, F_SETLEASE, F_UNLCK);
    return true;
}

void copy_to(int from, const std::filesystem::path& path) {
    const std::string what = path.string();
    const UniqueFd to(
        ::open(what.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!to) throw system_error(errno, "make " + what);
    std::vector<std::byte> buffer(size_t{1} << 20);
    for (off_t at = 0;;) {
        const ssize_t got = ::pread(from, buffer.data(), buffer.size(), at);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw system_error(errno, "read what is to be " + what);
        if (got == 0) break;
        write_at(to.get(), std::span(buffer).first(static_cast<size_t>(got)), at, what);
        at += got;
    }
    sync_file(to.get(), what);
}

}  // namespace

void name_finished_file(UniqueFd file, const std::filesystem::path& path) {
    const UniqueFd reading(::open(own_path(file.get()).c_str(), O_RDONLY | O_CLOEXEC));
    if (!reading) throw system_error(errno, "open what is to be " + path.string());
    file.reset();
    const bool named =
        has_no_writer(reading.get()) && ::linkat(AT_FDCWD, own_path(reading.get()).c_str(),
                                                 AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) == 0;
    if (named)
        sync_file(reading.get(), path.string());
    else
        copy_to(reading.get(), path);
}

}  // namespace heafs
