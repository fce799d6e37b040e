// Tries from inside the sandbox what a worker that was taken over would try.
//   heafs-sandbox-probe LAYER WHAT FILE   LAYER: none, privileges, limits, landlock, filter, all.
//       Prints "done" when it could, or the name of the error; a filter may end it instead.
//   heafs-sandbox-probe serve HOW         a worker on descriptor 3 that misbehaves at its first
//       request: crash, hang, memory, open
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/io_uring.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/base/channel.h"
#include "core/delivery/worker_request_json.h"
#include "core/sandbox/landlock.h"
#include "core/sandbox/sandbox.h"
#include "core/sandbox/system_call_filter.h"

namespace {

using heafs::SandboxLimits;

// Small ones, so that the tests are fast.
constexpr SandboxLimits kLimits{int64_t{256} << 20, 1 << 20, 1, 8};

struct Attempt {
    std::function<void(const std::string& file)> prepare;  // before the sandbox; may be empty
    std::function<long(const std::string& file)> act;      // -1 and errno when it fails
};

int prepared = -1;       // a descriptor that an attempt made before
sockaddr_in tcp{};       // where something listens
sockaddr_un abstract{};  // the same, by a name outside of file systems
constexpr socklen_t kAbstractBytes = offsetof(sockaddr_un, sun_path) + 8;

// In another process, which is outside the sandbox: it ends when this one does.
void listen_outside(int domain, const sockaddr* address, socklen_t bytes, sockaddr* bound) {
    const int listener = ::socket(domain, SOCK_STREAM, 0);
    if (::bind(listener, address, bytes) != 0 || ::listen(listener, 4) != 0) std::_Exit(99);
    socklen_t length = sizeof(sockaddr_un);
    if (bound != nullptr) ::getsockname(listener, bound, &length);
    // A death signal would not do: a Landlock domain may not signal what is outside of it.
    int life[2];
    if (::pipe2(life, O_CLOEXEC) != 0) std::_Exit(99);
    if (::fork() == 0) {
        ::close(1);
        ::close(life[1]);
        char ended = 0;
        while (::read(life[0], &ended, 1) < 0 && errno == EINTR) {
        }
        std::_Exit(0);
    }
    ::close(life[0]);
    ::close(listener);
    prepared = ::socket(domain, SOCK_STREAM, 0);
}

void listen_on_tcp(const std::string&) {
    tcp.sin_family = AF_INET;
    tcp.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listen_outside(AF_INET, reinterpret_cast<sockaddr*>(&tcp), sizeof tcp,
                   reinterpret_cast<sockaddr*>(&tcp));
}

void listen_abstractly(const std::string&) {
    abstract.sun_family = AF_UNIX;
    const std::string name = std::to_string(1000000 + ::getpid());
    std::memcpy(abstract.sun_path + 1, name.data(), 7);
    listen_outside(AF_UNIX, reinterpret_cast<sockaddr*>(&abstract), kAbstractBytes, nullptr);
}

void open_file(const std::string& file) { prepared = ::open(file.c_str(), O_RDWR); }

long run_echo(const std::string&) {
    char* const words[] = {const_cast<char*>("echo"), const_cast<char*>("-n"),
                           const_cast<char*>("done"), nullptr};
    return ::execve("/bin/echo", words, nullptr);
}

long make_process(const std::string&) {
    const pid_t child = ::fork();
    if (child == 0) std::_Exit(0);
    if (child > 0) ::waitpid(child, nullptr, 0);
    return child;
}

long take_capabilities(const std::string&) {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    const __user_cap_data_struct admin[2] = {{1 << CAP_SYS_ADMIN, 1 << CAP_SYS_ADMIN, 0}, {}};
    return ::syscall(SYS_capset, &header, admin);
}

long map(int protection, int flags) {
    return ::mmap(nullptr, 4096, protection, flags | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0;
}

// More than kLimits allow of it, each time.
long take_memory(const std::string&) {
    for (int i = 0; i < 32; ++i)
        if (std::malloc(size_t{16} << 20) == nullptr) return -1;
    return 0;
}

long compute(const std::string&) {
    while (clock() < 3 * CLOCKS_PER_SEC) {
    }
    return 0;
}

long write_much(const std::string&) {
    const int fd = ::memfd_create("much", 0);
    return ::pwrite(fd, "x", 1, 2 << 20);
}

long take_descriptors(const std::string&) {
    for (int i = 0; i < 16; ++i)
        if (::memfd_create("many", 0) < 0) return -1;
    return 0;
}

const std::map<std::string, Attempt> kAttempts = {
    {"open", {{}, [](auto& f) { return ::syscall(SYS_open, f.c_str(), O_RDONLY); }}},
    {"openat", {{}, [](auto& f) { return ::openat(AT_FDCWD, f.c_str(), O_RDONLY); }}},
    {"create",
     {{}, [](auto& f) { return ::open((f + ".new").c_str(), O_CREAT | O_WRONLY, 0600); }}},
    {"proc", {{}, [](auto&) { return ::open("/proc/self/status", O_RDONLY); }}},
    {"unlink", {{}, [](auto& f) { return ::unlink(f.c_str()); }}},
    {"mkdir", {{}, [](auto& f) { return ::mkdir((f + ".folder").c_str(), 0700); }}},
    {"chmod", {{}, [](auto& f) { return ::chmod(f.c_str(), 0600); }}},
    {"fchmod", {open_file, [](auto&) { return ::fchmod(prepared, 0600); }}},
    {"setxattr", {{}, [](auto& f) { return ::setxattr(f.c_str(), "user.a", "b", 1, 0); }}},
    {"fsetxattr", {open_file, [](auto&) { return ::fsetxattr(prepared, "user.a", "b", 1, 0); }}},
    {"getxattr", {open_file, [](auto&) { return ::flistxattr(prepared, nullptr, 0); }}},
    {"truncate", {open_file, [](auto&) { return ::ftruncate(prepared, 0); }}},
    {"socket", {{}, [](auto&) { return ::socket(AF_INET, SOCK_STREAM, 0); }}},
    {"connect",
     {listen_on_tcp,
      [](auto&) { return ::connect(prepared, reinterpret_cast<sockaddr*>(&tcp), sizeof tcp); }}},
    {"connect abstract",
     {listen_abstractly,
      [](auto&) {
          return ::connect(prepared, reinterpret_cast<sockaddr*>(&abstract), kAbstractBytes);
      }}},
    {"ptrace", {{}, [](auto&) { return ::ptrace(PTRACE_SEIZE, ::getppid(), nullptr, nullptr); }}},
    {"kill", {{}, [](auto&) { return ::kill(::getppid(), 0); }}},
    {"tgkill", {{}, [](auto&) { return ::syscall(SYS_tgkill, ::getppid(), ::getppid(), 0); }}},
    {"execve", {{}, run_echo}},
    {"fork", {{}, make_process}},
    {"mount",
     {[](auto&) { ::unshare(CLONE_NEWNS); },
      [](auto&) { return ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr); }}},
    {"setresuid", {{}, [](auto&) { return ::setresuid(0, 0, 0); }}},
    {"capset", {{}, take_capabilities}},
    {"dumpable", {{}, [](auto&) { return ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0); }}},
    {"io_uring",
     {{},
      [](auto&) {
          io_uring_params parameters{};
          return ::syscall(SYS_io_uring_setup, 1, &parameters);
      }}},
    {"executable memory", {{}, [](auto&) { return map(PROT_READ | PROT_EXEC, MAP_PRIVATE); }}},
    {"shared memory", {{}, [](auto&) { return map(PROT_READ | PROT_WRITE, MAP_SHARED); }}},
    {"memory", {{}, take_memory}},
    {"compute", {{}, compute}},
    {"large file", {{}, write_much}},
    {"descriptors", {{}, take_descriptors}},
    {"own work", {{}, [](auto&) { return map(PROT_READ | PROT_WRITE, MAP_PRIVATE); }}},
};

