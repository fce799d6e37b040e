#include "core/delivery/content_json.h"

#include <nlohmann/json.hpp>

#include "config/base/error.h"
#include "core/base/foreign_json.h"
#include "core/content/calibration_json.h"
#include "core/content/calibration_rules.h"
#include "core/delivery/finding_json.h"
#include "core/delivery/rules.h"
#include "core/events/list_sketch.h"

namespace heafs {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxFindings = 20000;
constexpr size_t kMaxHeaderValues = 4096;
constexpr auto kReplace = nlohmann::json::error_handler_t::replace;

template <typename T>
void put(nlohmann::ordered_json& json, const char* key, const std::optional<T>& value) {
    json[key] = value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json();
}

std::optional<int64_t> take(const Json& json, const char* key, int64_t most = INT64_MAX) {
    if (!json.contains(key) || json.at(key).is_null()) return std::nullopt;
    return integer_in(json.at(key), 0, most);
}

std::optional<int> take_hdu(const Json& json) {
    const auto hdu = take(json, "hdu", INT32_MAX);
    return hdu ? std::optional(static_cast<int>(*hdu)) : std::nullopt;
}

Severity severity_of(const std::string& name) {
    for (const Severity severity :
         {Severity::kInfo, Severity::kWarning, Severity::kError, Severity::kFatal})
        if (name == name_of(severity)) return severity;
    throw Error(Fault::kMalformed, "no severity: " + name);
}

Finding finding_of(const Json& json) {
    Finding finding;
    finding.rule = json.at("rule").get<std::string>();
    if (find_rule(finding.rule) == nullptr)
        throw Error(Fault::kMalformed, "no rule: " + finding.rule);
    finding.severity = severity_of(json.at("severity").get<std::string>());
    finding.file = json.at("file").get<std::string>();
    finding.hdu = take_hdu(json);
    finding.extname = json.at("extname").get<std::string>();
    finding.card = take(json, "card");
    finding.row = take(json, "row");
    finding.column = json.at("column").get<std::string>();
    finding.offset = take(json, "offset");
    finding.found = json.at("found").get<std::string>();
    finding.expected = json.at("expected").get<std::string>();
    finding.text = json.at("text").get<std::string>();
    finding.remedy = json.at("remedy").get<std::string>();
    finding.waived = json.at("waived").get<std::string>();
    return finding;
}

std::vector<std::string> indexed_files_of(const Json& json) {
    const Json& list = json.at("indexed_files");
    if (!list.is_array() || list.size() > kMostIndexedFiles)
        throw Error(Fault::kMalformed, "too many files of an index");
    std::vector<std::string> files;
    for (const Json& item : list) {
        files.push_back(item.get<std::string>());
        if (files.back().size() > kMostIndexedPath)
            throw Error(Fault::kMalformed, "a path of an index is too long");
    }
    return files;
}

Content content_of(const Json& json) {
    Content content;
    content.size = integer_in(json.at("size"), 0, INT64_MAX);
    content.inflated_size = integer_in(json.at("inflated_size"), 0, INT64_MAX);
    content.gzip = json.at("gzip").get<bool>();
    content.kind = static_cast<ContentKind>(
        integer_in(json.at("kind"), 0, static_cast<int64_t>(kLastContentKind)));
    content.first_bytes = json.at("first_bytes").get<std::string>();
    if (json.at("header").size() > kMaxHeaderValues || json.at("findings").size() > kMaxFindings)
        throw Error(Fault::kMalformed, "too many findings");
    for (const Json& item : json.at("header"))
        content.header.push_back({static_cast<int>(integer_in(item.at(0), 0, INT32_MAX)),
                                  item.at(1).get<std::string>(), item.at(2).get<std::string>()});
    for (const Json& item : json.at("findings")) content.findings.push_back(finding_of(item));
    if (json.contains("calibration"))
        content.calibration = calibration_from_json(json.at("calibration").get<std::string>());
    if (json.contains("indexed_files")) content.indexed_files = indexed_files_of(json);
    if (json.contains("event_sketch")) {
        content.event_sketch = json.at("event_sketch").get<std::string>();
        parse_list_sketch(content.event_sketch);  // raises for what is none
    }
    return content;
}

}  // namespace

nlohmann::ordered_json finding_json(const Finding& finding) {
    nlohmann::ordered_json json;
    json["rule"] = finding.rule;
    json["severity"] = name_of(finding.severity);
    json["file"] = finding.file;
    put(json, "hdu", finding.hdu);
    json["extname"] = finding.extname;
    put(json, "card", finding.card);
    put(json, "row", finding.row);
    json["column"] = finding.column;
    put(json, "offset", finding.offset);
    json["found"] = finding.found;
    json["expected"] = finding.expected;
    json["text"] = finding.text;
    json["remedy"] = finding.remedy;
    json["waived"] = finding.waived;
    return json;
}

std::string findings_to_json(const std::vector<Finding>& findings) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const Finding& finding : findings) list.push_back(finding_json(finding));
    return list.dump(-1, ' ', false, kReplace);
}

std::vector<Finding> findings_from_json(const std::string& text) {
    try {
        const Json json = parse_foreign_json(text);
        if (!json.is_array() || json.size() > kMaxFindings)
            throw Error(Fault::kMalformed, "no list of findings, or too long a one");
        std::vector<Finding> findings;
        for (const Json& item : json) findings.push_back(finding_of(item));
        return findings;
    } catch (const nlohmann::json::exception& error) {
        throw Error(Fault::kMalformed, std::string("no findings: ") + error.what());
    }
}

std::string content_to_json(const Content& content) {
    nlohmann::ordered_json json = {{"size", content.size},
                                   {"inflated_size", content.inflated_size},
                                   {"gzip", content.gzip},
                                   {"kind", static_cast<int>(content.kind)},
                                   {"first_bytes", content.first_bytes},
                                   {"header", nlohmann::ordered_json::array()},
                                   {"findings", nlohmann::ordered_json::array()}};
    for (const HeaderValue& value : content.header)
        json["header"].push_back({value.hdu, value.keyword, value.value});
    if (!content.calibration.empty())
        json["calibration"] = calibration_to_json(content.calibration);
    if (!content.indexed_files.empty()) json["indexed_files"] = content.indexed_files;
    if (!content.event_sketch.empty()) json["event_sketch"] = content.event_sketch;
    for (const Finding& finding : content.findings)
        json["findings"].push_back(finding_json(finding));
    return json.dump(-1, ' ', false, kReplace);
}

Content content_from_json(const std::string& text) {
    try {
        return content_of(parse_foreign_json(text));
    } catch (const nlohmann::json::exception& error) {
        throw Error(Fault::kMalformed, std::string("no description of content: ") + error.what());
    }
}

}  // namespace heafs
