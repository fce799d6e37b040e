#include "core/archive/writer_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

#include <cerrno>

#include "config/base/error.h"
#include "core/base/files.h"
#include "core/base/log.h"

namespace heafs {

WriterLock::WriterLock(const Archive& archive, const std::string& purpose) {
    const auto path = archive.run() / "lock";
    fd_ = UniqueFd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!fd_) throw system_error(errno, "open " + path.string());
    if (::flock(fd_.get(), LOCK_EX | LOCK_NB) != 0) {
        std::string holder = read_file(path);
        while (!holder.empty() && holder.back() == '\n') holder.pop_back();
        throw Error(Fault::kBusy,
                    fmt::format("archive {} is in use: {}", archive.path().string(), holder));
    }
    const std::string text = fmt::format("{} (pid {})\n", purpose, ::getpid());
    if (::ftruncate(fd_.get(), 0) != 0 ||
        ::pwrite(fd_.get(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
        log_warning("cannot note the holder in {}", path.string());
}

Ballast::Ballast(const Archive& archive)
    : path_(archive.run() / "ballast"), bytes_(archive.settings().ballast_bytes) {}

void Ballast::release() {
    std::error_code none;
    std::filesystem::remove(path_, none);
}

void Ballast::restore() {
    if (bytes_ == 0) return;
    UniqueFd fd(::open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    if (fd && ::posix_fallocate(fd.get(), 0, bytes_) == 0) return;
    log_warning("no room for the ballast of {} bytes in {}", bytes_, path_.string());
    release();
}

}  // namespace heafs
