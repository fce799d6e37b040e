#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <span>

#include "config/base/error.h"
#include "core/base/write_at.h"
#include "products/sky/background.h"
#include "products/sky/product_parts.h"
#include "products/sky/responses.h"
#include "products/sky/sky_numbers.h"
#include "products/sky/sky_products.h"

namespace heafs {
namespace {

using Json = nlohmann::ordered_json;

// Numbers whose text is as long as any can be.
SkyNumbers longest_numbers() {
    const double longest = -std::numeric_limits<double>::min();
    const int64_t most = std::numeric_limits<int64_t>::min();
    return {most, most, longest, longest, longest, {longest, longest}, longest, longest};
}

// Without the last digits that unit changes leave behind.
double tidy(double value) { return std::round(value * 1e9) / 1e9; }

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

Json background_of(const SkyPlan& plan) {
    if (plan.background_kind == BackgroundKind::kReflected) {
        const auto regions = background_regions(sources_with_background(plan));
        if (regions.empty()) return nullptr;
        return {{"shape", "reflected regions"}, {"regions", regions.size()}};
    }
    if (!plan.background) return nullptr;
    return {{"shape", "annulus"},
            {"inner_arcsec", tidy(plan.background->inner()->degrees * 3600)},
            {"outer_arcsec", tidy(plan.background->outer().degrees * 3600)}};
}

std::string clock_words(const Instrument& instrument) {
    return instrument.clock == ClockModel::kSwiftUtcf
               ? "asked times become mission seconds by the header's UTCFINIT; TSTART, DATE-OBS "
                 "and "
                 "MJD-OBS are by the uncorrected clock of the event list"
               : "mission time is taken as true";
}

Json assumptions_of(const SkyPlan& plan) {
    Json list = Json::array();
    const SkyOptions& options = plan.request.options;
    if (plan.resolved && !options.radius)
        list.push_back(fmt::format("source region: the default radius of {}, {} arcsec",
                                   plan.instrument->name, plan.instrument->radius_text));
    if (plan.background && !options.background)
        list.push_back(fmt::format("background region: the default annulus of {}, {} to {} arcsec",
                                   plan.instrument->name,
                                   tidy(plan.background->inner()->degrees * 3600),
                                   tidy(plan.background->outer().degrees * 3600)));
    if (plan.background)
        list.push_back(
            "no sources are cut out of the annulus: the mission file names no catalogue");
    if (plan.background_kind == BackgroundKind::kReflected)
        list.push_back(
            "background: regions like the source's at its offset from the pointing, 0.1 radian or "
            "more beyond touching it");
    if (plan.responses->is_average)
        list.push_back("response.rmf is the mean of several matrices: prefer by_obs/");
    if (plan.image && !options.size_deg)
        list.push_back(fmt::format("image width: {} degrees", plan.instrument->size_deg));
    if (plan.image && !options.pixel_arcsec)
        list.push_back(fmt::format("image pixel: {} arcsec", plan.instrument->pixel_arcsec));
    if (!plan.resolved)
        list.push_back("the events have no positions: the region is the whole field of view");
    list.push_back("FK5 (J2000) and ICRS are not rotated into each other");
    list.push_back(fmt::format("the field of view is a circle of {} arcmin",
                               tidy(plan.instrument->field_radius.degrees * 60)));
    list.push_back(clock_words(*plan.instrument));
    list.push_back("limits: flat prior, 1 - CL = Q(N+1, S+B) / Q(N+1, B)");
    return list;
}

Json responses_of(const SkyPlan& plan) {
    Json list = Json::array();
    for (const ResponseFile& file : plan.responses->files)
        list.push_back({{"file", file.path}, {"sha256", file.sha256}});
    return list;
}

std::string why_no_background(const SkyPlan& plan) {
    if (plan.request.options.background == AskedBackground::kNone) return "as asked";
    switch (plan.instrument->background.kind) {
        case BackgroundKind::kAnnulus:
            return "since the source region reaches into its annulus";
        case BackgroundKind::kReflected:
            return "since the source region is too near to the pointing";
        case BackgroundKind::kNone:
            break;
    }
    return "since the instrument has none";
}

Json missing_of(const SkyPlan& plan) {
    Json list = Json::array();
    if (!plan.responses->has_rmf())
        list.push_back("no redistribution matrix, RESPFILE is 'none': " +
                       plan.responses->rmf_why_not);
    if (!plan.responses->has_arf())
        list.push_back("no effective area, ANCRFILE is 'none': " + plan.responses->arf_why_not);
    if (plan.resolved && !plan.instrument->psf && plan.responses->has_arf())
        list.push_back("no point spread: the effective area takes all light to be in the region");
    list.push_back("no flux yet");
    const bool stale =
        std::any_of(plan.sources.begin(), plan.sources.end(), [&](const SkySource& source) {
            return source.segment->mission_file_sha256() != plan.mission_file_sha256;
        });
    if (stale)
        list.push_back(
            "the index was made by an earlier mission file; `heafs scan --rebuild` "
            "makes it again");
    for (const char* what : {"Li-Ma significance", "hardness ratio"})
        list.push_back(fmt::format("no {} yet", what));
    if (sources_with_background(plan).empty())
        list.push_back(
            fmt::format("no background region, {}: net_rate and limits take none into account",
                        why_no_background(plan)));
    return list;
}

std::string summary_text(const SkyPlan& plan, double exposure, const SkyNumbers& numbers) {
    const auto rate = [&](double counts) { return counts / exposure; };
    Json json = {{"format", 1},
                 {"canonical", plan.path},
                 {"instrument", plan.instrument->name},
                 {"mission", plan.mission->name},
                 {"region", region_of(plan)},
                 {"background", background_of(plan)},
                 {"band",
                  {{"asked", plan.request.band->text},
                   {"e_min_kev", plan.channels.low_kev.to_double()},
                   {"e_max_kev", plan.channels.high_kev.to_double()},
                   {"channel_first", plan.channels.first},
                   {"channel_last", plan.channels.last}}},
                 {"exposure_s", exposure},
                 {"counts", numbers.counts},
                 {"counts_background", numbers.counts_background},
                 {"background_in_region", numbers.background_in_region},
                 {"rate", numbers.rate},
                 {"net_rate", numbers.net_rate},
                 {"rate_unit", "count/s"},
                 {"interval_68",
                  {{"counts_low", numbers.interval.low}, {"counts_high", numbers.interval.high}}},
                 {"limits",
                  {{"counts_95", numbers.limit_95},
                   {"counts_99865", numbers.limit_99865},
                   {"rate_95", rate(numbers.limit_95)},
                   {"rate_99865", rate(numbers.limit_99865)}}}};
    json["pileup"] =
        plan.instrument->pileup_rate > 0 && numbers.rate > plan.instrument->pileup_rate;
    json["datavers"] = plan.provenance;
    json["mission_file_sha256"] = plan.mission_file_sha256;
    json["responses"] = responses_of(plan);
    json["observations"] = observations_of(plan);
    json["assumptions"] = assumptions_of(plan);
    json["missing"] = missing_of(plan);
    return json.dump(1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

Product plan_summary(const std::shared_ptr<const SkyPlan>& plan) {
    const double exposure = time_of(*plan, plan->exposed()).exposure.value;
    Product product = sky_product(plan, "summary.json");
    // The room for any numbers, and for the rates that are computed from the limits.
    product.size =
        static_cast<int64_t>(summary_text(*plan, exposure, longest_numbers()).size()) + 64;
    product.render = [plan, exposure, size = static_cast<size_t>(product.size)](int fd) {
        std::string text = summary_text(*plan, exposure, count_in_region(*plan, Seconds{exposure}));
        if (text.size() >= size)
            throw Error(Fault::kSystem, fmt::format("a summary of {} bytes was planned, {} made",
                                                    size, text.size()));
        text.resize(size - 1, ' ');
        text += '\n';
        write_at(fd, std::as_bytes(std::span(text)), 0, "a summary");
    };
    return product;
}

}  // namespace heafs
