#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/events/segment_time.h"
#include "products/plan/option_text.h"
#include "products/sky/background.h"
#include "products/sky/padded_text.h"
#include "products/sky/product_parts.h"
#include "products/sky/responses.h"
#include "products/sky/sky_numbers_json.h"
#include "products/sky/sky_products.h"
#include "products/sky/summary_words.h"

namespace heafs {
namespace {

using Json = nlohmann::ordered_json;

// As it stands in the path, in its canonical form; null for what was not asked.
Json request_of(const SkyPlan& plan) {
    const SkyOptions& options = plan.request.options;
    const auto number = [](const std::optional<Decimal>& value) {
        return value ? Json(value->text()) : Json(nullptr);
    };
    const auto text = [](const auto& value) { return value ? Json(*value) : Json(nullptr); };
    return {{"ra", number(plan.request.ra)},
            {"dec", number(plan.request.dec)},
            {"band", plan.request.band->text},
            {"time", options.time ? Json(options.time->text) : Json(nullptr)},
            {"obs", text(options.obs_id)},
            {"asof", text(options.asof)},
            {"sel", text(options.selection)},
            {"radius", options.radius ? Json(options.radius->text) : Json(nullptr)},
            {"bkg", options.background ? Json(background_name(*options.background)) : nullptr},
            {"bin", number(options.bin_seconds)},
            {"size", number(options.size_deg)},
            {"pix", number(options.pixel_arcsec)},
            {"proj", options.projection ? Json(projection_name(*options.projection)) : nullptr}};
}

Json observations_of(const SkyPlan& plan) {
    Json list = Json::array();
    for (const SkySource* source : plan.exposed())
        list.push_back({{"obs_id", source->row.obs_id},
                        {"file", source->row.source_path},
                        {"sha256", source->row.source_sha256},
                        {"exposure_s", source->exposure.value},
                        {"off_axis_arcmin", source->off_axis.degrees * 60},
                        {"good_times", source->gti.intervals().size()}});
    return list;
}

Json region_of(const SkyPlan& plan) {
    Json region = {{"shape", plan.region->inner() ? "annulus" : "circle"},
                   {"frame", "ICRS"},
                   {"ra_deg", plan.centre.ra.degrees},
                   {"dec_deg", plan.centre.dec.degrees}};
    if (plan.region->inner()) region["inner_arcsec"] = tidy(plan.region->inner()->degrees * 3600);
    region["radius_arcsec"] = tidy(plan.region->outer().degrees * 3600);
    return region;
}

Json cut_out_of(const SkyPlan& plan) {
    const CutOut& cut = *plan.cut_out;
    if (!cut.why_not.empty()) return {{"table", cut.table}, {"why_not", cut.why_not}};
    return {{"table", cut.table},
            {"sha256", cut.content_hash},
            {"radius_arcsec", tidy(plan.instrument->background.cut_radius.degrees * 3600)},
            {"circles", plan.background->holes().size()}};
}

Json background_of(const SkyPlan& plan) {
    if (plan.background_kind == BackgroundKind::kReflected) {
        const auto regions = background_regions(sources_with_background(plan));
        if (regions.empty()) return nullptr;
        return {{"shape", "reflected regions"}, {"regions", regions.size()}};
    }
    if (!plan.background) return nullptr;
    Json annulus = {{"shape", "annulus"},
                    {"inner_arcsec", tidy(plan.background->inner()->degrees * 3600)},
                    {"outer_arcsec", tidy(plan.background->outer().degrees * 3600)}};
    if (plan.cut_out) annulus["cut_out"] = cut_out_of(plan);
    return annulus;
}

Json pileup_of(const SkyPlan& plan, const SkyNumbers& numbers) {
    const double threshold = plan.instrument->pileup_rate;
    if (!(threshold > 0)) return nullptr;
    return {{"expected", numbers.highest_rate > threshold},
            {"highest_rate", numbers.highest_rate},
            {"above_rate", threshold}};
}

Json clock_of_times(const SkyPlan& plan) {
    Json clock = {{"model", clock_name(*plan.instrument)},
                  {"meaning", clock_words(*plan.instrument)}};
    if (plan.instrument->clock != ClockModel::kSwiftUtcf) return clock;
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const SkySource* source : plan.exposed()) {
        const double utcf = clock_of(*source->segment, ClockModel::kSwiftUtcf).utcf_seconds;
        low = std::min(low, utcf);
        high = std::max(high, utcf);
    }
    clock["utcf_s"] = {low, high};
    return clock;
}

Json calibration_of(const SkyPlan& plan) {
    Json list = Json::array();
    for (const CalibrationUse& use : calibration_used(plan))
        list.push_back({{"what", use.what}, {"from", use.from}, {"why", use.why}});
    return list;
}

Json band_of(const SkyPlan& plan) {
    return {{"asked", plan.request.band->text},
            {"e_min_kev", plan.channels.low_kev.to_double()},
            {"e_max_kev", plan.channels.high_kev.to_double()},
            {"channel_first", plan.channels.first},
            {"channel_last", plan.channels.last}};
}

std::string summary_text(const SkyPlan& plan, Seconds exposure, const SkyNumbers& numbers) {
    Json json = {{"format", 1},
                 {"canonical", plan.path},
                 {"request", request_of(plan)},
                 {"instrument", plan.instrument->name},
                 {"mission", plan.mission->name},
                 {"region", region_of(plan)},
                 {"background", background_of(plan)},
                 {"band", band_of(plan)},
                 {"exposure_s", exposure.value}};
    add_numbers(json, numbers, exposure);
    keep_counts_alone(json, *plan.instrument);
    json["pileup"] = pileup_of(plan, numbers);
    json["clock"] = clock_of_times(plan);
    json["calibration"] = calibration_of(plan);
    const auto& least = plan.responses->least_energy;
    json["area_trusted_above_kev"] = least ? Json(least->kev) : Json(nullptr);
    json["datavers"] = plan.provenance;
    json["mission_file_sha256"] = plan.mission_file_sha256;
    json["observations"] = observations_of(plan);
    json["assumptions"] = assumption_words(plan);
    json["missing"] = missing_words(plan);
    return json.dump(1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

Product plan_summary(const std::shared_ptr<const SkyPlan>& plan) {
    const Seconds exposure = time_of(*plan, plan->exposed()).exposure;
    return padded_text_product(plan, "summary.json", exposure,
                               [plan, exposure](const SkyNumbers& numbers) {
                                   return summary_text(*plan, exposure, numbers);
                               });
}

}  // namespace heafs