void enter(const std::string& layer) {
    if (layer == "privileges") heafs::give_up_privileges();
    if (layer == "limits") heafs::limit_resources(kLimits);
    if (layer == "landlock") heafs::shut_out_file_system();
    if (layer == "filter") {
        heafs::forbid_new_privileges();
        heafs::filter_system_calls();
    }
    if (layer == "all") heafs::enter_sandbox(kLimits);
}

int try_one(const std::string& layer, const std::string& what, const std::string& file) {
    const Attempt& attempt = kAttempts.at(what);
    if (attempt.prepare) attempt.prepare(file);
    enter(layer);
    const char* answer = attempt.act(file) < 0 ? ::strerrorname_np(errno) : "done";
    if (::write(1, answer, std::strlen(answer)) < 0) return 1;
    std::_Exit(0);
}

int serve(const std::string& how) {
    constexpr int kSocket = 3;
    constexpr SandboxLimits kRoomy{int64_t{256} << 20, 1 << 20, 60, 8};
    heafs::send_message(kSocket, heafs::greeting_to_json(heafs::enter_sandbox(kRoomy)));
    const auto request = heafs::receive_message(kSocket);
    if (how == "crash") *static_cast<volatile int*>(nullptr) = 1;
    if (how == "open") std::_Exit(::socket(AF_INET, SOCK_STREAM, 0) < 0 ? 1 : 0);
    std::vector<std::vector<char>> kept;
    while (how == "memory") kept.emplace_back(size_t{1} << 20, 'x');
    for (;;) clock();
}

}  // namespace

int main(int count, char** words) {
    if (count == 3 && std::string(words[1]) == "serve") return serve(words[2]);
    return count == 4 ? try_one(words[1], words[2], words[3]) : 2;
}
