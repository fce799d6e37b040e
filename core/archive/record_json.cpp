#include "core/archive/record_json.h"

#include <nlohmann/json.hpp>

#include "core/base/clock.h"

namespace heafs {
namespace {

nlohmann::ordered_json file_json(const JournalEntry& entry) {
    nlohmann::ordered_json json = {
        {"path", entry.final_path},   {"sha256", entry.sha256},
        {"size", entry.size},         {"inflated_size", entry.inflated_size},
        {"mtime_ns", entry.mtime_ns}, {"inode", entry.file_id},
        {"version", entry.version},   {"class", entry.file_class},
        {"level", entry.level},       {"obs_id", entry.obs_id},
        {"uid", entry.uid},           {"gid", entry.gid}};
    if (entry.replaces)
        json["replaces"] = {{"inode", entry.replaces->file_id},
                            {"sha256", entry.replaces->sha256},
                            {"size", entry.replaces->size},
                            {"kept", entry.replaces->superseded_path}};
    else
        json["replaces"] = nullptr;
    json["public_date"] = entry.public_date.empty() ? nlohmann::ordered_json()
                                                    : nlohmann::ordered_json(entry.public_date);
    json["verdict"] = "accepted";
    json["findings"] = entry.findings.empty() ? nlohmann::ordered_json::array()
                                              : nlohmann::ordered_json::parse(entry.findings);
    if (!entry.observation.empty())
        json["observation"] = nlohmann::ordered_json::parse(entry.observation);
    return json;
}

}  // namespace

std::string record_to_json(const RecordHeading& heading, const std::vector<JournalEntry>& entries) {
    nlohmann::ordered_json json = {{"format", 1},
                                   {"mission", heading.mission},
                                   {"delivery", heading.delivery},
                                   {"revision", heading.revision},
                                   {"publication", heading.publication},
                                   {"journalled", heading.journalled},
                                   {"mission_file_sha256", heading.mission_file_sha256},
                                   {"files", nlohmann::ordered_json::array()}};
    for (const JournalEntry& entry : entries) json["files"].push_back(file_json(entry));
    return json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace heafs
