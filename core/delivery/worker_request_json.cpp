#include "core/delivery/worker_request_json.h"

#include <nlohmann/json.hpp>

#include "config/base/error.h"

namespace heafs {

std::string worker_request_to_json(const WorkerRequest& request) {
    return nlohmann::json{{"size", request.size}, {"keywords", request.keywords}}.dump();
}

WorkerRequest worker_request_from_json(const std::string& text) {
    try {
        const auto json = nlohmann::json::parse(text);
        return {json.at("size").get<int64_t>(),
                json.at("keywords").get<std::vector<std::string>>()};
    } catch (const nlohmann::json::exception& error) {
        throw Error(Fault::kMalformed, std::string("no request: ") + error.what());
    }
}

}  // namespace heafs
