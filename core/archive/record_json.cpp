#include "core/archive/record_json.h"

#include <nlohmann/json.hpp>

#include "config/base/error.h"

namespace heafs {
namespace {

nlohmann::ordered_json file_json(const JournalEntry& entry) {
    nlohmann::ordered_json json = {{"path", entry.final_path},
                                   {"sha256", entry.sha256},
                                   {"size", entry.size},
                                   {"inflated_size", entry.inflated_size},
                                   {"mtime_ns", entry.mtime_ns},
                                   {"inode", entry.file_id},
                                   {"version", entry.version},
                                   {"class", entry.file_class},
                                   {"level", entry.level},
                                   {"obs_id", entry.obs_id},
                                   {"uid", entry.uid},
                                   {"gid", entry.gid},
                                   {"delivered", entry.delivery_path},
                                   {"staged", entry.staged}};
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

nlohmann::ordered_json retired_json(const RetiredFile& file) {
    return {{"path", file.final_path}, {"inode", file.file_id}, {"sha256", file.sha256},
            {"size", file.size},       {"obs_id", file.obs_id}, {"kept", file.kept},
            {"state", file.state},     {"reason", file.reason}};
}

std::string text_of(const nlohmann::ordered_json& json, const char* key) {
    return json.contains(key) && json.at(key).is_string() ? json.at(key).get<std::string>()
                                                          : std::string();
}

JournalEntry entry_of(const nlohmann::ordered_json& json) {
    JournalEntry entry;
    entry.final_path = json.at("path").get<std::string>();
    entry.sha256 = json.at("sha256").get<std::string>();
    entry.size = json.at("size").get<int64_t>();
    entry.inflated_size = json.at("inflated_size").get<int64_t>();
    entry.mtime_ns = json.at("mtime_ns").get<int64_t>();
    entry.file_id = json.at("inode").get<int64_t>();
    entry.version = json.at("version").get<int>();
    entry.file_class = json.at("class").get<std::string>();
    entry.level = json.at("level").get<int>();
    entry.obs_id = json.at("obs_id").get<std::string>();
    entry.uid = json.at("uid").get<uint32_t>();
    entry.gid = json.at("gid").get<uint32_t>();
    entry.delivery_path = text_of(json, "delivered");
    entry.staged = text_of(json, "staged");
    if (const auto& old = json.at("replaces"); !old.is_null())
        entry.replaces =
            ReplacedFile{old.at("inode").get<int64_t>(), 0, old.at("sha256").get<std::string>(),
                         old.at("size").get<int64_t>(), old.at("kept").get<std::string>()};
    entry.public_date = text_of(json, "public_date");
    entry.findings = json.at("findings").dump();
    if (json.contains("observation")) entry.observation = json.at("observation").dump();
    if (entry.file_id <= 1 || entry.version < 1 || entry.size < 0 || entry.inflated_size < 0)
        throw Error(Fault::kMalformed, "numbers out of range");
    return entry;
}

RetiredFile retired_of(const nlohmann::ordered_json& json) {
    RetiredFile file;
    file.final_path = json.at("path").get<std::string>();
    file.file_id = json.at("inode").get<int64_t>();
    file.sha256 = json.at("sha256").get<std::string>();
    file.size = json.at("size").get<int64_t>();
    file.obs_id = json.at("obs_id").get<std::string>();
    file.kept = json.at("kept").get<std::string>();
    file.state = json.at("state").get<std::string>();
    file.reason = json.at("reason").get<std::string>();
    if (file.state != kSuperseded && file.state != kWithdrawn)
        throw Error(Fault::kMalformed, "a file cannot retire as '" + file.state + "'");
    return file;
}

Record record_of(const nlohmann::ordered_json& json) {
    if (json.at("format").get<int>() != 1)
        throw Error(Fault::kMalformed, "a record of another format than 1: use a newer heafs");
    Record record;
    RecordHeading& heading = record.heading;
    heading.mission = json.at("mission").get<std::string>();
    heading.delivery = json.at("delivery").get<std::string>();
    heading.revision = json.at("revision").get<int>();
    heading.publication = json.at("publication").get<int64_t>();
    heading.delivery_id = json.value("delivery_id", int64_t{0});
    heading.unit_mode = text_of(json, "unit_mode");
    heading.made_ns = json.value("made_ns", int64_t{0});
    heading.published_ns = json.value("published_ns", int64_t{0});
    heading.journalled = text_of(json, "journalled");
    heading.mission_file_sha256 = text_of(json, "mission_file_sha256");
    for (const auto& file : json.at("files")) {
        record.entries.push_back(entry_of(file));
        record.entries.back().mission = heading.mission;
    }
    if (json.contains("retired"))
        for (const auto& file : json.at("retired")) {
            record.retired.push_back(retired_of(file));
            record.retired.back().mission = heading.mission;
        }
    return record;
}

}  // namespace

std::string record_to_json(const RecordHeading& heading, const std::vector<JournalEntry>& entries,
                           const std::vector<RetiredFile>& retired) {
    nlohmann::ordered_json json = {{"format", 1},
                                   {"mission", heading.mission},
                                   {"delivery", heading.delivery},
                                   {"revision", heading.revision},
                                   {"publication", heading.publication},
                                   {"delivery_id", heading.delivery_id},
                                   {"unit_mode", heading.unit_mode},
                                   {"made_ns", heading.made_ns},
                                   {"published_ns", heading.published_ns},
                                   {"journalled", heading.journalled},
                                   {"mission_file_sha256", heading.mission_file_sha256},
                                   {"files", nlohmann::ordered_json::array()}};
    for (const JournalEntry& entry : entries) json["files"].push_back(file_json(entry));
    if (!retired.empty()) json["retired"] = nlohmann::ordered_json::array();
    for (const RetiredFile& file : retired) json["retired"].push_back(retired_json(file));
    return json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

Record record_from_json(const std::string& text) {
    try {
        return record_of(nlohmann::ordered_json::parse(text));
    } catch (const nlohmann::json::exception& error) {
        throw Error(Fault::kMalformed, std::string("no record of a delivery: ") + error.what());
    }
}

}  // namespace heafs
