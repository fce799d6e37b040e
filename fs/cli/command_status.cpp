#include <fmt/format.h>

#include <ostream>

#include "config/base/error.h"
#include "core/archive/archive.h"
#include "core/base/clock.h"
#include "core/catalog/ledger.h"
#include "fs/cli/commands.h"
#include "fs/cli/exit_code.h"
#include "fs/cli/mount_points.h"
#include "products/tables/data_products.h"
#include "products/tables/table_standing.h"

namespace heafs {
namespace {

void tell_tables(const TableStanding& tables, std::ostream& out) {
    out << fmt::format("Tables:       {} delivered ({} rows, {} files), {} from headers\n",
                       tables.delivered, tables.rows, tables.versions, tables.from_headers);
    for (const StaleTable& table : tables.stale)
        out << fmt::format("Stale:        {}, an update was due on {}\n", table.name, table.since);
}

void tell_products(const ProductStanding& products, std::ostream& out) {
    if (products.scanned.empty()) {
        out << "Products:     not looked for yet\n";
        return;
    }
    out << fmt::format("Products:     looked for until {}{}\n", products.scanned,
                       products.rules_changed
                           ? "; the rules changed since: they count from the next mount on"
                           : "");
}

}  // namespace

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
        LedgerPool pool(archive.catalogue());
        auto ledger = pool.borrow();
        status.counts = ledger->counts();
        status.tables = TableStandings(archive).of(ledger.database(), now_nanoseconds());
        status.products = product_standing(archive);
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
    tell_tables(status.tables, out);
    tell_products(status.products, out);
    return kExitOk;
}

}  // namespace heafs
