// Who may deliver, where a mission names a group.
#include <fuse_lowlevel.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "config/base/error.h"
#include "fs/fuse/request.h"

namespace heafs {
namespace {

constexpr size_t kManyGroups = 65536;  // NGROUPS_MAX

bool is_in_group(fuse_req_t request, gid_t group) {
    if (fuse_req_ctx(request)->gid == group) return true;
    std::vector<gid_t> groups(64);
    int count = fuse_req_getgroups(request, static_cast<int>(groups.size()), groups.data());
    if (count > static_cast<int>(groups.size())) {
        groups.resize(kManyGroups);
        count = fuse_req_getgroups(request, static_cast<int>(groups.size()), groups.data());
    }
    // A caller that is gone by now has no groups to be told.
    if (count < 0) return false;
    groups.resize(std::min(groups.size(), static_cast<size_t>(count)));
    return std::find(groups.begin(), groups.end(), group) != groups.end();
}

}  // namespace

std::optional<std::string> mission_of_path(const std::string& path) {
    static const std::string kArea = "delivery/";
    if (path.compare(0, kArea.size(), kArea) != 0) return std::nullopt;
    const size_t end = path.find('/', kArea.size());
    return path.substr(kArea.size(), end == std::string::npos ? end : end - kArea.size());
}

void require_entitled(fuse_req_t request, const Node& node) {
    const auto mission = mission_of_path(node.path);
    if (!mission) return;
    const auto group = mounted_of(request).staging.group_of(*mission);
    if (!group) return;
    const uid_t caller = fuse_req_ctx(request)->uid;
    if (caller == 0 || caller == ::geteuid() || is_in_group(request, *group)) return;
    throw Error(Fault::kDenied, "the caller is not in the delivery group of " + *mission);
}

}  // namespace heafs
