#include "core/delivery/state_command.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "config/base/error.h"
#include "core/base/files.h"
#include "core/base/log.h"

namespace heafs {
namespace {

constexpr auto kLook = std::chrono::milliseconds(10);
constexpr auto kLastMoments = std::chrono::seconds(5);
constexpr int kNotFound = 127;  // what a child answers that could not become the program

std::vector<char*> pointers_of(const std::vector<std::string>& words) {
    std::vector<char*> pointers;
    for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
    pointers.push_back(nullptr);
    return pointers;
}

std::vector<std::string> environment_of(const StateChange& change, const std::string& report) {
    const char* path = std::getenv("PATH");
    return {fmt::format("PATH={}", path != nullptr ? path : "/usr/bin:/bin"),
            "LC_ALL=C.UTF-8",
            "HEAFS_MISSION=" + change.standing.mission,
            "HEAFS_DELIVERY=" + change.standing.name,
            fmt::format("HEAFS_REVISION={}", change.standing.revision),
            "HEAFS_STATE=" + change.standing.state,
            "HEAFS_REPORT=" + report};
}

// In a process group of its own, so that what it starts ends with it.
pid_t spawn(const std::vector<std::string>& words, const std::vector<std::string>& environment) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    pid_t child = -1;
    const int error = ::posix_spawn(&child, words.front().c_str(), &actions, &attributes,
                                    pointers_of(words).data(), pointers_of(environment).data());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (error != 0) throw system_error(error, "start " + words.front());
    return child;
}

// There while the program runs.
struct ReportFile {
    ReportFile(std::filesystem::path where, const std::string& text) : path(std::move(where)) {
        write_file_durably(path, text);
    }
    ~ReportFile() {
        std::error_code none;
        std::filesystem::remove(path, none);
    }
    ReportFile(const ReportFile&) = delete;
    ReportFile& operator=(const ReportFile&) = delete;
    const std::filesystem::path path;
};

}  // namespace

StateCommand::StateCommand(const Archive& archive, Told told, std::chrono::milliseconds limit)
    : archive_(archive), told_(std::move(told)), limit_(limit) {
    if (is_there()) thread_ = std::thread([this] { run(); });
}

StateCommand::~StateCommand() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
        deadline_ = std::chrono::steady_clock::now() + kLastMoments;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void StateCommand::add(StateChange change) {
    {
        const std::lock_guard lock(mutex_);
        waiting_.push_back(std::move(change));
    }
    changed_.notify_all();
}

void StateCommand::run() {
    for (;;) {
        StateChange change;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return ending_ || !waiting_.empty(); });
            if (waiting_.empty()) return;
            if (ending_ && std::chrono::steady_clock::now() >= deadline_) return;
            change = std::move(waiting_.front());
            waiting_.pop_front();
        }
        tell(change);
    }
}

void StateCommand::tell(const StateChange& change) {
    try {
        std::string trouble;
        {
            const ReportFile report(
                archive_.run() / fmt::format("report_{}.txt", change.standing.id), change.report);
            trouble = run_program(change, report.path.string());
        }
        if (!trouble.empty())
            log_warning("on_state for {}/{} ({}): {}", change.standing.mission,
                        change.standing.name, change.standing.state, trouble);
        told_(change);
    } catch (const std::exception& error) {
        log_warning("on_state for {}/{}: {}", change.standing.mission, change.standing.name,
                    error.what());
    }
}

// What went wrong, or "".
std::string StateCommand::run_program(const StateChange& change, const std::string& report) {
    const pid_t child = spawn(archive_.settings().on_state, environment_of(change, report));
    auto limit = std::chrono::steady_clock::now() + limit_;
    int status = 0;
    while (::waitpid(child, &status, WNOHANG) == 0) {
        std::unique_lock lock(mutex_);
        if (ending_) limit = std::min(limit, deadline_);
        if (std::chrono::steady_clock::now() >= limit) {
            ::kill(-child, SIGKILL);
            ::waitpid(child, &status, 0);
            return "it did not end in time and was ended";
        }
        lock.unlock();
        std::this_thread::sleep_for(kLook);
    }
    if (WIFSIGNALED(status)) return fmt::format("it was ended by signal {}", WTERMSIG(status));
    if (WEXITSTATUS(status) == kNotFound)
        return fmt::format("{} cannot be run", archive_.settings().on_state.front());
    if (WEXITSTATUS(status) != 0) return fmt::format("its exit status is {}", WEXITSTATUS(status));
    return {};
}

}  // namespace heafs
