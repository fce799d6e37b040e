#include <filesystem>
#include <ostream>

#include "config/base/error.h"
#include "core/archive/archive.h"
#include "fs/cli/commands.h"
#include "fs/cli/exit_code.h"
#include "fs/cli/mount_points.h"
#include "fs/tree/explain.h"

namespace heafs {
namespace {

// "/mnt/heafs/obs/x" -> "obs/x" for a mount on /mnt/heafs; "obs/x" stays.
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

}  // namespace

int run_explain(const ExplainArguments& arguments, std::ostream& out) {
    const Archive archive(resolve_archive(arguments.archive));
    Database catalogue(archive.catalogue(), Access::kRead);
    const Explanation explanation =
        explain_path(archive, catalogue, path_below_mount(archive.path(), arguments.path));
    out << explanation.text;
    return explanation.exists ? kExitOk : kExitFindings;
}

}  // namespace heafs
