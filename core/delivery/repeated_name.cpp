#include "core/delivery/repeated_name.h"

#include <fmt/format.h>

#include "core/base/files.h"
#include "core/delivery/rules.h"

namespace heafs {
namespace {

std::string path_of_other(const Mission& mission, const DeliveryPlace& place, Ledger& ledger) {
    const std::string above = "obs/" + mission.name + "/";
    for (const std::string& path :
         ledger.namesakes(mission.name, place.obs_id, base_name(place.rest))) {
        if (path.substr(0, above.size()) != above) continue;
        const auto other = mission.observations.locate(std::string_view(path).substr(above.size()));
        if (other && other->rest == place.rest) return path;
    }
    return {};
}

}  // namespace

Finding repeated_name(const Mission& mission, std::string_view delivery_path,
                      std::string_view other) {
    const DeliveryPlace place = place_of(mission, delivery_path);
    std::vector<Finding> findings = {
        make_finding("NAM-007", std::string(delivery_path),
                     fmt::format("'{}' is also in {}", base_name(place.rest), other))};
    findings.front().found = std::string(other);
    if (mission.class_of(place.rest) == nullptr) findings.front().severity = Severity::kWarning;
    apply_profile(mission, delivery_path, today_utc(), findings);
    return findings.front();
}

std::optional<Finding> find_repeated_name(const Mission& mission, std::string_view delivery_path,
                                          Ledger& ledger) {
    const DeliveryPlace place = place_of(mission, delivery_path);
    if (place.obs_id.empty() || place.rest.empty()) return std::nullopt;
    const std::string other = path_of_other(mission, place, ledger);
    if (other.empty()) return std::nullopt;
    return repeated_name(mission, delivery_path, other);
}

}  // namespace heafs
