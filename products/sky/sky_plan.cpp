#include "products/sky/sky_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "config/base/error.h"
#include "core/base/files.h"
#include "core/base/sha256.h"
#include "core/events/segment_time.h"
#include "products/plan/option_text.h"
#include "products/sky/background.h"
#include "products/sky/field_model.h"
#include "products/sky/light_curve.h"
#include "products/sky/responses.h"

namespace heafs {
namespace {

constexpr double kArcsecInDegree = 3600;
constexpr int64_t kMostPixels = 8192;  // a side: 256 MiB while it is rendered

SkyPoint centre_of(const SkyRequest& request) {
    return {Angle{request.ra->to_double()}, Angle{request.dec->to_double()}};
}

// The circle or annulus of the source.
struct Radii {
    Angle outer;
    std::optional<Angle> inner;
};

Radii radii_of(const SkyRequest& request, const Instrument& instrument) {
    if (!request.options.radius) return {instrument.radius, std::nullopt};
    Radii radii{Angle{request.options.radius->outer.to_double() / kArcsecInDegree}, std::nullopt};
    if (request.options.radius->inner)
        radii.inner = Angle{request.options.radius->inner->to_double() / kArcsecInDegree};
    return radii;
}

std::optional<ImageGrid> grid_of(const SkyRequest& request, const Instrument& instrument,
                                 std::string& why_not) {
    if (instrument.geometry != Geometry::kImage) return std::nullopt;
    const Decimal size = request.options.size_deg.value_or(*Decimal::parse(instrument.size_deg));
    const Decimal pixel =
        request.options.pixel_arcsec.value_or(*Decimal::parse(instrument.pixel_arcsec));
    ImageGrid grid;
    const double width = size.to_double() * 3600 / pixel.to_double();
    if (!(width <= static_cast<double>(kMostPixels))) {
        why_not = fmt::format(
            "an image of {} degrees in pixels of {} arcsec has more than {} "
            "pixels a side: take a larger pix_ or a smaller size_",
            size.text(), pixel.text(), kMostPixels);
        return std::nullopt;
    }
    grid.size = std::llround(width);
    grid.projection = request.options.projection.value_or(Projection::kTan);
    grid.pixel_deg = pixel.to_double() / kArcsecInDegree;
    if (grid.size < 1)
        why_not = fmt::format("an image of {} degrees has no whole pixel of {} arcsec", size.text(),
                              pixel.text());
    return grid;
}

std::optional<TimeInterval> asked_time(const SkyRequest& request, const EventSegment& segment,
                                       const Instrument& instrument) {
    if (!request.options.time) return std::nullopt;
    const MissionClock clock = clock_of(segment, instrument.clock);
    TimeInterval interval{-std::numeric_limits<double>::infinity(),
                          std::numeric_limits<double>::infinity()};
    if (const auto& start = request.options.time->start)
        interval.start = mission_seconds_of(clock, *start);
    if (const auto& stop = request.options.time->stop)
        interval.stop = mission_seconds_of(clock, *stop);
    return interval;
}

bool is_asked(const SegmentRow& row, const SkyRequest& request) {
    return !request.options.obs_id || row.obs_id == *request.options.obs_id;
}

void add_background(const SkyPlan& plan, const FieldOfView& field, SkySource& source) {
    if (plan.background_kind == BackgroundKind::kReflected)
        source.background = reflected_regions(*plan.region, field.axis);
    else if (plan.background)
        source.background = {plan.background};
    for (const auto& region : source.background)
        source.background_extent += live_extent(field, *region);
}

SkySource source_of(const SkyPlan& plan, const SegmentRow& row,
                    std::shared_ptr<const EventSegment> segment) {
    const Instrument& instrument = *plan.instrument;
    SkySource source;
    source.row = row;
    source.segment = std::move(segment);
    source.time = asked_time(plan.request, *source.segment, instrument);
    source.gti =
        source.time ? source.segment->gti().intersected(*source.time) : source.segment->gti();
    source.off_axis =
        separation(direction_of(row.ra, row.dec), direction_of(plan.centre.ra, plan.centre.dec));
    const FieldOfView field = field_of(*source.segment, instrument);
    source.field_extent = field.extent;
    if (plan.resolved) {
        source.region_extent = live_extent(field, *plan.region);
        add_background(plan, field, source);
    } else {
        source.region_extent = source.off_axis <= field.radius ? field.extent : 0;
    }
    if (source.region_extent > 0)
        source.exposure = Seconds{source.gti.total_seconds() * dead_time_factor(*source.segment)};
    return source;
}

std::string provenance_of(const std::vector<SkyPlan::Input>& inputs) {
    std::string list;
    for (const SkyPlan::Input& input : inputs)
        list += fmt::format("{} {} {}\n", input.obs_id, input.path, input.sha256);
    return sha256_hex(list);
}

std::string folder_path(const SkyRequest& request, const Instrument& instrument) {
    return join_path(request.path(), instrument.name);
}

// Why none are cut out of an annulus is told in the plan: it is no error.
std::vector<SkyCircle> holes_of(SkyPlan& plan, const CutCatalogue& catalogue,
                                const SkyRegion& annulus) {
    const SkyOptions& options = plan.request.options;
    const BackgroundRegion& background = plan.instrument->background;
    if (catalogue.table.empty() || options.background == AskedBackground::kAnnulusNoCut) return {};
    CutOut& cut_out = plan.cut_out.emplace();
    cut_out.table = catalogue.table;
    cut_out.why_not = catalogue.why_not;
    // Older versions of tables are not kept, and what was public then must stay as it is.
    if (options.asof) cut_out.why_not = "asof_ knows no earlier versions of tables";
    if (!cut_out.why_not.empty()) return {};
    try {
        auto circles =
            circles_to_cut(*catalogue.rows, *plan.region, annulus, background.cut_radius);
        cut_out.content_hash = catalogue.content_hash();
        return circles;
    } catch (const Error& error) {
        cut_out.why_not = error.what();
        return {};
    }
}

void add_regions(SkyPlan& plan, const CutCatalogue& catalogue) {
    const Radii radii = radii_of(plan.request, *plan.instrument);
    if (!plan.resolved) {
        plan.region = std::make_shared<const SkyRegion>(plan.centre, plan.instrument->field_radius);
        return;
    }
    plan.region = std::make_shared<const SkyRegion>(plan.centre, radii.outer, radii.inner);
    const BackgroundRegion& background = plan.instrument->background;
    if (plan.request.options.background == AskedBackground::kNone) return;
    plan.background_kind = background.kind;
    // An annulus that the source region reaches into is no background.
    if (background.kind != BackgroundKind::kAnnulus || radii.outer > background.inner) return;
    const SkyRegion annulus(plan.centre, background.outer, background.inner);
    plan.background = std::make_shared<const SkyRegion>(
        plan.centre, background.outer, background.inner, holes_of(plan, catalogue, annulus));
}

// Why an option of the request cannot be for this instrument; "" when all can.
// The bit of a named selection in the index.
std::optional<int32_t> bits_of(const std::string& selection, const Instrument& instrument) {
    for (size_t n = 0; n < instrument.selections.size(); ++n)
        if (instrument.selections[n].name == selection)
            return static_cast<int32_t>(uint32_t{1} << n);
    return std::nullopt;
}

std::string no_selection(const std::string& asked, const Instrument& instrument) {
    std::string names;
    for (const Selection& one : instrument.selections)
        names += (names.empty() ? "" : ", ") + one.name;
    return names.empty()
               ? fmt::format("{} has no selections", instrument.name)
               : fmt::format("{} has no selection '{}'; it has {}", instrument.name, asked, names);
}

std::string no_such_band(const SkyRequest& request, const Instrument& instrument) {
    const bool energies = instrument.energy.kind == EnergyKind::kEnergies;
    return fmt::format("{} of {} {} the band {}: it sees {}, and its own bands are {}",
                       energies ? "no energy" : "no channel", instrument.name,
                       energies ? "lies in" : "has its centre in", request.band->text,
                       band_in_words(instrument.energy), fmt::join(instrument.bands, ", "));
}

std::string why_not_these_options(const SkyRequest& request, const Instrument& instrument) {
    const SkyOptions& options = request.options;
    if (instrument.model != EventModel::kEvents &&
        (options.radius || options.size_deg || options.pixel_arcsec || options.projection))
        return instrument.name +
               " does not resolve positions: radius_, size_, pix_ and proj_ mean nothing to it";
    if (options.selection && !bits_of(*options.selection, instrument))
        return no_selection(*options.selection, instrument);
    const bool wants_annulus = options.background == AskedBackground::kAnnulus ||
                               options.background == AskedBackground::kAnnulusNoCut;
    const bool wants_reflected = options.background == AskedBackground::kReflected;
    if ((wants_annulus && instrument.background.kind != BackgroundKind::kAnnulus) ||
        (wants_reflected && instrument.background.kind != BackgroundKind::kReflected))
        return fmt::format("{} has no background 'bkg_{}'", instrument.name,
                           background_name(*options.background));
    return "";
}

// `looked`: a list of those asked for sees the region, at whatever time.
std::string no_exposure(const SkyPlan& plan, const SegmentMap& map, bool looked) {
    const std::string& instrument = plan.instrument->name;
    const auto& obs_id = plan.request.options.obs_id;
    const bool has_observation =
        obs_id && std::any_of(map.rows().begin(), map.rows().end(), [&](const SegmentRow& row) {
            return row.instrument == instrument && row.obs_id == *obs_id;
        });
    if (obs_id && !has_observation)
        return fmt::format("there is no observation {} of {}", *obs_id, instrument);
    const std::string who =
        obs_id ? fmt::format("observation {} of {}", *obs_id, instrument) : instrument;
    if (looked && plan.request.options.time)
        return fmt::format("{} looked here, but not in this time", who);
    if (looked) return fmt::format("{} has no good time", who);
    return fmt::format("{} never looked here", who);
}

std::optional<ChannelRange> legal_channels(SkyPlan& plan) {
    plan.least_channel = plan.instrument->energy.first_channel;
    plan.most_channel = plan.instrument->energy.last_channel;
    return channels_of_band(*plan.request.band, plan.instrument->energy, plan.least_channel,
                            plan.most_channel);
}

// True when the images of two pixel sizes share their edges with the native pixels.
bool is_multiple(double pixel_deg, double native_deg) {
    if (!(native_deg > 0)) return true;
    const double ratio = pixel_deg / native_deg;
    return ratio > 0.5 && std::abs(ratio - std::round(ratio)) < 1e-6 * ratio;
}

}  // namespace

double dead_time_factor(const EventSegment& segment) {
    const FitsHdu& header = segment.header();
    std::optional<double> factor = header.real("DEADC");
    if (!factor) factor = header.real("DTCOR");
    const auto live = header.real("LIVETIME"), on = header.real("ONTIME");
    if (!factor && live && on && *on > 0) factor = *live / *on;
    return factor && *factor > 0 && *factor <= 1 ? *factor : 1;
}

Angle ImageGrid::reach() const {
    return projection_reach(projection,
                            static_cast<double>(size) * pixel_deg / std::numbers::sqrt2);
}

std::vector<SkyPlan::Input> SkyPlan::inputs() const {
    std::vector<Input> list;
    for (const SkySource& source : sources)
        list.push_back({source.row.obs_id, source.row.source_path, source.row.source_sha256});
    for (const ResponseFile& file : responses->files) list.push_back({"", file.path, file.sha256});
    if (cut_out && !cut_out->content_hash.empty())
        list.push_back({"", fmt::format("tables/{}.tdat", cut_out->table), cut_out->content_hash});
    return list;
}

std::vector<const SkySource*> SkyPlan::exposed() const {
    std::vector<const SkySource*> result;
    for (const SkySource& source : sources)
        if (source.exposure.value > 0) result.push_back(&source);
    return result;
}

std::vector<int32_t> SkyPlan::events_in(const SkySource& source, const SkyRegion& where,
                                        bool all_channels) const {
    EventFilter filter;
    filter.first_channel = static_cast<int32_t>(all_channels ? least_channel : channels.first);
    filter.last_channel = static_cast<int32_t>(all_channels ? most_channel : channels.last);
    if (!all_channels) filter.energies = channels.energies;
    filter.selected = selected;
    filter.time = source.time;
    if (!resolved) return select_events(*source.segment, filter);
    return instrument->geometry == Geometry::kStrip
               ? select_events_along_strip(*source.segment, where, filter)
               : select_events(*source.segment, where, filter);
}

std::vector<int32_t> SkyPlan::background_events(const SkySource& source, bool all_channels) const {
    std::vector<int32_t> events;
    for (const auto& where : source.background) {
        const std::vector<int32_t> there = events_in(source, *where, all_channels);
        events.insert(events.end(), there.begin(), there.end());
    }
    return events;
}

SkyPlanning plan_sky_folder(EventIndex& index, const std::shared_ptr<ResponseLibrary>& responses,
                            const SkyRequest& request, const Mission& mission,
                            const Instrument& instrument, const CutCatalogue& catalogue) {
    auto plan = std::make_shared<SkyPlan>();
    plan->request = request;
    plan->mission = &mission;
    plan->instrument = &instrument;
    plan->path = folder_path(request, instrument);
    plan->mission_file_sha256 = sha256_hex(mission.source_text);
    plan->centre = centre_of(request);
    plan->resolved = instrument.model == EventModel::kEvents;
    std::string why_not = why_not_these_options(request, instrument);
    if (!why_not.empty()) return {nullptr, why_not};
    if (plan->resolved) plan->image = grid_of(request, instrument, why_not);
    if (!why_not.empty()) return {nullptr, why_not};
    const auto channels = legal_channels(*plan);
    if (!channels) return {nullptr, no_such_band(request, instrument)};
    plan->channels = *channels;
    const std::string selection = request.options.selection.value_or(instrument.default_selection);
    plan->selected = bits_of(selection, instrument).value_or(0);
    add_regions(*plan, catalogue);
    plan->bin_seconds =
        request.options.bin_seconds.value_or(*Decimal::parse(instrument.bin_seconds));

    const auto& asof = request.options.asof;
    const auto map = asof ? index.as_of(*asof) : index.current();
    plan->state = state_with_catalogue(map->state(), catalogue);
    const Angle reach =
        std::max(plan->region->outer(), plan->image ? plan->image->reach() : plan->region->outer());
    bool looked = false;
    for (const SegmentRow* row : map->near(instrument.name, plan->region->centre(), reach)) {
        if (!is_asked(*row, request)) continue;
        SkySource source = source_of(*plan, *row, index.open(*row));
        looked = looked || source.region_extent > 0;
        if (source.gti.empty()) continue;
        plan->sources.push_back(std::move(source));
    }
    if (plan->exposed().empty()) return {nullptr, no_exposure(*plan, *map, looked)};
    plan->no_light_curve = why_no_light_curve(*plan);
    if (request.options.bin_seconds && !plan->no_light_curve.empty())
        return {nullptr, plan->no_light_curve};
    plan->responses = std::make_shared<const SkyResponses>(find_responses(*plan, responses));
    plan->provenance = provenance_of(plan->inputs());
    if (plan->image)
        plan->image->spread =
            !is_multiple(plan->image->pixel_deg, plan->sources.front().segment->native_pixel_deg());
    return {plan, ""};
}

}  // namespace heafs
