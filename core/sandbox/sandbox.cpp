#include "core/sandbox/sandbox.h"

#include <fmt/format.h>
#include <grp.h>
#include <linux/capability.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/sandbox/landlock.h"
#include "core/sandbox/system_call_filter.h"

namespace heafs {
namespace {

constexpr uid_t kNobody = 65534;  // the kernel's own overflow user, everywhere without rights

void note(Missing& missing, const char* what) {
    missing.push_back(fmt::format("{}: {}", what, std::strerror(errno)));
}

void append(Missing& all, Missing more) { all.insert(all.end(), more.begin(), more.end()); }

// Needs CAP_SETPCAP, so it comes before the user changes. Others are kept from their bounding set
// by PR_SET_NO_NEW_PRIVS.
void empty_bounding_set(Missing& missing) {
    for (int capability = 0; ::prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability)
        if (::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0) {
            note(missing, "an empty bounding set");
            return;
        }
}

void become_nobody(Missing& missing) {
    if (::setgroups(0, nullptr) != 0) note(missing, "no further groups");
    if (::setresgid(kNobody, kNobody, kNobody) != 0) note(missing, "another group");
    if (::setresuid(kNobody, kNobody, kNobody) != 0) note(missing, "another user");
}

void give_up_capabilities(Missing& missing) {
    if (::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0)
        note(missing, "no ambient capabilities");
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    const __user_cap_data_struct none[2] = {};
    if (::syscall(SYS_capset, &header, none) != 0) note(missing, "no capabilities");
}

// The lower one where the process came with a lower one.
void limit(__rlimit_resource resource, int64_t most, const char* what, Missing& missing) {
    rlimit now{};
    if (::getrlimit(resource, &now) != 0) return note(missing, what);
    const rlim_t wanted = std::min(now.rlim_max, static_cast<rlim_t>(most));
    const rlimit limits{wanted, wanted};
    if (::setrlimit(resource, &limits) != 0) note(missing, what);
}

}  // namespace

Missing give_up_privileges() {
    Missing missing;
    if (::geteuid() == 0) {
        empty_bounding_set(missing);
        become_nobody(missing);
    }
    give_up_capabilities(missing);
    return missing;
}

Missing limit_resources(const SandboxLimits& limits) {
    Missing missing;
    ::signal(SIGXFSZ, SIG_IGN);  // a write beyond the limit is an error, no end
    if (!kSanitized) limit(RLIMIT_DATA, limits.memory_bytes, "a limit of memory", missing);
    limit(RLIMIT_FSIZE, limits.file_bytes, "a limit of file sizes", missing);
    limit(RLIMIT_CPU, limits.cpu_seconds, "a limit of computing time", missing);
    limit(RLIMIT_NOFILE, limits.descriptors, "a limit of descriptors", missing);
    limit(RLIMIT_NPROC, 0, "a limit of processes", missing);
    limit(RLIMIT_CORE, 0, "no core files", missing);
    return missing;
}

Missing forbid_new_privileges() {
    Missing missing;
    if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) note(missing, "not dumpable");
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) note(missing, "no new privileges");
    return missing;
}

Missing enter_sandbox(const SandboxLimits& limits) {
    Missing missing = give_up_privileges();
    append(missing, limit_resources(limits));
    append(missing, forbid_new_privileges());
    append(missing, shut_out_file_system());
    append(missing, filter_system_calls());
    return missing;
}

}  // namespace heafs
