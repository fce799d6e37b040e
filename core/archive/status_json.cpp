#include "core/archive/status_json.h"

#include <nlohmann/json.hpp>

#include "config/base/error.h"

namespace heafs {

std::string status_to_json(const MountStatus& status) {
    const nlohmann::ordered_json json = {{"pid", status.pid},
                                         {"version", status.version},
                                         {"archive", status.archive},
                                         {"mount", status.mount},
                                         {"passthrough", status.passthrough},
                                         {"since", status.since},
                                         {"counts",
                                          {{"observations", status.counts.observations},
                                           {"files", status.counts.files},
                                           {"bytes", status.counts.bytes},
                                           {"deliveries", status.counts.deliveries}}}};
    return json.dump(2) + "\n";
}

MountStatus status_from_json(const std::string& text) {
    try {
        const nlohmann::json json = nlohmann::json::parse(text);
        MountStatus status;
        status.pid = json.at("pid").get<int64_t>();
        status.version = json.at("version").get<std::string>();
        status.archive = json.at("archive").get<std::string>();
        status.mount = json.at("mount").get<std::string>();
        status.passthrough = json.at("passthrough").get<std::string>();
        status.since = json.at("since").get<std::string>();
        const auto& counts = json.at("counts");
        status.counts = {counts.at("observations").get<int64_t>(),
                         counts.at("files").get<int64_t>(), counts.at("bytes").get<int64_t>(),
                         counts.at("deliveries").get<int64_t>()};
        return status;
    } catch (const nlohmann::json::exception& error) {
        throw Error(Fault::kMalformed, std::string("no status of a mount: ") + error.what());
    }
}

std::string archive_of_status(const std::string& text) { return status_from_json(text).archive; }

}  // namespace heafs
