#include "core/archive/writer_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/file.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <thread>

#include "config/base/error.h"
#include "core/base/files.h"
#include "core/base/log.h"

namespace heafs {
namespace {

using namespace std::chrono_literals;
constexpr std::string_view kPid = "(pid ";

// Ended, or dead and not yet looked after by its parent.
bool is_gone(const std::string& holder) {
    const size_t at = holder.rfind(kPid);
    const int pid = at == std::string::npos ? 0 : std::atoi(holder.c_str() + at + kPid.size());
    if (pid <= 0) return false;
    if (::kill(pid, 0) != 0) return errno == ESRCH;
    std::ifstream file(fmt::format("/proc/{}/stat", pid));
    const std::string stat((std::istreambuf_iterator<char>(file)), {});
    const size_t name_end = stat.rfind(')');
    return name_end != std::string::npos && stat.compare(name_end, 3, ") Z") == 0;
}

// Of a daemon that was killed while it started a worker, the lock outlives it until the worker is
// a program of its own: a moment, which is waited for.
bool lock_after_the_dead(int fd, const std::filesystem::path& path, std::string& holder) {
    const auto deadline = std::chrono::steady_clock::now() + 3s;
    while (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        holder = read_file(path);
        while (!holder.empty() && holder.back() == '\n') holder.pop_back();
        if (!is_gone(holder) || std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(5ms);
    }
    return true;
}

}  // namespace

WriterLock::WriterLock(const Archive& archive, const std::string& purpose) {
    const auto path = archive.run() / "lock";
    fd_ = UniqueFd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!fd_) throw system_error(errno, "open " + path.string());
    std::string holder;
    if (!lock_after_the_dead(fd_.get(), path, holder))
        throw Error(Fault::kBusy,
                    fmt::format("archive {} is in use: {}", archive.path().string(), holder));
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
