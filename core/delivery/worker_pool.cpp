#include "core/delivery/worker_pool.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>

#include "config/base/error.h"
#include "core/base/channel.h"
#include "core/base/log.h"
#include "core/base/unique_fd.h"
#include "core/delivery/content_json.h"
#include "core/delivery/rules.h"
#include "core/delivery/worker_request_json.h"
#include "core/sandbox/sandbox.h"

namespace heafs {
namespace {

constexpr int kWorkerSocket = 3;
constexpr int kGraceSeconds = 10;  // until a worker ends itself that nobody ended
constexpr int64_t kMostCpuSeconds = SandboxLimits{}.cpu_seconds / 2;
constexpr int64_t kMostSeconds = 86400;
constexpr int64_t kIndexingIsFaster = 4;  // by inflated bytes, than by those that come as gzip
constexpr int64_t kSlowestBytesPerSecond = 10 << 20;  // of inflated content, at 20 to 1

void refuse_descriptors(const Message& message) {
    if (!message.fds.empty()) throw Error(Fault::kMalformed, "a descriptor that nobody asked for");
}

// What a worker may say of a file of `size` bytes.
Content content_from_worker(const Message& message, int64_t size) {
    refuse_descriptors(message);
    Content content = content_from_json(message.text);
    if (content.size != size) throw Error(Fault::kMalformed, "an answer for another file");
    for (const Finding& finding : content.findings)
        if (!finding.file.empty() || !finding.waived.empty())
            throw Error(Fault::kMalformed, "a finding that names files or waivers");
    return content;
}

Content crashed_content(int64_t size, const std::string& why) {
    Content content;
    content.size = size;
    content.findings = {make_finding(
        "SEC-090", "",
        fmt::format("The validator itself failed on this file ({}); it is held, the operator is "
                    "told, nothing is wrong with your delivery as far as we know",
                    why))};
    return content;
}

std::string ending_of(int status) {
    if (WIFSIGNALED(status)) return fmt::format("signal {}", WTERMSIG(status));
    return fmt::format("exit status {}", WEXITSTATUS(status));
}

}  // namespace

class WorkerPool::Process {
   public:
    explicit Process(const std::vector<std::string>& command) {
        int ends[2];
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
            throw system_error(errno, "make a socket for a worker");
        socket_ = UniqueFd(ends[0]);
        const UniqueFd theirs(ends[1]);
        const timeval longest{kLeastWorkerSeconds, 0};  // for a request that a worker does not take
        ::setsockopt(socket_.get(), SOL_SOCKET, SO_SNDTIMEO, &longest, sizeof longest);
        spawn(command, theirs.get());
    }
    ~Process() {
        socket_.reset();
        if (pid_ > 0) end();
    }

    int socket() const { return socket_.get(); }
    bool greeted = false;

    // Its worker keeps the last mission file that it was given: that is not sent for each file.
    void leave_out_what_it_has(WorkerRequest& request) {
        if (!request.place || request.place->mission_file.empty()) return;
        request.same_mission_file = request.place->mission_file == mission_file_;
        if (!request.same_mission_file) mission_file_ = request.place->mission_file;
    }

    // The processor time that it has had; it is ended at a limit (core/sandbox).
    int64_t cpu_seconds() const {
        clockid_t clock{};
        timespec time{};
        if (::clock_getcpuclockid(pid_, &clock) != 0 || ::clock_gettime(clock, &time) != 0)
            return INT64_MAX;
        return time.tv_sec;
    }

    // A worker that ended while it was idle has nothing to do with the next file.
    bool alive() const {
        pollfd watched{socket_.get(), POLLIN, 0};
        return ::poll(&watched, 1, 0) == 0;
    }

    // Ends it for certain and tells how it ended.
    std::string end() {
        int status = 0;
        for (int i = 0; i < 20; ++i) {
            if (::waitpid(pid_, &status, WNOHANG) == pid_) return finished(status);
            ::usleep(5000);
        }
        ::kill(pid_, SIGKILL);
        if (::waitpid(pid_, &status, 0) != pid_) status = 0;
        finished(status);
        return "no answer in time, or an answer that makes no sense";
    }

   private:
    std::string finished(int status) {
        pid_ = -1;
        return ending_of(status);
    }

    void spawn(const std::vector<std::string>& command, int theirs) {
        std::vector<char*> arguments;
        for (const std::string& word : command)
            arguments.push_back(const_cast<char*>(word.c_str()));
        arguments.push_back(nullptr);
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, theirs, kWorkerSocket);
        posix_spawn_file_actions_addclosefrom_np(&actions, kWorkerSocket + 1);
        for (const int fd : {0, 1, 2})  // reports of a sanitizer are worth to be seen
            if (fd < 2 || !kSanitized)
                posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
        posix_spawn_file_actions_addchdir_np(&actions, "/");
        posix_spawnattr_t attributes;
        posix_spawnattr_init(&attributes);
        sigset_t none;
        sigemptyset(&none);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
        char* environment[] = {nullptr};
        const int error = ::posix_spawn(&pid_, arguments[0], &actions, &attributes,
                                        arguments.data(), environment);
        posix_spawnattr_destroy(&attributes);
        posix_spawn_file_actions_destroy(&actions);
        if (error == 0) return;
        pid_ = -1;
        throw system_error(error, "start a worker");
    }

