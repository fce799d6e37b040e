#include <fmt/format.h>

#include <ostream>

#include "config/base/error.h"
#include "core/archive/archive.h"
#include "core/catalog/ledger.h"
#include "fs/cli/commands.h"
#include "fs/cli/exit_code.h"
#include "fs/cli/mount_points.h"

namespace heafs {

int run_status(const StatusArguments& arguments, std::ostream& out) {
    if (is_dead_mount(arguments.archive))
        throw Error(Fault::kStale,
                    fmt::format("the daemon of the mount on {} is gone; `heafs mount ARCHIVE {}` "
                                "cleans up and mounts again",
                                arguments.archive, arguments.archive));
    // A mount answers for itself, to whoever may use it.
    auto mounted = find_mount_status(arguments.archive);
    MountStatus status;
    if (!mounted) {
        const Archive archive(resolve_archive(arguments.archive));
        mounted = find_mount_of_archive(archive.path());
        status.archive = archive.path().string();
        status.version = HEAFS_VERSION;
        status.passthrough = "off: not mounted";
        status.counts = LedgerPool(archive.catalogue()).borrow()->counts();
    }
    if (mounted) status = *mounted;
    if (arguments.json) {
        out << status_to_json(status);
        return kExitOk;
    }
    out << fmt::format("Archive:      {}\n", status.archive);
    if (mounted)
        out << fmt::format("Mounted on:   {} since {} (pid {})\nPassthrough:  {}\n", status.mount,
                           status.since, status.pid, status.passthrough);
    else
        out << "Mounted on:   nothing\n";
    out << fmt::format("Observations: {}\nFiles:        {} ({} bytes)\nDeliveries:   {}\n",
                       status.counts.observations, status.counts.files, status.counts.bytes,
                       status.counts.deliveries);
    return kExitOk;
}

}  // namespace heafs
