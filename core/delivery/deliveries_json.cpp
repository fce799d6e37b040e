#include "core/delivery/deliveries_json.h"

#include <nlohmann/json.hpp>

#include "config/base/error.h"
#include "core/base/clock.h"
#include "core/delivery/staged_node.h"

namespace heafs {
namespace {

std::string text_of(const nlohmann::ordered_json& json) {
    return json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

nlohmann::ordered_json list_of(const std::string& text) {
    nlohmann::ordered_json json = nlohmann::ordered_json::parse(text);
    if (json.at("format").get<int>() != 1)
        throw Error(Fault::kMalformed, "a list of deliveries of another format");
    return json;
}

ListedDelivery listed(const nlohmann::ordered_json& item) {
    ListedDelivery listed;
    DeliveryStanding& standing = listed.standing;
    standing.mission = item.at("mission").get<std::string>();
    standing.name = item.at("delivery").get<std::string>();
    standing.revision = item.at("revision").get<int>();
    standing.state = item.at("state").get<std::string>();
    standing.files = item.at("files").get<int64_t>();
    standing.bytes = item.at("bytes").get<int64_t>();
    standing.errors = item.at("errors").get<int64_t>();
    standing.reason = item.at("reason").get<std::string>();
    listed.changed = item.at("changed").get<std::string>();
    return listed;
}

template <typename Read>
auto reading(const Read& read) {
    try {
        return read();
    } catch (const nlohmann::json::exception& error) {
        throw Error(Fault::kMalformed, std::string("no list of deliveries: ") + error.what());
    }
}

}  // namespace

std::string deliveries_to_json(const std::vector<DeliveryStanding>& standings) {
    nlohmann::ordered_json json = {{"format", 1}, {"deliveries", nlohmann::ordered_json::array()}};
    for (const DeliveryStanding& standing : standings) {
        nlohmann::ordered_json published = nullptr;
        if (standing.published_ns != 0) published = utc_text(standing.published_ns);
        json["deliveries"].push_back({{"mission", standing.mission},
                                      {"delivery", standing.name},
                                      {"revision", standing.revision},
                                      {"state", standing.state},
                                      {"test", is_rehearsal_name(standing.name)},
                                      {"files", standing.files},
                                      {"bytes", standing.bytes},
                                      {"errors", standing.errors},
                                      {"made", utc_text(standing.made_ns)},
                                      {"changed", utc_text(standing.changed_ns)},
                                      {"published", published},
                                      {"reason", standing.reason}});
    }
    return text_of(json);
}

std::vector<ListedDelivery> deliveries_from_json(const std::string& text) {
    return reading([&] {
        std::vector<ListedDelivery> all;
        const nlohmann::ordered_json json = list_of(text);
        for (const auto& item : json.at("deliveries")) all.push_back(listed(item));
        return all;
    });
}

std::string deliveries_json_of(const std::string& text,
                               const std::function<bool(const DeliveryStanding&)>& wanted) {
    return reading([&] {
        nlohmann::ordered_json json = list_of(text);
        nlohmann::ordered_json kept = nlohmann::ordered_json::array();
        for (const auto& item : json.at("deliveries"))
            if (wanted(listed(item).standing)) kept.push_back(item);
        json["deliveries"] = std::move(kept);
        return text_of(json);
    });
}

}  // namespace heafs
