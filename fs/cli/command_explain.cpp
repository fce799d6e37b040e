#include <ostream>

#include "core/archive/archive.h"
#include "fs/cli/commands.h"
#include "fs/cli/exit_code.h"
#include "fs/cli/path_below_mount.h"
#include "fs/tree/explain.h"
#include "fs/tree/virtual_areas.h"
#include "fs/tree/virtual_walk.h"

namespace heafs {

int run_explain(const ExplainArguments& arguments, std::ostream& out) {
    const Archive archive(resolve_archive(arguments.archive));
    std::string path = path_below_mount(archive.path(), arguments.path);
    LedgerPool ledger(archive.catalogue());
    VirtualAreas areas(archive, ledger);
    if (VirtualArea* area = areas.find(path)) {
        const VirtualWalk walk = walk_virtual(*area, path);
        if (!walk.found || areas.find(walk.path) == area) {
            out << area->explain(path);
            return walk.found ? kExitOk : kExitFindings;
        }
        out << path << " leads to " << walk.path << "\n";
        path = walk.path;
    }
    Database catalogue(archive.catalogue(), Access::kRead);
    const Explanation explanation = explain_path(archive, catalogue, path);
    out << explanation.text;
    return explanation.exists ? kExitOk : kExitFindings;
}

}  // namespace heafs
