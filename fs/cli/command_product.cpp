#include <fmt/format.h>

#include <ostream>

#include "config/base/error.h"
#include "core/archive/archive.h"
#include "fs/cli/commands.h"
#include "fs/cli/exit_code.h"
#include "fs/cli/path_below_mount.h"
#include "fs/cli/product_output.h"
#include "fs/tree/virtual_areas.h"
#include "fs/tree/virtual_walk.h"

namespace heafs {
namespace {

std::string without_last_newline(std::string text) {
    if (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

}  // namespace

int run_product(const ProductArguments& arguments, std::ostream& out) {
    const Archive archive(resolve_archive(arguments.archive));
    const std::string path = path_below_mount(archive.path(), arguments.path);
    LedgerPool ledger(archive.catalogue());
    VirtualAreas areas(archive, ledger);
    VirtualArea* area = areas.find(path);
    if (area == nullptr)
        throw Error(Fault::kUsage,
                    path + " is no product: those are below sky/, tables/ and search/");
    const VirtualWalk walk = walk_virtual(*area, path);
    if (!walk.found) throw Error(Fault::kNotFound, without_last_newline(area->explain(path)));
    if (areas.find(walk.path) != area)
        throw Error(Fault::kUsage,
                    fmt::format("{} is no product: it leads to {}", path, walk.path));
    if (walk.entry.kind == VirtualEntry::Kind::kFolder)
        throw Error(Fault::kUsage, path + " is a folder; name a file in it");
    write_product(walk.entry, arguments.output, out);
    return kExitOk;
}

}  // namespace heafs
