#include "fs/fuse/privileges.h"

#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <functional>

namespace heafs {
namespace {

using CapabilitySets = __user_cap_data_struct[2];

void change(const std::function<void(__user_cap_data_struct&, __u32)>& edit) {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    CapabilitySets sets{};
    if (::syscall(SYS_capget, &header, sets) != 0) return;
    edit(sets[CAP_TO_INDEX(CAP_SYS_ADMIN)], CAP_TO_MASK(CAP_SYS_ADMIN));
    ::syscall(SYS_capset, &header, sets);
}

}  // namespace

void lower_admin() {
    change([](__user_cap_data_struct& set, __u32 mask) { set.effective &= ~mask; });
}

void drop_admin() {
    change([](__user_cap_data_struct& set, __u32 mask) {
        set.effective &= ~mask;
        set.permitted &= ~mask;
        set.inheritable &= ~mask;
    });
}

RaisedAdmin::RaisedAdmin() {
    change([](__user_cap_data_struct& set, __u32 mask) { set.effective |= set.permitted & mask; });
}

RaisedAdmin::~RaisedAdmin() { lower_admin(); }

}  // namespace heafs
