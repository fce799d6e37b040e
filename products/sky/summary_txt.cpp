#include <fmt/format.h>

#include "products/plan/option_text.h"
#include "products/sky/background.h"
#include "products/sky/padded_text.h"
#include "products/sky/product_parts.h"
#include "products/sky/sky_products.h"
#include "products/sky/summary_words.h"

namespace heafs {
namespace {

std::string line(std::string_view name, const std::string& value) {
    return fmt::format("  {:<20} {}\n", name, value);
}

std::string region_words(const SkyRegion& region) {
    const double outer = tidy(region.outer().degrees * 3600);
    return region.inner() ? fmt::format("annulus of {} to {} arcsec about the position",
                                        tidy(region.inner()->degrees * 3600), outer)
                          : fmt::format("circle of {} arcsec about the position", outer);
}

std::string background_words(const SkyPlan& plan) {
    if (plan.background) {
        const std::string cut = cut_out_words(plan);
        return region_words(*plan.background) + (cut.empty() ? "" : ", without " + cut);
    }
    const auto reflected = background_regions(sources_with_background(plan));
    return reflected.empty() ? "none" : fmt::format("{} reflected regions", reflected.size());
}

// Options that were asked, as they stand in the path.
std::string option_words(const SkyOptions& options) {
    std::string words;
    const auto add = [&](const char* name, const auto& value) {
        words += fmt::format("{}{}_{}", words.empty() ? "" : ", ", name, value);
    };
    if (options.time) add("time", options.time->text);
    if (options.obs_id) add("obs", *options.obs_id);
    if (options.asof) add("asof", *options.asof);
    if (options.selection) add("sel", *options.selection);
    if (options.radius) add("radius", options.radius->text);
    if (options.background) add("bkg", background_name(*options.background));
    if (options.bin_seconds) add("bin", options.bin_seconds->text());
    if (options.size_deg) add("size", options.size_deg->text());
    if (options.pixel_arcsec) add("pix", options.pixel_arcsec->text());
    if (options.projection) add("proj", projection_name(*options.projection));
    return words.empty() ? "none" : words;
}

std::string request_part(const SkyPlan& plan) {
    const SkyRequest& request = plan.request;
    return "Request\n" +
           line("instrument", fmt::format("{} ({})", plan.instrument->name, plan.mission->title)) +
           line("position",
                fmt::format("ra {} dec {} deg (ICRS)", request.ra->text(), request.dec->text())) +
           line("band", fmt::format("{}: {} to {} keV, channels {} to {}", request.band->text,
                                    plan.channels.low_kev.text(), plan.channels.high_kev.text(),
                                    plan.channels.first, plan.channels.last)) +
           line("options", option_words(request.options)) +
           line("region", plan.resolved ? region_words(*plan.region) : "the whole field of view") +
           line("background", background_words(plan));
}

std::string limit_line(const char* name, double counts, Seconds exposure) {
    return line(name,
                fmt::format("< {:.6g} counts, < {:.6g} count/s", counts, counts / exposure.value));
}

std::string hardness_line(const SkyNumbers& numbers) {
    if (!numbers.hardness) return line("hardness ratio", "not given");
    const SkyHardness& found = *numbers.hardness;
    const auto band = [](const ChannelRange& channels) {
        return channels.low_kev.text() + " to " + channels.high_kev.text();
    };
    return line("hardness ratio",
                fmt::format("{:.4f} (68.3 %: {:.4f} to {:.4f})", found.ratio.median,
                            found.ratio.low, found.ratio.high)) +
           line("", fmt::format("H = {} keV, {} counts of which background {:.6g}",
                                band(found.bands.hard), found.hard.counts,
                                found.hard.background_in_region)) +
           line("", fmt::format("S = {} keV, {} counts of which background {:.6g}",
                                band(found.bands.soft), found.soft.counts,
                                found.soft.background_in_region));
}

std::string significance_line(const SkyNumbers& numbers) {
    if (!numbers.significance) return line("significance", "not given: no background region");
    return line("significance", fmt::format("{:.6g} sigma (Li-Ma, alpha {:.6g})",
                                            *numbers.significance, *numbers.alpha));
}

std::string pileup_line(const SkyPlan& plan, const SkyNumbers& numbers) {
    const double threshold = plan.instrument->pileup_rate;
    if (!(threshold > 0)) return "";
    const bool expected = numbers.highest_rate > threshold;
    return line("pile-up", fmt::format("{}: at most {:.6g} count/s in one event list, expected "
                                       "above {} count/s",
                                       expected ? "WARNING, expected" : "not expected",
                                       numbers.highest_rate, threshold));
}

// Where it is not known for how long the region was seen.
std::string counts_part(const SkyPlan& plan, Seconds good, const SkyNumbers& numbers) {
    return "\nResult\n" + line("good time", fmt::format("{:.3f} s", good.value)) +
           line("exposure", "not given: " + plan.instrument->counts_only_reason) +
           line("counts", fmt::format("{}", numbers.counts)) +
           line("rates and limits", "not given") + hardness_line(numbers) +
           line("flux", "not given");
}

std::string flux_line(const SkyPlan& plan, Seconds exposure, const SkyNumbers& numbers) {
    if (!numbers.flux_of_a_count) return line("flux", "not given");
    const double of_rate = *numbers.flux_of_a_count;
    return line(
        "flux",
        fmt::format("{:.6g} ({:.6g} to {:.6g}) erg/cm2/s, {} to {} keV, of a power law of "
                    "photon index 2, not absorbed",
                    numbers.net_rate * of_rate, numbers.interval.low / exposure.value * of_rate,
                    numbers.interval.high / exposure.value * of_rate, plan.channels.low_kev.text(),
                    plan.channels.high_kev.text()));
}

std::string result_part(const SkyPlan& plan, Seconds exposure, const SkyNumbers& numbers) {
    if (plan.instrument->counts_only) return counts_part(plan, exposure, numbers);
    const CountInterval& interval = numbers.interval;
    return "\nResult\n" + line("exposure", fmt::format("{:.3f} s", exposure.value)) +
           line("counts", fmt::format("{}", numbers.counts)) +
           line("expected background",
                fmt::format("{:.6g} counts in the region, of {} in the background region",
                            numbers.background_in_region, numbers.counts_background)) +
           line("rate", fmt::format("{:.6g} count/s", numbers.rate)) +
           line("net rate", fmt::format("{:.6g} count/s", numbers.net_rate)) +
           line("interval 68.3 %",
                fmt::format("{:.6g} to {:.6g} counts, {:.6g} to {:.6g} count/s", interval.low,
                            interval.high, interval.low / exposure.value,
                            interval.high / exposure.value)) +
           limit_line("limit 95 %", numbers.limit_95, exposure) +
           limit_line("limit 99.865 %", numbers.limit_99865, exposure) +
           significance_line(numbers) + hardness_line(numbers) +
           flux_line(plan, exposure, numbers) + pileup_line(plan, numbers);
}

std::string observations_part(const SkyPlan& plan) {
    std::string text = fmt::format("\nObservations\n  {:<16} {:>12} {:>16} {:>11}  {}\n", "obs_id",
                                   "exposure_s", "off_axis_arcmin", "good_times", "file");
    for (const SkySource* source : plan.exposed())
        text += fmt::format("  {:<16} {:>12.3f} {:>16.3f} {:>11}  {}\n", source->row.obs_id,
                            source->exposure.value, source->off_axis.degrees * 60,
                            source->gti.intervals().size(), source->row.source_path);
    return text;
}

std::string list_part(const char* title, const std::vector<std::string>& words) {
    std::string text = fmt::format("\n{}\n", title);
    for (const std::string& one : words) text += "  - " + one + "\n";
    return text;
}

std::string calibration_part(const SkyPlan& plan) {
    std::vector<std::string> words;
    for (const CalibrationUse& use : calibration_used(plan))
        words.push_back(fmt::format("{}: {} ({})", use.what, use.from, use.why));
    return list_part("Calibration", words);
}

std::string summary_text(const SkyPlan& plan, Seconds exposure, const SkyNumbers& numbers) {
    return plan.path + "\n\n" + request_part(plan) + result_part(plan, exposure, numbers) +
           observations_part(plan) +
           list_part("Clock", {std::string(clock_name(*plan.instrument)) + ": " +
                               clock_words(*plan.instrument)}) +
           calibration_part(plan) + list_part("Assumptions", assumption_words(plan)) +
           list_part("Missing", missing_words(plan)) +
           fmt::format("\ndatavers {}\n", plan.provenance);
}

}  // namespace

Product plan_summary_txt(const std::shared_ptr<const SkyPlan>& plan) {
    const Seconds exposure = time_of(*plan, plan->exposed()).exposure;
    return padded_text_product(plan, "summary.txt", exposure,
                               [plan, exposure](const SkyNumbers& numbers) {
                                   return summary_text(*plan, exposure, numbers);
                               });
}

}  // namespace heafs
