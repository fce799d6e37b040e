#include "core/simulation/truth_json.h"

#include <nlohmann/json.hpp>

namespace heafs {
namespace {

using Json = nlohmann::ordered_json;

Json source_json(const SimulatedSource& source) {
    return {{"name", source.name},
            {"ra", source.position.ra_deg},
            {"dec", source.position.dec_deg},
            {"index", source.index},
            {"flux_2_10", source.flux_2_10},
            {"period_s", source.period_s},
            {"amplitude", source.amplitude}};
}

Json counts_json(const std::map<size_t, int64_t>& counts, const SimulatedSky& sky) {
    Json json = Json::object();
    for (const auto& [source, count] : counts) json[sky.sources[source].name] = count;
    return json;
}

// All instruments together, and each by itself.
Json observation_json(const ObservationTruth& observation, const SimulatedSky& sky) {
    EventCounts sum;
    Json instruments = Json::object();
    for (const auto& [instrument, counts] : observation.counts) {
        for (const auto& [source, count] : counts.of_source) sum.of_source[source] += count;
        sum.background += counts.background;
        instruments[instrument] = {{"counts_by_source", counts_json(counts.of_source, sky)},
                                   {"background", counts.background}};
    }
    const ObservationPlan& plan = observation.plan;
    return {{"obs_id", plan.obs_id},
            {"folder", "obs/" + observation.folder},
            {"target", sky.sources[plan.target].name},
            {"ra_pnt", plan.pointing.ra_deg},
            {"dec_pnt", plan.pointing.dec_deg},
            {"exposure_s", observation.live_seconds},
            {"counts_by_source", counts_json(sum.of_source, sky)},
            {"background", sum.background},
            {"instruments", instruments}};
}

}  // namespace

std::string truth_json(const Truth& truth) {
    Json json = {{"mission", truth.mission},
                 {"seed", truth.seed},
                 {"sources", Json::array()},
                 {"observations", Json::array()}};
    for (const SimulatedSource& source : truth.sky.sources)
        json["sources"].push_back(source_json(source));
    for (const ObservationTruth& observation : truth.observations)
        json["observations"].push_back(observation_json(observation, truth.sky));
    return json.dump(1) + "\n";
}

}  // namespace heafs
