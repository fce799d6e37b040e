#include "products/sky/sky_numbers_json.h"

#include <nlohmann/json.hpp>

#include "products/sky/summary_words.h"

namespace heafs {
namespace {

using Json = nlohmann::ordered_json;

Json sub_band(const ChannelRange& channels, const RegionCounts& counts) {
    return {{"e_min_kev", channels.low_kev.to_double()},
            {"e_max_kev", channels.high_kev.to_double()},
            {"channel_first", channels.first},
            {"channel_last", channels.last},
            {"counts", counts.counts},
            {"counts_background", counts.counts_background},
            {"background_in_region", counts.background_in_region}};
}

Json hardness(const SkyNumbers& numbers) {
    if (!numbers.hardness) return nullptr;
    const SkyHardness& found = *numbers.hardness;
    return {{"ratio", found.ratio.median},
            {"low", found.ratio.low},
            {"high", found.ratio.high},
            {"bands", hardness_words(found.bands)},
            {"soft", sub_band(found.bands.soft, found.soft)},
            {"hard", sub_band(found.bands.hard, found.hard)}};
}

Json significance(const SkyNumbers& numbers) {
    if (!numbers.significance) return nullptr;
    return {{"li_ma", *numbers.significance}, {"alpha", *numbers.alpha}};
}

Json flux(const SkyNumbers& numbers, Seconds exposure) {
    if (!numbers.flux_of_a_count) return nullptr;
    const auto of = [&](double rate) { return rate * *numbers.flux_of_a_count; };
    return {{"model", "power law, photon index 2, not absorbed"},
            {"unit", "erg/cm2/s"},
            {"net", of(numbers.net_rate)},
            {"low_68", of(numbers.interval.low / exposure.value)},
            {"high_68", of(numbers.interval.high / exposure.value)},
            {"limit_95", of(numbers.limit_95 / exposure.value)},
            {"limit_99865", of(numbers.limit_99865 / exposure.value)}};
}

}  // namespace

void add_numbers(Json& json, const SkyNumbers& numbers, Seconds exposure) {
    const auto rate = [&](double counts) { return counts / exposure.value; };
    json["counts"] = numbers.counts;
    json["counts_background"] = numbers.counts_background;
    json["background_in_region"] = numbers.background_in_region;
    json["rate"] = numbers.rate;
    json["net_rate"] = numbers.net_rate;
    json["rate_unit"] = "count/s";
    json["interval_68"] = {{"counts_low", numbers.interval.low},
                           {"counts_high", numbers.interval.high},
                           {"rate_low", rate(numbers.interval.low)},
                           {"rate_high", rate(numbers.interval.high)}};
    json["limits"] = {{"counts_95", numbers.limit_95},
                      {"counts_99865", numbers.limit_99865},
                      {"rate_95", rate(numbers.limit_95)},
                      {"rate_99865", rate(numbers.limit_99865)}};
    json["significance"] = significance(numbers);
    json["hardness"] = hardness(numbers);
    json["flux"] = flux(numbers, exposure);
}

void keep_counts_alone(Json& json, const Instrument& instrument) {
    if (!instrument.counts_only) return;
    for (const char* name : {"exposure_s", "rate", "net_rate", "interval_68", "limits", "flux"})
        if (json.contains(name)) json[name] = nullptr;
}

}  // namespace heafs
