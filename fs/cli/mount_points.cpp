#include "fs/cli/mount_points.h"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>

#include "config/base/error.h"
#include "core/base/files.h"

extern char** environ;

namespace heafs {
namespace {

// Users without the right to unmount go through fusermount3, which is allowed to.
void run_fusermount(const std::filesystem::path& path, const char* flags) {
    std::string target = path.string();
    std::string program = "fusermount3";
    std::string words = flags;
    char* arguments[] = {program.data(), words.data(), target.data(), nullptr};
    pid_t pid = 0;
    if (::posix_spawnp(&pid, program.c_str(), nullptr, nullptr, arguments, environ) != 0)
        throw Error(Fault::kDenied, "cannot run fusermount3 to unmount " + target);
    int status = 0;
    ::waitpid(pid, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        throw Error(Fault::kBusy, "fusermount3 could not unmount " + target);
}

}  // namespace

bool is_dead_mount(const std::filesystem::path& path) {
    // Not stat: the kernel may answer that from its cache, as if the daemon lived.
    struct statvfs status {};
    return ::statvfs(path.c_str(), &status) != 0 && errno == ENOTCONN;
}

void detach_mount(const std::filesystem::path& path) {
    if (::umount2(path.c_str(), MNT_DETACH) == 0) return;
    if (errno != EPERM) throw system_error(errno, "detach the mount on " + path.string());
    run_fusermount(path, "-uz");
}

void unmount(const std::filesystem::path& path) {
    if (::umount2(path.c_str(), 0) == 0) return;
    if (errno == EBUSY)
        throw Error(Fault::kBusy,
                    fmt::format("{} is busy: a program has a file open there or stands in it. "
                                "`heafs umount --lazy {}` detaches it all the same",
                                path.string(), path.string()));
    if (errno != EPERM) throw system_error(errno, "unmount " + path.string());
    run_fusermount(path, "-u");
}

std::optional<MountStatus> find_mount_status(const std::filesystem::path& path) {
    std::error_code none;
    const auto status = path / ".heafs" / "status.json";
    if (!std::filesystem::is_regular_file(status, none)) return std::nullopt;
    return status_from_json(read_file(status));
}

std::optional<MountStatus> find_mount_of_archive(const std::filesystem::path& archive) {
    // The holder of the lock says where it is mounted: "mounted on <path> (pid <n>)".
    std::ifstream lock(archive / "run" / "lock");
    std::string line;
    static const std::string kPrefix = "mounted on ";
    if (!std::getline(lock, line) || line.substr(0, kPrefix.size()) != kPrefix) return std::nullopt;
    const std::string mount = line.substr(kPrefix.size(), line.rfind(" (pid ") - kPrefix.size());
    if (is_dead_mount(mount)) return std::nullopt;
    auto status = find_mount_status(mount);
    std::error_code none;
    if (!status || !std::filesystem::equivalent(status->archive, archive, none))
        return std::nullopt;
    return status;
}

}  // namespace heafs
