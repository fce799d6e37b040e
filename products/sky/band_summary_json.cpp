#include <nlohmann/json.hpp>

#include "products/sky/position_texts.h"
#include "products/sky/product_parts.h"
#include "products/sky/sky_numbers_json.h"

namespace heafs {
namespace {

using Json = nlohmann::ordered_json;

Json part_json(const SkyPlanning& planning) {
    if (!planning.plan) return {{"exposure_s", 0}, {"reason", planning.why_not}};
    const Seconds exposure = time_of(*planning.plan, planning.plan->exposed()).exposure;
    Json json = {{"exposure_s", exposure.value}};
    add_numbers(json, count_in_region(*planning.plan, exposure), exposure);
    keep_counts_alone(json, *planning.plan->instrument);
    json["datavers"] = planning.plan->provenance;
    return json;
}

}  // namespace

std::string band_summary_json(const std::string& path, const std::vector<BandPart>& parts) {
    Json json = {{"format", 1}, {"canonical", path}, {"instruments", Json::object()}};
    for (const auto& [instrument, planning] : parts)
        json["instruments"][instrument] = part_json(planning);
    return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace heafs
