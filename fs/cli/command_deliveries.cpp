#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <ostream>

#include "config/base/error.h"
#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/delivery/deliveries_json.h"
#include "core/delivery/report.h"
#include "core/delivery/staged_node.h"
#include "fs/cli/commands.h"
#include "fs/cli/exit_code.h"
#include "fs/cli/mount_points.h"
#include "fs/cli/own_writer.h"

namespace heafs {
namespace {

namespace stdfs = std::filesystem;

bool is_wanted(const DeliveriesArguments& arguments, const DeliveryStanding& standing) {
    return (arguments.mission.empty() || arguments.mission == standing.mission) &&
           (arguments.state.empty() || arguments.state == standing.state);
}

std::optional<MountStatus> mount_of(const std::string& path) {
    if (const auto mounted = find_mount_status(path)) return mounted;
    return find_mount_of_archive(resolve_archive(path));
}

// From a mount, which any user may ask, or from the catalogue.
std::string list_as_json(const DeliveriesArguments& arguments) {
    const auto mounted = mount_of(arguments.archive);
    if (mounted && !arguments.all)
        return read_file(stdfs::path(mounted->mount) / ".heafs" / "deliveries.json");
    const Archive archive(resolve_archive(arguments.archive));
    Database database(archive.catalogue(), Access::kRead);
    return deliveries_to_json(list_standings(database, arguments.all));
}

void print_table(const std::vector<ListedDelivery>& all, std::ostream& out) {
    size_t mission = 7, name = 8;
    for (const ListedDelivery& listed : all) {
        mission = std::max(mission, listed.standing.mission.size());
        name = std::max(name, listed.standing.name.size());
    }
    out << fmt::format("{:<{}}  {:<{}}  {:>3}  {:<10}  {:>7}  {:>14}  {:>6}  {}\n", "mission",
                       mission, "delivery", name, "rev", "state", "files", "bytes", "errors",
                       "changed");
    for (const ListedDelivery& listed : all) {
        const DeliveryStanding& standing = listed.standing;
        out << fmt::format("{:<{}}  {:<{}}  {:>3}  {:<10}  {:>7}  {:>14}  {:>6}  {}{}\n",
                           standing.mission, mission, standing.name, name, standing.revision,
                           standing.state, standing.files, standing.bytes, standing.errors,
                           listed.changed, standing.reason.empty() ? "" : "  " + standing.reason);
    }
}

// In a mount it is `rm -rf` of the delivery's folder.
void drop(const std::optional<MountStatus>& mounted, OwnWriter* writer,
          const DeliveryStanding& standing) {
    if (writer != nullptr) return writer->staging().drop_rehearsal(standing.mission, standing.name);
    stdfs::remove_all(stdfs::path(mounted->mount) / "delivery" / standing.mission / standing.name);
}

int drop_rehearsals(const DeliveriesArguments& arguments, std::ostream& out) {
    const auto mounted = mount_of(arguments.archive);
    const auto all = deliveries_from_json(list_as_json(arguments));
    std::optional<Archive> archive;
    std::optional<OwnWriter> writer;
    if (!mounted) {
        archive.emplace(resolve_archive(arguments.archive));
        writer.emplace(*archive);
    }
    size_t dropped = 0;
    for (const ListedDelivery& listed : all) {
        const DeliveryStanding& standing = listed.standing;
        if (!is_rehearsal_name(standing.name) || !is_wanted(arguments, standing)) continue;
        drop(mounted, writer ? &*writer : nullptr, standing);
        out << fmt::format("dropped {}/{}\n", standing.mission, standing.name);
        ++dropped;
    }
    out << fmt::format("{} dropped\n", counted(dropped, "rehearsal"));
    return kExitOk;
}

}  // namespace

int run_deliveries(const DeliveriesArguments& arguments, std::ostream& out) {
    if (arguments.drop_test && arguments.all)
        throw Error(Fault::kUsage, "--drop-test and --all do not go together");
    if (arguments.drop_test) return drop_rehearsals(arguments, out);
    std::string json = list_as_json(arguments);
    auto all = deliveries_from_json(json);
    std::erase_if(
        all, [&](const ListedDelivery& listed) { return !is_wanted(arguments, listed.standing); });
    if (arguments.json)
        out << deliveries_json_of(
            json, [&](const DeliveryStanding& standing) { return is_wanted(arguments, standing); });
    else
        print_table(all, out);
    return kExitOk;
}

}  // namespace heafs
