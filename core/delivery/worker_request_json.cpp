#include "core/delivery/worker_request_json.h"

#include <nlohmann/json.hpp>

#include "config/base/error.h"

namespace heafs {
namespace {

using Json = nlohmann::json;
constexpr auto kReplace = nlohmann::json::error_handler_t::replace;

template <typename Work>
auto understood(const Work& work) {
    try {
        return work();
    } catch (const nlohmann::json::exception& error) {
        throw Error(Fault::kMalformed, std::string("no message of a worker: ") + error.what());
    }
}

}  // namespace

std::string worker_request_to_json(const WorkerRequest& request) {
    Json json = {{"size", request.size}, {"keywords", request.keywords}};
    if (request.place) {
        const ContentPlace& place = *request.place;
        json["place"] = {{"mission", place.mission},
                         {"mission_file", place.mission_file},
                         {"area", place.area},
                         {"path", place.path},
                         {"now", place.now}};
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
        if (json.contains("place")) {
            const Json& place = json.at("place");
            const auto word = [&](const char* key) { return place.at(key).get<std::string>(); };
            request.place = ContentPlace{word("mission"), word("mission_file"), word("area"),
                                         word("path"), place.at("now").get<int64_t>()};
        }
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

std::string index_answer_to_json(const std::string& why_not) {
    return Json{{"why_not", why_not}}.dump(-1, ' ', false, kReplace);
}

std::string index_answer_from_json(const std::string& text) {
    return understood([&] { return Json::parse(text).at("why_not").get<std::string>(); });
}

}  // namespace heafs
