#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <ostream>

#include "config/base/error.h"
#include "core/base/files.h"
#include "core/delivery/report.h"
#include "core/delivery/report_html.h"
#include "core/delivery/report_json.h"
#include "fs/cli/commands.h"
#include "fs/cli/exit_code.h"
#include "fs/cli/offline_validation.h"

namespace heafs {
namespace {

// Colour and progress are for terminals; the streams of a test are none.
bool is_terminal(const std::ostream& stream) {
    if (&stream == &std::cout) return ::isatty(STDOUT_FILENO) == 1;
    return &stream == &std::cerr && ::isatty(STDERR_FILENO) == 1;
}

ReportStyle style_for(const std::ostream& out) {
    const char* no_colour = std::getenv("NO_COLOR");
    const bool refused = no_colour != nullptr && no_colour[0] != '\0';
    return is_terminal(out) && !refused ? ReportStyle::kColoured : ReportStyle::kPlain;
}

// KEY-014 is a warning where files are delivered; here it is what was asked for.
void keep_ogip_findings(DeliverySummary& summary) {
    constexpr std::array kRules = {"KEY-007", "KEY-010", "KEY-014", "CAL-017"};
    std::erase_if(summary.findings, [&](const Finding& finding) {
        return finding.severity != Severity::kFatal &&
               std::find(kRules.begin(), kRules.end(), finding.rule) == kRules.end();
    });
    for (Finding& finding : summary.findings)
        if (finding.rule == "KEY-014") finding.severity = Severity::kError;
    for (DeliverySummary::File& file : summary.files)
        file.state = std::any_of(summary.findings.begin(), summary.findings.end(),
                                 [&](const Finding& finding) {
                                     return finding.file == file.path && rejects(finding);
                                 })
                         ? FileState::kRejected
                         : FileState::kValid;
    summary.word = count_findings(summary.findings).errors > 0 ? "rejected" : "valid";
}

volatile std::sig_atomic_t interrupted = 0;

// While it lives, Ctrl-C ends the work at the next file instead of the program at once.
class Interrupts {
   public:
    Interrupts() : before_(std::signal(SIGINT, [](int) { interrupted = 1; })) { interrupted = 0; }
    ~Interrupts() {
        std::signal(SIGINT, before_);
        if (interrupted != 0) std::raise(SIGINT);  // who waits for us must see why we end
    }
    Interrupts(const Interrupts&) = delete;
    Interrupts& operator=(const Interrupts&) = delete;

   private:
    void (*before_)(int);
};

}  // namespace

int run_validate(const ValidateArguments& arguments, std::ostream& out, std::ostream& err) {
    ProgressWriter progress;
    if (is_terminal(err))
        progress = [&](const ScanProgress& now, Seconds passed) {
            err << "\r\033[K" << progress_text(now, passed) << std::flush;
        };
    std::optional<Archive> archive;
    if (!arguments.archive.empty()) {
        if (arguments.mission.empty())
            throw Error(Fault::kUsage, "--archive needs --mission: what is compared has a place");
        archive.emplace(resolve_archive(arguments.archive));
    }
    const Interrupts interrupts;
    DeliverySummary summary =
        validate_offline(arguments.files, arguments.mission, archive ? &*archive : nullptr,
                         progress, [] { return interrupted != 0; });
    if (interrupted != 0) {
        err << "\nheafs: stopped before the end; there is no verdict\n";
        return kExitFailed;
    }
    if (progress) err << "\r\033[K" << std::flush;
    if (arguments.ogip) keep_ogip_findings(summary);
    if (!arguments.html.empty()) write_file_durably(arguments.html, report_html(summary));
    if (arguments.json)
        out << report_json(summary);
    else
        out << report_text(summary, style_for(out));
    const FindingCounts counts = count_findings(summary.findings);
    const bool bad = counts.errors > 0 || (arguments.strict && counts.warnings > 0);
    return bad ? kExitFindings : kExitOk;
}

}  // namespace heafs
