#include "fs/tree/sky_area.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/files.h"
#include "core/catalog/segment_store.h"
#include "core/sky/galactic.h"
#include "fs/tree/link_target.h"
#include "fs/tree/sky_names.h"
#include "products/plan/sky_position_text.h"
#include "products/sky/sky_products.h"
#include "products/texts/sky_readme.h"

namespace heafs {
namespace {

AskedBackground default_background(const Instrument& instrument) {
    switch (instrument.background.kind) {
        case BackgroundKind::kAnnulus:
            return AskedBackground::kAnnulus;
        case BackgroundKind::kReflected:
            return AskedBackground::kReflected;
        case BackgroundKind::kNone:
            break;
    }
    return AskedBackground::kNone;
}

// The request without the options that say what the instrument's defaults say anyway.
SkyRequest without_defaults(SkyRequest request, const Instrument& instrument) {
    SkyOptions& options = request.options;
    const auto is = [](const Decimal& value, const std::string& text) {
        const auto other = Decimal::parse(text);
        return other && value == *other;
    };
    if (options.radius && !options.radius->inner &&
        is(options.radius->outer, instrument.radius_text))
        options.radius.reset();
    if (options.size_deg && is(*options.size_deg, instrument.size_deg)) options.size_deg.reset();
    if (options.pixel_arcsec && is(*options.pixel_arcsec, instrument.pixel_arcsec))
        options.pixel_arcsec.reset();
    if (options.bin_seconds && is(*options.bin_seconds, instrument.bin_seconds))
        options.bin_seconds.reset();
    if (options.projection == Projection::kTan) options.projection.reset();
    if (options.selection == instrument.default_selection) options.selection.reset();
    if (options.background == default_background(instrument)) options.background.reset();
    return request;
}

// The value of obs_ in a link's target, or nothing.
std::string observation_in(const std::string& target) {
    for (size_t at = 0; at < target.size();) {
        const size_t end = std::min(target.find('/', at), target.size());
        if (target.compare(at, 4, "obs_") == 0) return target.substr(at + 4, end - at - 4);
        at = end + 1;
    }
    return "";
}

}  // namespace

bool SkyArea::find_instrument(const std::string& name, Place& place) const {
    for (const auto& [key, mission] : archive_.missions())
        for (const Instrument& instrument : mission.instruments)
            if (instrument.name == name) {
                place.mission = &mission;
                place.instrument = &instrument;
                return true;
            }
    return false;
}

std::optional<SkyArea::Place> SkyArea::place_of(const std::string& folder) const {
    Place place;
    if (const auto request = sky_request_of(folder)) {
        place.request = *request;
        return place;
    }
    std::string instrument_path = folder;
    const std::string last = base_name(folder);
    if (last == "by_obs" || last == "obs") {
        place.below = last;
        instrument_path = parent_path(folder);
    }
    const auto request = sky_request_of(parent_path(instrument_path));
    if (!request || !request->band || !find_instrument(base_name(instrument_path), place))
        return std::nullopt;
    place.request = *request;
    return place;
}

std::shared_ptr<const Product> SkyArea::product(const std::shared_ptr<const SkyPlan>& plan,
                                                const std::string& name) {
    const std::string path = join_path(plan->path, name);
    // The plan's own state: something may have been published since it was made.
    if (auto known = products_.find(path, plan->state)) return *known;
    auto product = plan_sky_product(plan, name);
    if (product) products_.remember(path, plan->state, product);
    return product;
}

SkyPlanning SkyArea::plan(const Place& place) {
    const std::string path = join_path(place.request.path(), place.instrument->name);
    const CutCatalogue catalogue = find_cut_catalogue(*place.instrument, tables_);
    const int64_t state = state_with_catalogue(index_.current()->state(), catalogue);
    if (auto plan = plans_.find(path, state)) return {*plan, ""};
    SkyPlanning planning = plan_sky_folder(index_, responses_, place.request, *place.mission,
                                           *place.instrument, catalogue);
    if (planning.plan) plans_.remember(path, planning.plan->state, planning.plan);
    return planning;
}

std::optional<VirtualEntry> SkyArea::find(const std::string& folder, const std::string& name) {
    if (folder == "sky") {
        if (name == "README.txt") return text_entry(name, sky_readme());
        if (name == "name" || name == "gal") return lasting_folder_entry(name);
    }
    if (folder == "sky/name") return find_target(name);
    if (folder == "sky/gal") {
        if (!Decimal::parse(name)) return std::nullopt;
        return find_by_form({}, name);
    }
    if (parent_path(folder) == "sky/gal") return find_galactic(base_name(folder), name);
    const auto place = place_of(folder);
    if (!place) return std::nullopt;
    if (place->instrument != nullptr) return find_in_instrument(*place, name);
    if (place->request.band) return find_in_band(*place, name);
    if (place->request.dec)
        if (auto entry = find_at_position(place->request, name)) return entry;
    return find_by_form(place->request, name);
}

// What the grammar says of a name: a folder, a link to its canonical spelling, or nothing.
std::optional<VirtualEntry> SkyArea::find_by_form(const SkyRequest& request,
                                                  const std::string& name) {
    const SkyStep step = interpret_sky_name(request, name);
    if (!has_asked_observation(step)) return std::nullopt;
    if (std::holds_alternative<SkyFolder>(step)) return lasting_folder_entry(name);
    if (const auto* link = std::get_if<SkyLink>(&step)) return link_entry(name, link->target);
    return std::nullopt;
}

bool SkyArea::has_asked_observation(const SkyStep& step) {
    std::string obs_id;
    if (const auto* folder = std::get_if<SkyFolder>(&step))
        obs_id = folder->request.options.obs_id.value_or("");
    if (const auto* link = std::get_if<SkyLink>(&step)) obs_id = observation_in(link->target);
    if (obs_id.empty()) return true;
    const auto map = index_.current();
    return std::any_of(map->rows().begin(), map->rows().end(),
                       [&](const SegmentRow& row) { return row.obs_id == obs_id; });
}

std::optional<VirtualEntry> SkyArea::find_target(const std::string& name) {
    const auto known = names_.observed();
    if (name == "README.txt") return text_entry(name, names_readme(*known));
    if (const auto place = names_.find(name)) return link_entry(name, "../" + *place);
    if (!name.ends_with(kAlternatives)) return std::nullopt;
    const std::string object = name.substr(0, name.size() - kAlternatives.size());
    const auto* places = known->find(object);
    if (places == nullptr || places->size() < 2) return std::nullopt;
    return text_entry(name, alternatives_txt(object, *places));
}

std::optional<VirtualEntry> SkyArea::find_galactic(const std::string& longitude,
                                                   const std::string& latitude) {
    const auto l = Decimal::parse(longitude), b = Decimal::parse(latitude);
    if (!l || !b || *b < Decimal(-90) || *b > Decimal(90)) return std::nullopt;
    const SkyPoint point = icrs_of_galactic(Angle{l->to_double()}, Angle{b->to_double()});
    return link_entry(latitude, link_target("sky/gal/" + longitude, position_path(point)));
}

std::vector<SeenBy> SkyArea::seen_at(const SkyRequest& request) {
    std::vector<SeenBy> seen;
    const SkyPoint point{Angle{request.ra->to_double()}, Angle{request.dec->to_double()}};
    const Direction here = direction_of(point.ra, point.dec);
    const auto map = index_.current();
    for (const auto& [key, mission] : archive_.missions())
        for (const Instrument& instrument : mission.instruments)
            for (const SegmentRow* row : map->near(instrument.name, here, Angle{0})) {
                const Angle away = separation(direction_of(row->ra, row->dec), here);
                if (away > instrument.field_radius) continue;
                const auto segment = index_.open(*row);
                const double live = segment->gti().total_seconds() * dead_time_factor(*segment);
                seen.push_back({instrument.name, row->obs_id, row->start_mjd, row->stop_mjd,
                                Seconds{live}, away});
            }
    return seen;
}

std::optional<VirtualEntry> SkyArea::find_at_position(const SkyRequest& request,
                                                      const std::string& name) {
    if (name == "observations.txt") return text_entry(name, observations_txt(seen_at(request)));
    if (name == "observations.csv") return text_entry(name, observations_csv(seen_at(request)));
    if (name == "observations.fits") return text_entry(name, observations_fits(seen_at(request)));
    return std::nullopt;
}

std::vector<BandPart> SkyArea::band_parts(const SkyRequest& request) {
    std::vector<BandPart> parts;
    for (const auto& [key, mission] : archive_.missions())
        for (const Instrument& instrument : mission.instruments)
            parts.push_back({instrument.name, plan({request, &mission, &instrument, ""})});
    return parts;
}

std::string SkyArea::band_summary(const SkyRequest& request, const std::string& name) {
    const std::string path = request.path();
    int64_t state = index_.current()->state();
    for (const auto& [key, mission] : archive_.missions())
        for (const Instrument& instrument : mission.instruments)
            state = state_with_catalogue(state, find_cut_catalogue(instrument, tables_));
    if (auto known = summaries_.find(join_path(path, name), state)) return *known;
    const std::vector<BandPart> parts = band_parts(request);
    std::string text =
        name == "summary.txt" ? band_summary_txt(path, parts) : band_summary_json(path, parts);
    summaries_.remember(join_path(path, name), state, text);
    return text;
}

std::optional<VirtualEntry> SkyArea::find_in_band(const Place& place, const std::string& name) {
    const SkyRequest& request = place.request;
    if (name == "README.txt") return text_entry(name, band_readme(request.path()));
    if (name == "summary.txt" || name == "summary.json")
        return text_entry(name, band_summary(request, name));
    if (auto entry = find_by_form(request, name)) return entry;
    return find_instrument_entry(request, name);
}

std::optional<VirtualEntry> SkyArea::find_instrument_entry(const SkyRequest& request,
                                                           const std::string& name) {
    Place place{request, nullptr, nullptr, ""};
    if (!find_instrument(name, place)) return std::nullopt;
    place.request = without_defaults(request, *place.instrument);
    if (!plan(place).plan) return std::nullopt;
    if (place.request == request) return folder_entry(name);
    return link_entry(name, link_target(request.path(), join_path(place.request.path(), name)));
}

std::optional<VirtualEntry> SkyArea::find_in_instrument(const Place& place,
                                                        const std::string& name) {
    const auto plan = this->plan(place).plan;
    if (!plan) return std::nullopt;
    if (place.below.empty()) {
        if (name == "by_obs" || name == "obs") return folder_entry(name);
        auto found = product(plan, name);
        if (!found) return std::nullopt;
        return product_entry(name, std::move(found));
    }
    for (const SkySource* source : plan->exposed()) {
        if (source->row.obs_id != name) continue;
        const std::string folder = join_path(plan->path, place.below);
        if (place.below == "obs")
            return link_entry(name, link_target(folder, observation_folder(source->row)));
        SkyRequest alone = place.request;
        alone.options.obs_id = name;
        return link_entry(name,
                          link_target(folder, join_path(alone.path(), place.instrument->name)));
    }
    return std::nullopt;
}

std::vector<VirtualEntry> SkyArea::list_targets() {
    std::vector<VirtualEntry> entries;
    const auto known = names_.observed();
    entries.push_back(text_entry("README.txt", names_readme(*known)));
    for (const std::string& name : known->listed()) {
        const auto& places = *known->find(name);
        entries.push_back(link_entry(name, link_target("sky/name", places.front().path)));
        const std::string others = name + std::string(kAlternatives);
        if (places.size() > 1)
            entries.push_back(text_entry(others, alternatives_txt(name, places)));
    }
    return entries;
}

std::vector<VirtualEntry> SkyArea::list_position(const SkyRequest& request) {
    std::vector<VirtualEntry> entries;
    const std::vector<SeenBy> seen = seen_at(request);
    std::vector<std::string> bands;
    for (const auto& [key, mission] : archive_.missions())
        for (const Instrument& instrument : mission.instruments) {
            const bool saw = std::any_of(seen.begin(), seen.end(), [&](const SeenBy& one) {
                return one.instrument == instrument.name;
            });
            for (const std::string& band : instrument.bands)
                if (saw && std::find(bands.begin(), bands.end(), band) == bands.end())
                    bands.push_back(band);
        }
    for (const std::string& band : bands) entries.push_back(lasting_folder_entry(band));
    entries.push_back(text_entry("observations.csv", observations_csv(seen)));
    entries.push_back(text_entry("observations.fits", observations_fits(seen)));
    entries.push_back(text_entry("observations.txt", observations_txt(seen)));
    return entries;
}

std::vector<VirtualEntry> SkyArea::list_band(const Place& place) {
    std::vector<VirtualEntry> entries;
    for (const auto& [key, mission] : archive_.missions())
        for (const Instrument& instrument : mission.instruments)
            if (auto entry = find_instrument_entry(place.request, instrument.name))
                entries.push_back(std::move(*entry));
    for (const char* name : {"README.txt", "summary.json", "summary.txt"})
        if (auto entry = find_in_band(place, name)) entries.push_back(std::move(*entry));
    return entries;
}

std::vector<VirtualEntry> SkyArea::list_instrument(const Place& place) {
    std::vector<VirtualEntry> entries;
    const auto plan = this->plan(place).plan;
    if (!plan) return entries;
    if (place.below.empty()) {
        entries.push_back(folder_entry("by_obs"));
        entries.push_back(folder_entry("obs"));
        for (const std::string& name : sky_product_names(*plan))
            entries.push_back(product_entry(name, product(plan, name)));
        return entries;
    }
    for (const SkySource* source : plan->exposed()) {
        const bool repeated = !entries.empty() && entries.back().name == source->row.obs_id;
        if (repeated) continue;
        if (auto entry = find_in_instrument(place, source->row.obs_id))
            entries.push_back(std::move(*entry));
    }
    return entries;
}

std::vector<VirtualEntry> SkyArea::list(const std::string& folder) {
    if (folder == "sky")
        return {text_entry("README.txt", sky_readme()), folder_entry("gal"), folder_entry("name")};
    if (folder == "sky/name") return list_targets();
    const auto place = place_of(folder);
    if (!place) return {};
    if (place->instrument != nullptr) return list_instrument(*place);
    if (place->request.band) return list_band(*place);
    if (place->request.dec) return list_position(place->request);
    return {};
}

}  // namespace heafs
