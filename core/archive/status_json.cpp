#include "core/archive/status_json.h"

#include <nlohmann/json.hpp>

#include "config/base/error.h"

namespace heafs {

namespace {

nlohmann::ordered_json to_json(const TableStanding& tables) {
    auto stale = nlohmann::ordered_json::array();
    for (const StaleTable& table : tables.stale)
        stale.push_back({{"table", table.name}, {"since", table.since}});
    return {{"delivered", tables.delivered},
            {"rows", tables.rows},
            {"versions", tables.versions},
            {"from_headers", tables.from_headers},
            {"stale", stale}};
}

TableStanding tables_from_json(const nlohmann::json& json) {
    TableStanding tables{json.at("delivered").get<int64_t>(),
                         json.at("rows").get<int64_t>(),
                         json.at("versions").get<int64_t>(),
                         json.at("from_headers").get<int64_t>(),
                         {}};
    for (const auto& table : json.at("stale"))
        tables.stale.push_back(
            {table.at("table").get<std::string>(), table.at("since").get<std::string>()});
    return tables;
}

}  // namespace

std::string status_to_json(const MountStatus& status) {
    const nlohmann::ordered_json json = {
        {"pid", status.pid},
        {"version", status.version},
        {"archive", status.archive},
        {"mount", status.mount},
        {"passthrough", status.passthrough},
        {"since", status.since},
        {"counts",
         {{"observations", status.counts.observations},
          {"files", status.counts.files},
          {"bytes", status.counts.bytes},
          {"deliveries", status.counts.deliveries}}},
        {"tables", to_json(status.tables)},
        {"products",
         {{"scanned", status.products.scanned}, {"rules_changed", status.products.rules_changed}}}};
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
        status.tables = tables_from_json(json.at("tables"));
        const auto& products = json.at("products");
        status.products = {products.at("scanned").get<std::string>(),
                           products.at("rules_changed").get<bool>()};
        return status;
    } catch (const nlohmann::json::exception& error) {
        throw Error(Fault::kMalformed, std::string("no status of a mount: ") + error.what());
    }
}

std::string archive_of_status(const std::string& text) { return status_from_json(text).archive; }

}  // namespace heafs
