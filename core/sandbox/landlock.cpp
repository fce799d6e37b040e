#include "core/sandbox/landlock.h"

#include <fmt/format.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/base/unique_fd.h"

namespace heafs {
namespace {

// struct landlock_ruleset_attr as of ABI 6; the header of Debian 12 ends at ABI 2. The kernel takes
// the leading part that it knows, and a longer one when the rest is zero.
struct Ruleset {
    __u64 handled_access_fs;
    __u64 handled_access_net;
    __u64 scoped;
};

constexpr __u64 kTruncate = 1ULL << 14;                                  // ABI 3
constexpr __u64 kNetworkBind = 1ULL << 0;                                // ABI 4
constexpr __u64 kNetworkConnect = 1ULL << 1;                             // ABI 4
constexpr __u64 kDeviceControl = 1ULL << 15;                             // ABI 5
constexpr __u64 kScopeAbstractSockets = 1ULL << 0;                       // ABI 6
constexpr __u64 kScopeSignals = 1ULL << 1;                               // ABI 6
constexpr __u64 kFirstVersion = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;  // all up to that bit

// Everything that this version can refuse.
Ruleset all_of(long version) {
    Ruleset rules{kFirstVersion, 0, 0};
    if (version >= 2) rules.handled_access_fs |= LANDLOCK_ACCESS_FS_REFER;
    if (version >= 3) rules.handled_access_fs |= kTruncate;
    if (version >= 4) rules.handled_access_net = kNetworkBind | kNetworkConnect;
    if (version >= 5) rules.handled_access_fs |= kDeviceControl;
    if (version >= 6) rules.scoped = kScopeAbstractSockets | kScopeSignals;
    return rules;
}

Missing without_landlock() { return {fmt::format("Landlock: {}", std::strerror(errno))}; }

}  // namespace

Missing shut_out_file_system() {
    const long version =
        ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1) return without_landlock();
    const Ruleset rules = all_of(version);
    const UniqueFd ruleset(
        static_cast<int>(::syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0)));
    if (!ruleset) return without_landlock();
    // Landlock asks for this one of whoever lacks CAP_SYS_ADMIN.
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return without_landlock();
    if (::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) != 0) return without_landlock();
    return {};
}

}  // namespace heafs
