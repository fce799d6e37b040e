#include <fmt/format.h>

#include <charconv>
#include <ostream>

#include "config/base/error.h"
#include "core/archive/publication.h"
#include "core/archive/purge.h"
#include "core/archive/writer_lock.h"
#include "core/base/clock.h"
#include "core/delivery/report.h"
#include "fs/cli/commands.h"
#include "fs/cli/exit_code.h"

namespace heafs {
namespace {

constexpr int64_t kDay = int64_t{86400} * 1000000000;
constexpr int64_t kMostDays = 36525;  // a hundred years: the product fits

// "90d"
int64_t parse_days(const std::string& text) {
    int64_t days = -1;
    const char* end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, days);
    if (error != std::errc() || at + 1 != end || *at != 'd' || days < 0 || days > kMostDays)
        throw Error(Fault::kUsage, fmt::format("'{}' is no number of days: write 90d", text));
    return days;
}

}  // namespace

int run_purge(const PurgeArguments& arguments, std::ostream& out) {
    const int64_t before_ns = now_nanoseconds() - parse_days(arguments.older_than) * kDay;
    const Archive archive(resolve_archive(arguments.archive));
    std::vector<PurgedFile> files;
    if (arguments.dry_run) {
        Database database(archive.catalogue(), Access::kRead);
        files = find_purgeable(database, before_ns);
    } else {
        const WriterLock lock(archive, "old versions are being purged");
        CatalogWriter writer(archive.catalogue());
        recover_publications(archive, writer);
        files = purge_superseded(archive, writer, before_ns);
    }
    int64_t bytes = 0;
    for (const PurgedFile& file : files) {
        bytes += file.size;
        out << fmt::format("{} {} {} bytes (data/{})\n", file.state, file.final_path, file.size,
                           file.disk_path);
    }
    out << fmt::format("{}{}, {} bytes\n", arguments.dry_run ? "would be removed: " : "removed: ",
                       counted(files.size(), "file"), bytes);
    return kExitOk;
}

}  // namespace heafs
