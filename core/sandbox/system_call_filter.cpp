#include "core/sandbox/system_call_filter.h"

#include <fmt/format.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace heafs {
namespace {

constexpr int kAllowed[] = {
    // bytes and messages of open descriptors
    SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(write), SCMP_SYS(writev),
    SCMP_SYS(pwrite64), SCMP_SYS(lseek), SCMP_SYS(close), SCMP_SYS(recvmsg), SCMP_SYS(sendmsg),
    SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(memfd_create),
    // the allocator
    SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(futex),
    SCMP_SYS(getrandom),
    // clocks, and its own end
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(gettimeofday), SCMP_SYS(time),
    SCMP_SYS(alarm), SCMP_SYS(setitimer), SCMP_SYS(getpid), SCMP_SYS(gettid),
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(restart_syscall), SCMP_SYS(exit), SCMP_SYS(exit_group)};

constexpr int kRefused[] = {
    SCMP_SYS(open),       SCMP_SYS(openat),  SCMP_SYS(access),    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2), SCMP_SYS(stat),    SCMP_SYS(lstat),     SCMP_SYS(fstat),
    SCMP_SYS(newfstatat), SCMP_SYS(statx),   SCMP_SYS(readlink),  SCMP_SYS(readlinkat),
    SCMP_SYS(getdents64), SCMP_SYS(getcwd),  SCMP_SYS(ioctl),     SCMP_SYS(fcntl),
    SCMP_SYS(uname),      SCMP_SYS(sysinfo), SCMP_SYS(prlimit64), SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sched_yield)};

struct ReleaseFilter {
    void operator()(void* filter) const { seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, ReleaseFilter>;

// Gives the first answer that is not 0, which is an errno below zero.
int add_rules(scmp_filter_ctx filter) {
    int answer = 0;
    const auto add = [&](uint32_t action, int call, std::initializer_list<scmp_arg_cmp> when) {
        if (answer == 0)
            answer = seccomp_rule_add_array(filter, action, call,
                                            static_cast<unsigned>(when.size()), when.begin());
    };
    for (const int call : kAllowed) add(SCMP_ACT_ALLOW, call, {});
    for (const int call : kRefused) add(SCMP_ACT_ERRNO(EPERM), call, {});
    // Private maps alone: the limit of memory does not count shared ones.
    constexpr scmp_datum_t kMapType = 0x0f;  // MAP_TYPE of linux/mman.h
    const scmp_arg_cmp not_executable{2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0};
    add(SCMP_ACT_ALLOW, SCMP_SYS(mmap),
        {not_executable, {3, SCMP_CMP_MASKED_EQ, kMapType, MAP_PRIVATE}});
    add(SCMP_ACT_ALLOW, SCMP_SYS(mprotect), {not_executable});
    // abort() raises its signal by this one.
    const auto self = static_cast<scmp_datum_t>(::getpid());
    add(SCMP_ACT_ALLOW, SCMP_SYS(tgkill), {{0, SCMP_CMP_EQ, self, 0}});
    return answer;
}

int load_filter() {
    const Filter filter(seccomp_init(SCMP_ACT_KILL_PROCESS));
    if (!filter) return -ENOSYS;
    // Calls of another architecture (of 32 bits, x32) end the process as well.
    if (const int answer =
            seccomp_attr_set(filter.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS))
        return answer;
    if (const int answer = add_rules(filter.get())) return answer;
    return seccomp_load(filter.get());
}

}  // namespace

Missing filter_system_calls() {
    if (kSanitized) return {};
    const int answer = load_filter();
    if (answer == 0) return {};
    return {fmt::format("a filter of system calls: {}", std::strerror(-answer))};
}

}  // namespace heafs
