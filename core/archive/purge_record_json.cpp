#include "core/archive/purge_record_json.h"

#include <nlohmann/json.hpp>

#include "config/base/error.h"
#include "core/base/clock.h"

namespace heafs {

std::string purge_record_to_json(const PurgeRecord& record) {
    nlohmann::ordered_json json = {{"format", 1},
                                   {"purge", record.purge},
                                   {"at_ns", record.at_ns},
                                   {"at", utc_text(record.at_ns)},
                                   {"files", nlohmann::ordered_json::array()}};
    for (const PurgedFile& file : record.files)
        json["files"].push_back({{"inode", file.file_id},
                                 {"path", file.final_path},
                                 {"kept", file.disk_path},
                                 {"sha256", file.sha256},
                                 {"size", file.size},
                                 {"state", file.state}});
    return json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

PurgeRecord purge_record_from_json(const std::string& text) {
    try {
        const auto json = nlohmann::ordered_json::parse(text);
        if (json.at("format").get<int>() != 1)
            throw Error(Fault::kMalformed, "a record of another format than 1: use a newer heafs");
        PurgeRecord record{json.at("purge").get<int64_t>(), json.at("at_ns").get<int64_t>(), {}};
        for (const auto& file : json.at("files"))
            record.files.push_back(
                {file.at("inode").get<int64_t>(), file.at("path").get<std::string>(),
                 file.at("kept").get<std::string>(), file.at("sha256").get<std::string>(),
                 file.at("size").get<int64_t>(), file.at("state").get<std::string>()});
        return record;
    } catch (const nlohmann::json::exception& error) {
        throw Error(Fault::kMalformed, std::string("no record of a purge: ") + error.what());
    }
}

}  // namespace heafs
