#include <fmt/format.h>
#include <signal.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <string>
#include <thread>

#include "config/base/error.h"
#include "fs/cli/commands.h"
#include "fs/cli/exit_code.h"
#include "fs/cli/mount_points.h"

namespace heafs {
namespace {

constexpr auto kEndingLimit = std::chrono::seconds(60);

// A daemon that has ended stays a zombie until init looks after it, which in a container may be
// never.
bool daemon_is_alive(int64_t pid) {
    std::ifstream stat(fmt::format("/proc/{}/stat", pid));
    std::string line;
    if (!std::getline(stat, line)) return ::kill(static_cast<pid_t>(pid), 0) == 0;
    const size_t state = line.rfind(')') + 2;  // "<pid> (<name>) <state> ..."
    return state < line.size() && line[state] != 'Z' && line[state] != 'X';
}

}  // namespace

int run_umount(const UmountArguments& arguments, std::ostream& out) {
    const std::filesystem::path mount = arguments.mount;
    if (is_dead_mount(mount)) {
        detach_mount(mount);
        out << fmt::format("Cleaned up the mount that a killed daemon left on {}.\n",
                           mount.string());
        return kExitOk;
    }
    const auto status = find_mount_status(mount);
    if (!status) throw Error(Fault::kNotFound, mount.string() + " is no mount of a heafs archive");
    if (arguments.lazy) {
        detach_mount(mount);
        return kExitOk;
    }
    unmount(mount);
    const auto deadline = std::chrono::steady_clock::now() + kEndingLimit;
    while (daemon_is_alive(status->pid)) {
        if (std::chrono::steady_clock::now() > deadline)
            throw Error(Fault::kBusy, fmt::format("{} is unmounted, but its daemon (pid {}) has "
                                                  "not ended yet",
                                                  mount.string(), status->pid));
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return kExitOk;
}

}  // namespace heafs
