#include "core/catalog/observation_json.h"

#include <nlohmann/json.hpp>

namespace heafs {

std::string observation_to_json(const ObservationFacts& facts) {
    nlohmann::json json = {{"object", facts.object}, {"start", facts.start}, {"stop", facts.stop}};
    if (facts.ra) json["ra"] = facts.ra->degrees;
    if (facts.dec) json["dec"] = facts.dec->degrees;
    if (!facts.header.empty()) json["header"] = facts.header;
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

ObservationFacts observation_from_json(const std::string& text) {
    const nlohmann::json json = nlohmann::json::parse(text);
    ObservationFacts facts;
    facts.object = json.value("object", "");
    facts.start = json.value("start", "");
    facts.stop = json.value("stop", "");
    if (json.contains("ra")) facts.ra = Angle{json.at("ra").get<double>()};
    if (json.contains("dec")) facts.dec = Angle{json.at("dec").get<double>()};
    if (json.contains("header"))
        facts.header = json.at("header").get<std::map<std::string, std::string>>();
    return facts;
}

}  // namespace heafs
