// The small texts of a folder: regions for ds9, and scripts that load the spectrum in XSPEC and
// Sherpa. All names in them are of this folder.
#include <fmt/format.h>

#include <cmath>
#include <span>

#include "core/base/write_at.h"
#include "products/sky/background.h"
#include "products/sky/product_parts.h"
#include "products/sky/responses.h"
#include "products/sky/sky_products.h"
#include "products/sky/summary_words.h"

namespace heafs {
namespace {

// A decimal of at most 8 digits behind the point, which is 0.04 milliarcsec for degrees.
std::string number(double value) {
    std::string text = fmt::format("{:.8f}", value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

// Energies have a point: to XSPEC a whole number is a channel.
std::string with_point(const std::string& text) {
    return text.find('.') == std::string::npos ? text + ".0" : text;
}
std::string energy(const Decimal& kev) { return with_point(kev.text()); }
std::string energy(Energy energy) {
    return energy.kev < 1e3 ? with_point(number(energy.kev)) : fmt::format("{:.1f}", energy.kev);
}

std::string shape(const SkyRegion& region) {
    const std::string place =
        number(region.place().ra.degrees) + "," + number(region.place().dec.degrees);
    const std::string outer = number(region.outer().degrees * 3600) + "\"";
    std::string text = region.inner() ? fmt::format("annulus({},{}\",{})\n", place,
                                                    number(region.inner()->degrees * 3600), outer)
                                      : fmt::format("circle({},{})\n", place, outer);
    for (const SkyCircle& hole : region.holes())
        text += fmt::format("-circle({},{},{}\")\n", number(hole.centre.ra.degrees),
                            number(hole.centre.dec.degrees), number(hole.radius.degrees * 3600));
    return text;
}

std::string regions_text(const SkyPlan& plan, const std::vector<const SkyRegion*>& regions,
                         const char* colour) {
    std::string text = fmt::format(
        "# Region file format: DS9 version 4.1\n# {}\nglobal color={}\nfk5\n", plan.path, colour);
    for (const SkyRegion* region : regions) text += shape(*region);
    return text;
}

// `command`: what leaves those energies out.
std::string threshold_note(const SkyPlan& plan, const std::string& command) {
    return fmt::format("# {};\n# to leave that out: {}\n", threshold_words(plan), command);
}

Product text_product(const std::shared_ptr<const SkyPlan>& plan, const std::string& name,
                     std::string text) {
    Product product = sky_product(plan, name);
    product.size = static_cast<int64_t>(text.size());
    product.render = [text = std::move(text)](int fd) {
        write_at(fd, std::as_bytes(std::span(text)), 0, "a product");
    };
    return product;
}

}  // namespace

Product plan_source_region(const std::shared_ptr<const SkyPlan>& plan) {
    return text_product(plan, "source.reg", regions_text(*plan, {plan->region.get()}, "green"));
}

Product plan_background_region(const std::shared_ptr<const SkyPlan>& plan) {
    return text_product(
        plan, "background.reg",
        regions_text(*plan, background_regions(sources_with_background(*plan)), "cyan"));
}

// The names of background and responses stand in the header of the spectrum.
Product plan_xspec_script(const std::shared_ptr<const SkyPlan>& plan) {
    std::string text = fmt::format(
        "# {}\n# Start XSPEC in this folder and say: @load.xcm\n"
        "statistic cstat\ndata 1:1 spectrum.pha\n",
        plan->path);
    if (plan->responses->has_rmf())
        text += fmt::format("ignore bad\nignore 1:**-{} {}-**\nsetplot energy\n",
                            energy(plan->channels.low_kev), energy(plan->channels.high_kev));
    else
        text += fmt::format("# There is no response: {}\nsetplot channel\n",
                            plan->responses->rmf_why_not);
    if (const auto& least = plan->responses->least_energy)
        text += threshold_note(*plan, fmt::format("ignore 1:**-{}", energy(*least)));
    // As in load_sherpa.py below; ftgrouppha is HEASoft's.
    if (!sources_with_background(*plan).empty())
        text +=
            "# cstat with a background is W, biased where most channels have no count of "
            "background.\n# Groups mend it: in a copy of this folder\n"
            "#   ftgrouppha infile=spectrum.pha backfile=background.pha outfile=grouped "
            "grouptype=bmin groupscale=1\n# and there data 1:1 grouped\n";
    return text_product(plan, "load.xcm", std::move(text));
}

Product plan_sherpa_script(const std::shared_ptr<const SkyPlan>& plan) {
    const bool background = !sources_with_background(*plan).empty();
    std::string text = fmt::format(
        "# {}\n# In Sherpa: %run load_sherpa.py\nimport os\n\nfrom sherpa.astro import ui\n\n"
        "folder = os.path.dirname(os.path.abspath(__file__))\n"
        "ui.load_pha(os.path.join(folder, \"spectrum.pha\"))\n",
        plan->path);
    if (plan->responses->has_rmf())
        text += fmt::format("ui.set_analysis(\"energy\")\nui.notice({}, {})\n",
                            energy(plan->channels.low_kev), energy(plan->channels.high_kev));
    else
        text += fmt::format(
            "# There is no response: {}\nui.set_analysis(\"channel\")\nui.notice({}, {})\n",
            plan->responses->rmf_why_not, plan->channels.first, plan->channels.last);
    if (const auto& least = plan->responses->least_energy)
        text += threshold_note(*plan, fmt::format("ui.ignore(None, {})", energy(*least)));
    text += fmt::format("ui.set_stat(\"{}\")\n", background ? "wstat" : "cstat");
    // Wachter's statistic with the background profiled out: seen with Sherpa 4.16, 40 spectra of
    // 1 background count in 10 channels gave indices 0.4 standard deviations off, grouped none.
    if (background)
        text +=
            "# wstat is biased where most channels have no count of background; groups mend it:\n"
            "# ui.group_width(1, 40); ui.group_width(1, 40, bkg_id=1), then notice as above\n";
    return text_product(plan, "load_sherpa.py", std::move(text));
}

}  // namespace heafs
