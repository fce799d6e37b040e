#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <ostream>

#include "config/base/error.h"
#include "core/archive/writer_lock.h"
#include "core/base/log.h"
#include "fs/cli/commands.h"
#include "fs/cli/exit_code.h"
#include "fs/cli/mount_points.h"
#include "fs/fuse/mount_session.h"

namespace heafs {
namespace {

MountOptions parse_mount_options(const std::vector<std::string>& words) {
    MountOptions options;
    options.allow_other = ::geteuid() == 0;
    for (const std::string& word : words) {
        // What mount(8) and fstab add, and mean for others.
        const bool ignored = word.substr(0, 2) == "x-" || word == "_netdev" || word == "nofail" ||
                             word == "rw" || word == "noauto" || word == "defaults" ||
                             word == "nosuid" || word == "nodev" || word == "default_permissions";
        if (word == "passthrough=auto")
            options.passthrough = true;
        else if (word == "passthrough=off")
            options.passthrough = false;
        else if (word == "privileges=keep")
            options.drop_privileges = false;
        else if (word == "privileges=drop")
            options.drop_privileges = true;
        else if (word == "allow_other")
            options.allow_other = true;
        else if (word == "debug")
            options.debug = true;
        else if (!ignored)
            throw Error(Fault::kUsage, fmt::format("mount option '{}' is unknown; there are "
                                                   "passthrough=auto|off, privileges=keep|drop, "
                                                   "allow_other, debug",
                                                   word));
    }
    return options;
}

std::string prepare_mount_point(const std::string& path, std::ostream& err) {
    if (is_dead_mount(path)) {
        detach_mount(path);
        err << fmt::format("heafs: cleaned up the mount that a killed daemon left on {}\n", path);
    }
    if (!std::filesystem::is_directory(path))
        throw Error(
            Fault::kNotFound,
            fmt::format("mount point {} is no folder; make it with: mkdir -p {}", path, path));
    const auto canonical = std::filesystem::canonical(path);
    if (const auto status = find_mount_status(canonical))
        throw Error(Fault::kBusy, fmt::format("{} is a mount of archive {} already (pid {})", path,
                                              status->archive, status->pid));
    return canonical.string();
}

// Every open staged file takes a descriptor: as many as this process may have.
void raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

void serve(const Archive& archive, const std::string& mount, const MountOptions& options,
           const std::function<void()>& ready) {
    raise_descriptor_limit();
    const WriterLock lock(archive, "mounted on " + mount);
    serve_mount(archive, mount, options, ready);
}

// Lets go of the terminal and of the folder that the daemon was started in.
void detach_from_terminal() {
    const UniqueFd nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nothing.get(), fd);
}

// In the daemon. What goes wrong before the mount serves is told to whoever started it.
int serve_in_background(const Archive& archive, const std::string& mount,
                        const MountOptions& options, UniqueFd starter) {
    ::setsid();
    if (::chdir("/") != 0) return kExitFailed;
    const auto tell = [&](const std::string& text) {
        const ssize_t ignored = ::write(starter.get(), text.data(), text.size());
        static_cast<void>(ignored);
        starter.reset();
    };
    try {
        open_log((archive.run() / "heafs.log").string(),
                 options.debug ? LogLevel::kDebug : LogLevel::kInfo);
        log_info("mounting {} on {}", archive.path().string(), mount);
        serve(archive, mount, options, [&] {
            detach_from_terminal();
            tell("ready");
        });
        log_info("unmounted {}", mount);
        return kExitOk;
    } catch (const std::exception& error) {
        log_error("{}", error.what());
        if (starter) tell(error.what());
        return kExitFailed;
    }
}

int start_daemon(const Archive& archive, const std::string& mount, const MountOptions& options) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw system_error(errno, "make a pipe");
    UniqueFd ours(ends[0]);
    UniqueFd theirs(ends[1]);
    const pid_t child = ::fork();
    if (child < 0) throw system_error(errno, "start the daemon");
    if (child == 0) {
        ours.reset();
        ::_exit(serve_in_background(archive, mount, options, std::move(theirs)));
    }
    theirs.reset();
    std::string said;
    char chunk[512];
    for (ssize_t got = 0; (got = ::read(ours.get(), chunk, sizeof chunk)) != 0;) {
        if (got < 0 && errno != EINTR) break;
        if (got > 0) said.append(chunk, static_cast<size_t>(got));
    }
    if (said == "ready") return kExitOk;
    if (said.empty()) said = "the daemon ended before it served; see run/heafs.log in the archive";
    throw Error(Fault::kSystem, said);
}

}  // namespace

int run_mount(const MountArguments& arguments, std::ostream&, std::ostream& err) {
    const MountOptions options = parse_mount_options(arguments.options);
    const Archive archive(arguments.archive);
    {
        // A clear refusal here, before anything is detached or started.
        const WriterLock trial(archive, "being mounted");
    }
    const std::string mount = prepare_mount_point(arguments.mount, err);
    if (!arguments.foreground) return start_daemon(archive, mount, options);
    open_log("", options.debug ? LogLevel::kDebug : LogLevel::kInfo);
    serve(archive, mount, options, [&] { log_info("serving {}", mount); });
    return kExitOk;
}

}  // namespace heafs