    UniqueFd socket_;
    pid_t pid_ = -1;
    std::string mission_file_;
};

WorkerPool::WorkerPool(std::vector<std::string> command, int workers, int least_seconds)
    : command_(std::move(command)), least_seconds_(least_seconds), free_(workers) {}

WorkerPool::~WorkerPool() = default;

int WorkerPool::timeout_for(int64_t size) const {
    return least_seconds_ +
           static_cast<int>(std::min<int64_t>(size / (kSlowestBytesPerSecond / 20), kMostSeconds));
}

// A new worker says first how it is shut in.
void WorkerPool::greet(Process& process) {
    if (process.greeted) return;
    const auto greeting = receive_message(process.socket(), least_seconds_);
    if (!greeting) throw Error(Fault::kSystem, "it ended at once");
    const Missing missing = greeting_from_json(greeting->text);
    process.greeted = true;
    if (missing.empty()) return;
    std::call_once(told_missing_, [&] {
        log_warning("workers that parse delivered files run without {}", fmt::join(missing, "; "));
    });
}

std::unique_ptr<WorkerPool::Process> WorkerPool::take() {
    std::unique_ptr<Process> process;
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return free_ > 0; });
        --free_;
        if (!idle_.empty()) {
            process = std::move(idle_.back());
            idle_.pop_back();
        }
    }
    if (process && process->alive()) return process;
    try {
        return std::make_unique<Process>(command_);
    } catch (...) {
        give_back(nullptr);
        throw;
    }
}

void WorkerPool::give_back(std::unique_ptr<Process> process) {
    // One that nears its limit leaves the next file to another.
    if (process && process->cpu_seconds() >= kMostCpuSeconds) process.reset();
    {
        const std::lock_guard lock(mutex_);
        if (process) idle_.push_back(std::move(process));
        ++free_;
    }
    changed_.notify_one();
}

std::optional<Message> WorkerPool::ask(std::span<const int> fds, WorkerRequest request,
                                       const std::function<bool(const Message&)>& understand,
                                       std::string& why) {
    std::unique_ptr<Process> process;
    try {
        process = take();
        greet(*process);
        const int timeout_seconds = request.seconds;
        request.seconds += kGraceSeconds;
        process->leave_out_what_it_has(request);
        send_message(process->socket(), worker_request_to_json(request), fds);
        if (auto answer = receive_message(process->socket(), timeout_seconds)) {
            if (!understand(*answer)) process.reset();
            give_back(std::move(process));
            return answer;
        }
    } catch (const Error& error) {
        why = error.what();
    }
    const bool started = process != nullptr;
    const std::string ending = started ? process->end() : why;
    process.reset();
    if (started) give_back(nullptr);  // take() gave back what it could not start
    log_error("a worker failed on a file of {} bytes: {} {}", request.size, ending, why);
    why = ending;
    return std::nullopt;
}

// A library stumbled over them: what it left in the worker's memory is not to judge other files.
static bool has_spoiled_tiles(const Content& content) {
    return std::any_of(content.findings.begin(), content.findings.end(),
                       [](const Finding& finding) { return finding.rule == "TAB-020"; });
}

Content WorkerPool::examine(int fd, int64_t size, const std::vector<std::string>& keywords,
                            const std::optional<ContentPlace>& place) {
    Content content;
    std::string why;
    const auto answer = ask(
        std::array{fd}, {size, keywords, std::nullopt, place, std::nullopt, timeout_for(size)},
        [&](const Message& message) {
            content = content_from_worker(message, size);
            return !has_spoiled_tiles(content);
        },
        why);
    return answer ? content : crashed_content(size, why);
}

IndexVerdict WorkerPool::index(int fd, int64_t size, int64_t inflated_size, const IndexOrder& order,
                               int output, int scratch) {
    IndexVerdict verdict;
    std::string why;
    const int seconds = timeout_for(std::max(size, inflated_size / kIndexingIsFaster));
    const auto answer = ask(
        std::array{fd, output, scratch}, {size, {}, order, std::nullopt, std::nullopt, seconds},
        [&](const Message& message) {
            refuse_descriptors(message);
            verdict = index_verdict_from_json(message.text);
            return true;
        },
        why);
    if (!answer) return {fmt::format("the worker failed ({})", why), false};
    return verdict;
}

TableVerdict WorkerPool::ingest(const TableFiles& files, const IngestOrder& order,
                                int64_t bytes_before) {
    TableVerdict verdict;
    std::string why;
    std::vector<int> fds = {files.source, files.output};
    fds.insert(fds.end(), files.scratch.begin(), files.scratch.end());
    if (files.before >= 0) fds.push_back(files.before);
    WorkerRequest request;
    request.size = files.size;
    request.table = order;
    request.seconds =
        timeout_for(std::max(files.size, (files.inflated_size + bytes_before) / kIndexingIsFaster));
    const auto answer = ask(
        fds, request,
        [&](const Message& message) {
            refuse_descriptors(message);
            verdict = table_verdict_from_json(message.text);
            return true;
        },
        why);
    if (answer) return verdict;
    return {{make_finding("SEC-090", "",
                          fmt::format("The archive itself failed to load this table ({}); the "
                                      "operator is told",
                                      why))},
            false};
}

std::vector<std::string> own_worker_command() { return {"/proc/self/exe", "worker"}; }

}  // namespace heafs
