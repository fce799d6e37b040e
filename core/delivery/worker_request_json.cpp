#include "core/delivery/worker_request_json.h"

#include <nlohmann/json.hpp>

#include "config/base/error.h"
#include "core/base/foreign_json.h"
#include "core/delivery/content_json.h"

namespace heafs {
namespace {

using Json = nlohmann::json;
constexpr auto kReplace = nlohmann::json::error_handler_t::replace;
constexpr size_t kMostLayers = 32;
constexpr size_t kMostReasonBytes = 4096;

std::string short_text(const Json& json) {
    auto text = json.get<std::string>();
    if (text.size() > kMostReasonBytes) throw Error(Fault::kMalformed, "too long a text");
    return text;
}

template <typename Work>
auto understood(const Work& work) {
    try {
        return work();
    } catch (const nlohmann::json::exception& error) {
        throw Error(Fault::kMalformed, std::string("no message of a worker: ") + error.what());
    }
}

IngestOrder table_order_of(const Json& order) {
    const auto word = [&](const char* key) { return order.at(key).get<std::string>(); };
    return {word("table"), word("mode"), word("extension"), word("settings_name"),
            word("settings_text")};
}

}  // namespace

std::string worker_request_to_json(const WorkerRequest& request) {
    Json json = {
        {"size", request.size}, {"keywords", request.keywords}, {"seconds", request.seconds}};
    if (request.place) {
        const ContentPlace& place = *request.place;
        json["place"] = {{"mission", place.mission},
                         {"mission_file", request.same_mission_file ? "" : place.mission_file},
                         {"area", place.area},
                         {"path", place.path},
                         {"now", place.now},
                         {"passphrase", place.passphrase},
                         {"plaintext_sha256", place.plaintext_sha256}};
    }
    if (request.same_mission_file) json["same_mission_file"] = true;
    if (request.table) {
        const IngestOrder& order = *request.table;
        json["table"] = {{"table", order.table},
                         {"mode", order.mode},
                         {"extension", order.extension},
                         {"settings_name", order.settings_name},
                         {"settings_text", order.settings_text}};
    }
    if (request.index) {
        const IndexOrder& order = *request.index;
        json["index"] = {{"mission_file", order.mission_file},
                         {"instrument", order.instrument},
                         {"path", order.source.path},
                         {"sha256", order.source.sha256},
                         {"mission", order.source.mission},
                         {"obs_id", order.source.obs_id},
                         {"mission_file_sha256", order.source.mission_file_sha256}};
    }
    return json.dump(-1, ' ', false, kReplace);
}

WorkerRequest worker_request_from_json(const std::string& text) {
    return understood([&] {
        const Json json = Json::parse(text);
        WorkerRequest request;
        request.size = json.at("size").get<int64_t>();
        request.keywords = json.at("keywords").get<std::vector<std::string>>();
        request.seconds = json.at("seconds").get<int>();
        if (json.contains("place")) {
            const Json& place = json.at("place");
            const auto word = [&](const char* key) { return place.at(key).get<std::string>(); };
            request.place = ContentPlace{word("mission"),
                                         word("mission_file"),
                                         word("area"),
                                         word("path"),
                                         place.at("now").get<int64_t>(),
                                         word("passphrase"),
                                         word("plaintext_sha256")};
        }
        request.same_mission_file = json.value("same_mission_file", false);
        if (json.contains("table")) request.table = table_order_of(json.at("table"));
        if (!json.contains("index")) return request;
        const Json& order = json.at("index");
        const auto word = [&](const char* key) { return order.at(key).get<std::string>(); };
        request.index = IndexOrder{word("mission_file"),
                                   word("instrument"),
                                   {word("path"), word("sha256"), word("mission"), word("obs_id"),
                                    word("mission_file_sha256")}};
        return request;
    });
}

std::string greeting_to_json(const Missing& missing) {
    return Json{{"missing", missing}}.dump(-1, ' ', false, kReplace);
}

Missing greeting_from_json(const std::string& text) {
    return understood([&] {
        const Json json = parse_foreign_json(text);
        Missing missing;
        for (const Json& item : json.at("missing")) {
            if (missing.size() == kMostLayers) throw Error(Fault::kMalformed, "too many layers");
            missing.push_back(short_text(item));
        }
        return missing;
    });
}

std::string index_verdict_to_json(const IndexVerdict& verdict) {
    return Json{{"why_not", verdict.why_not.substr(0, kMostReasonBytes / 4)},
                {"no_space", verdict.no_space}}
        .dump(-1, ' ', false, kReplace);
}

IndexVerdict index_verdict_from_json(const std::string& text) {
    return understood([&] {
        const Json json = parse_foreign_json(text);
        return IndexVerdict{short_text(json.at("why_not")), json.at("no_space").get<bool>()};
    });
}

std::string table_verdict_to_json(const TableVerdict& verdict) {
    return Json{{"findings", findings_to_json(verdict.findings)}, {"no_space", verdict.no_space}}
        .dump(-1, ' ', false, kReplace);
}

TableVerdict table_verdict_from_json(const std::string& text) {
    return understood([&] {
        const Json json = parse_foreign_json(text);
        return TableVerdict{findings_from_json(json.at("findings").get<std::string>()),
                            json.at("no_space").get<bool>()};
    });
}

}  // namespace heafs
