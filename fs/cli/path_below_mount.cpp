#include "fs/cli/path_below_mount.h"

#include "config/base/error.h"
#include "fs/cli/mount_points.h"

namespace heafs {

std::string path_below_mount(const std::filesystem::path& archive, const std::string& text) {
    std::filesystem::path path = std::filesystem::path(text).lexically_normal();
    if (path.is_absolute()) {
        const auto mounted = find_mount_of_archive(archive);
        if (!mounted)
            throw Error(Fault::kUsage,
                        text +
                            ": the archive is not mounted; name the path as below a mount: "
                            "obs/...");
        path = path.lexically_relative(mounted->mount);
        if (path.empty() || path.begin()->string() == "..")
            throw Error(Fault::kUsage, text + " does not lie below the mount " + mounted->mount);
    }
    std::string below = path.string();
    while (!below.empty() && below.back() == '/') below.pop_back();
    return below == "." ? std::string() : below;
}

}  // namespace heafs
