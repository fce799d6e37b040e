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
    const std::string path = path_below_mount(archive.path(), arguments.path);
    LedgerPool ledger(archive.catalogue());
    VirtualAreas areas(archive, ledger);
    if (VirtualArea* area = areas.find(path)) {
        out << area->explain(path);
        return walk_virtual(*area, path).found ? kExitOk : kExitFindings;
    }
    Database catalogue(archive.catalogue(), Access::kRead);
    const Explanation explanation = explain_path(archive, catalogue, path);
    out << explanation.text;
    return explanation.exists ? kExitOk : kExitFindings;
}

}  // namespace heafs
