#include "core/delivery/report_json.h"

#include <nlohmann/json.hpp>

#include "config/base/error.h"
#include "core/delivery/finding_json.h"
#include "core/delivery/report.h"

namespace heafs {
namespace {

// null when no file was delivered again.
nlohmann::ordered_json changes_json(const DeliverySummary& summary) {
    if (summary.earlier.empty()) return nullptr;
    const ReportChanges changes = changes_between(summary.earlier, summary.findings);
    nlohmann::ordered_json json = {{"mended", nlohmann::ordered_json::array()},
                                   {"new", nlohmann::ordered_json::array()},
                                   {"unchanged", changes.unchanged}};
    for (const Finding& finding : changes.mended) json["mended"].push_back(finding_json(finding));
    for (const Finding& finding : changes.appeared) json["new"].push_back(finding_json(finding));
    return json;
}

}  // namespace

std::string report_json(const DeliverySummary& summary) {
    const FindingCounts counts = count_findings(summary.findings);
    nlohmann::ordered_json json = {
        {"format", 1},
        {"delivery", summary.name},
        {"mission", summary.mission},
        {"revision", summary.revision},
        {"state", summary.word},
        {"verdict", counts.errors == 0 ? "accepted" : "rejected"},
        {"counts",
         {{"error", counts.errors}, {"warning", counts.warnings}, {"info", counts.infos}}},
        {"changes", changes_json(summary)},
        {"missing", summary.missing},
        {"files", nlohmann::ordered_json::array()},
        {"findings", nlohmann::ordered_json::array()}};
    for (const auto& file : summary.files)
        json["files"].push_back({{"path", file.path},
                                 {"sha256", file.sha256},
                                 {"size", file.size},
                                 {"state", name_of(file.state)}});
    for (const Finding& finding : summary.findings)
        json["findings"].push_back(finding_json(finding));
    return json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

bool report_is_settled(const std::string& report) {
    try {
        const nlohmann::json json = nlohmann::json::parse(report);
        for (const auto& file : json.at("files")) {
            const auto state = file.at("state").get<std::string>();
            for (const FileState moving :
                 {FileState::kReceiving, FileState::kValidating, FileState::kPublishing})
                if (state == name_of(moving)) return false;
        }
        return true;
    } catch (const nlohmann::json::exception& error) {
        throw Error(Fault::kMalformed, std::string("no report of a delivery: ") + error.what());
    }
}

}  // namespace heafs
