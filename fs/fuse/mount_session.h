// One mount: the FUSE session over an archive, from mounting to the last request.
#pragma once

#include <functional>
#include <string>

#include "core/archive/archive.h"

namespace heafs {

struct MountOptions {
    bool passthrough = true;
    bool allow_other = false;
    bool drop_privileges = false;  // gives up CAP_SYS_ADMIN once mounted
    bool debug = false;
};

// Mounts `archive`, of which this process must be the writer, and serves until it is unmounted or
// asked to end by a signal. `ready` is called when the mount serves. Must be called before the
// process has other threads. Raises heafs::Error when it cannot mount.
void serve_mount(const Archive& archive, const std::string& mount_point,
                 const MountOptions& options, const std::function<void()>& ready);

}  // namespace heafs
