#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ostream>

#include "core/archive/rebuild.h"
#include "core/delivery/content_json.h"
#include "core/delivery/indexer.h"
#include "core/delivery/report.h"
#include "core/delivery/table_ingester.h"
#include "core/delivery/worker_pool.h"
#include "fs/cli/commands.h"
#include "fs/cli/exit_code.h"
#include "products/tables/product_report.h"

namespace heafs {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kBetweenLines = std::chrono::milliseconds(200);
constexpr double kMiB = 1048576;

// One line on the terminal that is written over, a few times a second.
class ProgressLine {
   public:
    explicit ProgressLine(std::ostream& out) : out_(out) {}
    ~ProgressLine() {
        if (shown_) out_ << "\r\033[K" << std::flush;
    }
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void show(const ScanProgress& progress) {
        const auto now = Clock::now();
        if (now - last_ < kBetweenLines) return;
        last_ = now;
        shown_ = true;
        const std::chrono::duration<double> passed = now - begun_;
        out_ << "\r\033[K" << progress_text(progress, Seconds{passed.count()}) << std::flush;
    }

   private:
    std::ostream& out_;
    const Clock::time_point begun_ = Clock::now();
    Clock::time_point last_ = begun_;
    bool shown_ = false;
};

std::string findings_text(const std::vector<ScanFinding>& findings) {
    std::string text;
    for (const ScanFinding& finding : findings)
        text += fmt::format("{}\n  expected: {}\n  found:    {}\n  to mend:  {}\n", finding.path,
                            finding.expected, finding.found, finding.remedy);
    return text;
}

ScanReport rebuild(const Archive& archive, const TellProgress& tell) {
    WorkerPool workers(own_worker_command(), archive.settings().workers);
    RebuildParts parts;
    parts.describe = [&](int fd, int64_t size) {
        return content_to_json(workers.examine(fd, size));
    };
    Indexer indexer(archive, workers);
    TableIngester tables(archive, workers);
    parts.each_published = [&](Database& database, const FileRow& file) {
        tables.load_again(database, file);
        if (const auto segment = indexer.index_again(file)) store_segment(database, *segment);
    };
    parts.tell = tell;
    ScanReport report = rebuild_catalogue(archive, parts);
    tables.tidy();
    return report;
}

int scan_products(const Archive& archive, std::ostream& out) {
    LedgerPool ledger(archive.catalogue());
    const ProductReport report = report_products(archive, ledger);
    out << report.text;
    return report.faults == 0 ? kExitOk : kExitFindings;
}

}  // namespace

std::string progress_text(const ScanProgress& progress, Seconds passed) {
    const double rate = static_cast<double>(progress.bytes) / std::max(passed.value, 1e-3);
    const double rest = static_cast<double>(progress.all_bytes - progress.bytes);
    const auto left = static_cast<int64_t>(rate > 0 ? rest / rate : 0);
    return fmt::format("{} of {} files, {:.0f} MiB/s, {}:{:02}:{:02} left", progress.files,
                       progress.all_files, rate / kMiB, left / 3600, left / 60 % 60, left % 60);
}

int run_scan(const ScanArguments& arguments, std::ostream& out, std::ostream& err) {
    const Archive archive(resolve_archive(arguments.archive));
    if (arguments.products) return scan_products(archive, out);
    ScanReport report;
    {
        ProgressLine line(err);
        TellProgress tell;
        if (::isatty(STDERR_FILENO) != 0)
            tell = [&](const ScanProgress& progress) { line.show(progress); };
        report = arguments.rebuild ? rebuild(archive, tell) : scan_archive(archive, tell);
    }
    out << findings_text(report.findings);
    for (const std::string& note : report.notes) out << "Note: " << note << "\n";
    out << fmt::format("{} ({} bytes) as recorded, {}\n",
                       counted(static_cast<size_t>(report.files), "file"), report.bytes,
                       counted(report.findings.size(), "finding"));
    if (arguments.rebuild)
        out << fmt::format("{} was made again; what was there before is *.before-rebuild\n",
                           archive.catalogue().string());
    return report.findings.empty() ? kExitOk : kExitFindings;
}

}  // namespace heafs
