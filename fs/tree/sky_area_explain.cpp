#include <fmt/format.h>

#include <algorithm>

#include "core/base/files.h"
#include "fs/tree/sky_area.h"
#include "fs/tree/virtual_walk.h"
#include "products/sky/product_parts.h"
#include "products/sky/sky_products.h"
#include "products/sky/summary_words.h"

namespace heafs {

namespace {

std::string region_words(const SkyPlan& plan) {
    if (!plan.resolved)
        return fmt::format("the whole field, {} degrees about the axis: events have no positions",
                           tidy(plan.region->outer().degrees));
    const std::string inner =
        plan.region->inner() ? fmt::format("{} to ", tidy(plan.region->inner()->degrees * 3600))
                             : "";
    return fmt::format("{}{} arcsec about {}, {}", inner, tidy(plan.region->outer().degrees * 3600),
                       plan.request.ra->text(), plan.request.dec->text());
}

}  // namespace

std::string SkyArea::explain_plan(const SkyPlan& plan) {
    std::string text = fmt::format(
        "  canonical  {}\n"
        "  band       channels {} to {}, {} to {} keV\n"
        "  region     {}\n",
        plan.path, plan.channels.first, plan.channels.last, plan.channels.low_kev.text(),
        plan.channels.high_kev.text(), region_words(plan));
    if (plan.cut_out)
        text += fmt::format("  cut out    {}\n",
                            plan.cut_out->why_not.empty()
                                ? cut_out_words(plan)
                                : fmt::format("no sources of tables/{}: {}", plan.cut_out->table,
                                              plan.cut_out->why_not));
    if (plan.image)
        text += fmt::format("  image      {0} x {0} pixels of {1} arcsec\n", plan.image->size,
                            tidy(plan.image->pixel_deg * 3600));
    const ProductTime time = time_of(plan, plan.exposed());
    text += fmt::format("  exposure   {:.3f} s, {:.3f} s on time\n  datavers   {}\n",
                        time.exposure.value, time.ontime.value, plan.provenance);
    for (const SkySource& source : plan.sources) {
        const std::string share = source.exposure.value > 0
                                      ? fmt::format("{:.3f} s", source.exposure.value)
                                      : "in the image only";
        text += fmt::format("  made of    {} ({}, {:.2f} arcmin off axis)\n",
                            source.row.source_path, share, source.off_axis.degrees * 60);
    }
    return text;
}

std::string SkyArea::why_absent(const std::string& folder, const std::string& name) {
    if (folder == "sky/name")
        return fmt::format("no observation's OBJECT is '{}'; `ls sky/name` shows those there are",
                           name);
    if (folder == "sky/gal")
        return fmt::format("'{}' is no galactic longitude: degrees from 0 to below 360, as 184.5",
                           name);
    if (parent_path(folder) == "sky/gal")
        return fmt::format("'{}' is no galactic latitude: degrees from -90 to 90, as -5.78", name);
    const auto place = place_of(folder);
    if (!place) return fmt::format("{} has no such name", folder);
    if (place->instrument != nullptr) {
        const SkyPlanning planning = plan(*place);
        if (!planning.plan) return planning.why_not;
        if (!place->below.empty())
            return fmt::format("observation {} has no part in this folder", name);
        if (name == "lightcurve.fits") return planning.plan->no_light_curve;
        return fmt::format("there is no product '{}'; there are {}", name,
                           fmt::join(sky_product_names(*planning.plan), ", "));
    }
    const SkyStep step = interpret_sky_name(place->request, name);
    if (const auto* refusal = std::get_if<SkyRefusal>(&step)) return refusal->reason;
    if (!std::holds_alternative<NotSky>(step) && !has_asked_observation(step))
        return fmt::format("no event list of observation {} is published",
                           name.substr(name.find('_') + 1));
    Place wanted = *place;
    if (place->request.band && find_instrument(name, wanted)) {
        wanted.request = place->request;
        return plan(wanted).why_not;
    }
    std::string names;
    for (const auto& [key, mission] : archive_.missions())
        for (const Instrument& instrument : mission.instruments)
            names += (names.empty() ? "" : ", ") + instrument.name;
    return fmt::format("'{}' is neither an option nor an instrument of this archive ({})", name,
                       names);
}

// What else a name could mean that the path goes through.
std::string SkyArea::explain_name(const std::string& path) {
    constexpr std::string_view kNames = "sky/name/";
    if (!path.starts_with(kNames)) return "";
    const std::string name =
        path.substr(kNames.size(), path.find('/', kNames.size()) - kNames.size());
    const auto known = names_.observed();
    const auto* places = known->find(name);
    return places != nullptr && places->size() > 1 ? alternatives_txt(name, *places) : "";
}

std::string SkyArea::explain(const std::string& path) {
    const VirtualWalk walk = walk_virtual(*this, path);
    if (!walk.found && walk.entry.kind != VirtualEntry::Kind::kFolder)
        return fmt::format("{}: there is nothing of this name.\n  {} is a file, not a folder\n",
                           path, walk.folder);
    if (!walk.found)
        return fmt::format("{}: there is nothing of this name.\n  {}\n", path,
                           why_absent(walk.folder, walk.missing));
    std::string text;
    if (walk.path != path) text = fmt::format("{} is {}\n", path, walk.path);
    text += explain_name(path);
    if (walk.entry.kind == VirtualEntry::Kind::kProduct)
        text += fmt::format("{}: a product, {} bytes, key {}\n", walk.path,
                            walk.entry.product->size, walk.entry.product->key);
    else if (walk.entry.kind == VirtualEntry::Kind::kText)
        text += fmt::format("{}: a text of {} bytes, made by heafs\n", walk.path,
                            walk.entry.text.size());
    else
        text += fmt::format("{}: a folder\n", walk.path);
    const std::string folder =
        walk.entry.kind == VirtualEntry::Kind::kProduct ? parent_path(walk.path) : walk.path;
    const auto place = place_of(folder);
    if (place && place->instrument != nullptr)
        if (const auto plan = this->plan(*place).plan) text += explain_plan(*plan);
    return text;
}

}  // namespace heafs
