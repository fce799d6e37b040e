#include "core/delivery/worker_request_json.h"

#include <nlohmann/json.hpp>

#include "config/base/error.h"

namespace heafs {

std::string worker_request_to_json(int64_t size) { return nlohmann::json{{"size", size}}.dump(); }

int64_t worker_request_from_json(const std::string& text) {
    try {
        return nlohmann::json::parse(text).at("size").get<int64_t>();
    } catch (const nlohmann::json::exception& error) {
        throw Error(Fault::kMalformed, std::string("no request: ") + error.what());
    }
}

}  // namespace heafs
