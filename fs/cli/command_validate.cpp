#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <ostream>

#include "config/base/error.h"
#include "core/base/files.h"
#include "core/base/sha256.h"
#include "core/delivery/judgement.h"
#include "core/delivery/name_rules.h"
#include "core/delivery/report.h"
#include "core/delivery/report_json.h"
#include "core/delivery/worker_pool.h"
#include "fs/cli/commands.h"
#include "fs/cli/exit_code.h"

namespace heafs {
namespace {

namespace stdfs = std::filesystem;

std::vector<stdfs::path> files_of(const std::vector<std::string>& names) {
    std::vector<stdfs::path> files;
    for (const std::string& name : names) {
        if (!stdfs::exists(name)) throw Error(Fault::kNotFound, "there is no " + name);
        if (!stdfs::is_directory(name)) {
            files.emplace_back(name);
            continue;
        }
        std::vector<stdfs::path> below;
        for (const auto& entry : stdfs::recursive_directory_iterator(name))
            if (entry.is_regular_file()) below.push_back(entry.path());
        std::sort(below.begin(), below.end());
        files.insert(files.end(), below.begin(), below.end());
    }
    return files;
}

// The path a file would have in a delivery: from its observation folder on. Nothing when no folder
// of its absolute path is one.
std::optional<std::string> delivery_path_of(const Mission& mission, const stdfs::path& file) {
    const std::string absolute = stdfs::absolute(file).lexically_normal().string();
    const auto place = mission.observations.locate_in_tail(absolute);
    if (!place || place->rest.empty()) return std::nullopt;
    return "obs/" + place->folder + "/" + place->rest;
}

class Validation {
   public:
    explicit Validation(const std::string& mission) : workers_(own_worker_command(), 1) {
        if (!mission.empty()) mission_ = load_mission(mission, mission_folders({}));
        summary_.mission = mission;
        summary_.word = "valid";
    }

    void add(const stdfs::path& file) {
        const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
        if (!fd) throw system_error(errno, "open " + file.string());
        const int64_t size = status_of(fd.get(), file.string()).st_size;
        const Content content = workers_.examine(fd.get(), size);
        std::optional<std::string> path;
        if (mission_) path = delivery_path_of(*mission_, file);
        std::vector<Finding> findings = path ? judge_file(*mission_, *path, content)
                                             : judge_loose_file(mission_ ? &*mission_ : nullptr,
                                                                file.filename().string(), content);
        const FileState state = needs_operator(findings) ? FileState::kHeld
                                : is_valid(findings)     ? FileState::kValid
                                                         : FileState::kRejected;
        if (state != FileState::kValid) summary_.word = "rejected";
        summary_.files.push_back(
            {path.value_or(file.string()), sha256_of_file(fd.get(), file.string()), size, state});
        summary_.findings.insert(summary_.findings.end(), findings.begin(), findings.end());
    }

    const DeliverySummary& summary() const { return summary_; }

   private:
    WorkerPool workers_;
    std::optional<Mission> mission_;
    DeliverySummary summary_;
};

}  // namespace

int run_validate(const ValidateArguments& arguments, std::ostream& out, std::ostream&) {
    Validation validation(arguments.mission);
    for (const stdfs::path& file : files_of(arguments.files)) validation.add(file);
    const DeliverySummary& summary = validation.summary();
    const FindingCounts counts = count_findings(summary.findings);
    if (arguments.json)
        out << report_json(summary);
    else
        out << findings_text(summary.findings)
            << fmt::format("{}: {}, {}, {} for information\n",
                           counted(summary.files.size(), "file"), counted(counts.errors, "error"),
                           counted(counts.warnings, "warning"), counts.infos);
    const bool bad = counts.errors > 0 || (arguments.strict && counts.warnings > 0);
    return bad ? kExitFindings : kExitOk;
}

}  // namespace heafs
