#include "products/sky/summary_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "products/sky/background.h"
#include "products/sky/list_responses.h"
#include "products/sky/responses.h"

namespace heafs {
namespace {

double arcsec(Angle angle) { return tidy(angle.degrees * 3600); }

void add_defaults(std::vector<std::string>& words, const SkyPlan& plan) {
    const SkyOptions& options = plan.request.options;
    const Instrument& instrument = *plan.instrument;
    if (!options.time) words.emplace_back("time: all good time");
    if (!options.obs_id) words.emplace_back("observations: all of this instrument");
    if (!options.asof) words.emplace_back("archive: what is public now");
    if (plan.resolved && !options.radius)
        words.push_back(fmt::format("source region: the default radius of {}, {} arcsec",
                                    instrument.name, instrument.radius_text));
    if (plan.background && !options.background)
        words.push_back(fmt::format("background region: the default annulus of {}, {} to {} arcsec",
                                    instrument.name, arcsec(*plan.background->inner()),
                                    arcsec(plan.background->outer())));
    if (!options.bin_seconds)
        words.push_back(fmt::format("light curve: bins of {} s", plan.bin_seconds.text()));
    if (!plan.image) return;
    if (!options.size_deg)
        words.push_back(fmt::format("image width: {} degrees", instrument.size_deg));
    if (!options.pixel_arcsec)
        words.push_back(fmt::format("image pixel: {} arcsec", instrument.pixel_arcsec));
    if (!options.projection) words.emplace_back("image projection: TAN about the position");
}

std::string words_about_cuts(const SkyPlan& plan) {
    if (plan.cut_out && plan.cut_out->why_not.empty())
        return fmt::format("cut out of the background annulus: {}, all but the source itself",
                           cut_out_words(plan));
    const std::string nothing = "no sources are cut out of the background annulus";
    if (plan.cut_out) return nothing;  // why, is among what is missing
    return nothing + (plan.request.options.background == AskedBackground::kAnnulusNoCut
                          ? ", as asked"
                          : ": the mission file names no catalogue");
}

bool has_background(const SkyPlan& plan) { return !sources_with_background(plan).empty(); }

std::string without_background(const SkyPlan& plan) {
    if (plan.request.options.background == AskedBackground::kNone) return "as asked";
    switch (plan.instrument->background.kind) {
        case BackgroundKind::kAnnulus:
            if (plan.background) return "since nothing of its annulus is seen and not cut out";
            return "since the source region reaches into its annulus";
        case BackgroundKind::kReflected:
            return "since the source region is too near to the pointing";
        case BackgroundKind::kNone:
            break;
    }
    return "since the instrument has none";
}

// Observations whose background region lies outside their field of view.
std::string dark_backgrounds(const SkyPlan& plan) {
    std::string names;
    for (const SkySource* source : plan.exposed())
        if (has_background(plan) && !(source->background_extent > 0))
            names += (names.empty() ? "" : ", ") + source->row.obs_id;
    return names;
}

const char* why_this(const Instrument& instrument, const std::string& path) {
    const ResponseSource& source =
        path.ends_with(".arf") || path.ends_with(".arf.gz") ? instrument.arf : instrument.rmf;
    switch (source.from) {
        case ResponseSource::From::kObservation:
            return "delivered with the observation";
        case ResponseSource::From::kMission:
            return "named by the mission file";
        case ResponseSource::From::kList:
        case ResponseSource::From::kCaldb:
            break;
    }
    return "the last in caldb/ to become valid before the observation began, of good quality and "
           "within its boundaries";
}

// What the event lists have in themselves.
void add_list_responses(std::vector<CalibrationUse>& used, const SkyPlan& plan) {
    const Instrument& instrument = *plan.instrument;
    std::string hdus;
    if (plan.responses->has_rmf() && instrument.rmf.from == ResponseSource::From::kList)
        hdus = instrument.rmf.name;
    if (plan.responses->has_arf() && instrument.arf.from == ResponseSource::From::kList) {
        hdus += (hdus.empty() ? "" : ", ") + instrument.arf.name;
        if (!instrument.psf_hdu.empty()) hdus += ", " + instrument.psf_hdu;
    }
    if (hdus.empty()) return;
    for (const SkySource* source : plan.exposed())
        used.push_back({"response: " + hdus, source->row.source_path,
                        "of the event list itself, at the source's angle from the axis"});
}

void add_missing_spreads(std::vector<std::string>& words, const SkyPlan& plan) {
    const Instrument& instrument = *plan.instrument;
    const char* otherwise = instrument.psf
                                ? "that of the mission file is taken"
                                : "the effective area takes all light to be in the region";
    if (instrument.psf_hdu.empty()) {
        if (!instrument.psf) words.push_back(fmt::format("no point spread: {}", otherwise));
        return;
    }
    for (const SkySource* source : plan.exposed())
        if (const std::string why = why_no_spread(*source->segment, instrument); !why.empty())
            words.push_back(fmt::format("no point spread of observation {}, {}: {}",
                                        source->row.obs_id, otherwise, why));
}

bool is_stale(const SkyPlan& plan) {
    return std::any_of(plan.sources.begin(), plan.sources.end(), [&](const SkySource& source) {
        return source.segment->mission_file_sha256() != plan.mission_file_sha256;
    });
}

}  // namespace

double tidy(double value) { return std::round(value * 1e9) / 1e9; }

std::string_view clock_name(const Instrument& instrument) {
    return instrument.clock == ClockModel::kSwiftUtcf ? "swift_utcf" : "ideal";
}

std::string clock_words(const Instrument& instrument) {
    return instrument.clock == ClockModel::kSwiftUtcf
               ? "asked times become mission seconds by the header's UTCFINIT; TSTART, DATE-OBS "
                 "and MJD-OBS are by the uncorrected clock of the event list"
               : "mission time is taken as true";
}

std::vector<CalibrationUse> calibration_used(const SkyPlan& plan) {
    const Instrument& instrument = *plan.instrument;
    const std::string file = fmt::format("mission file {}.toml", plan.mission->name);
    const char* only = "the one place that says it; its SHA-256 is mission_file_sha256";
    std::vector<CalibrationUse> used = {
        {fmt::format("energies of {} channels", instrument.energy.column), file, only},
        {fmt::format("field of view: a circle of {} arcmin",
                     tidy(instrument.field_radius.degrees * 60)),
         file, only}};
    if (instrument.clock == ClockModel::kSwiftUtcf)
        used.push_back({"clock: UTCFINIT", "headers of the event lists",
                        "each list has the correction of its own time"});
    add_list_responses(used, plan);
    for (const ResponseFile& response : plan.responses->files)
        used.push_back({"response", fmt::format("{}, SHA-256 {}", response.path, response.sha256),
                        why_this(instrument, response.path)});
    return used;
}

std::string cut_out_words(const SkyPlan& plan) {
    if (!plan.cut_out || !plan.cut_out->why_not.empty()) return "";
    const size_t holes = plan.background->holes().size();
    return fmt::format("{} {} of {} arcsec about sources of tables/{}", holes,
                       holes == 1 ? "circle" : "circles",
                       arcsec(plan.instrument->background.cut_radius), plan.cut_out->table);
}

std::string threshold_words(const SkyPlan& plan) {
    const auto& least = plan.responses->least_energy;
    if (!least) return "";
    const bool reaches = plan.channels.low_kev.to_double() < least->kev;
    return fmt::format("the effective area is not to be trusted below {:.6g} keV (LO_THRES){}",
                       least->kev, reaches ? ", and the band begins below it" : "");
}

std::string hardness_words(const SubBands& bands) {
    return bands.by_mission ? "bands of the mission file" : "halves of the band in log energy";
}

std::vector<std::string> assumption_words(const SkyPlan& plan) {
    std::vector<std::string> words;
    add_defaults(words, plan);
    if (!plan.resolved)
        words.emplace_back("the events have no positions: the region is the whole field of view");
    words.emplace_back("FK5 (J2000) and ICRS are not rotated into each other");
    words.push_back(fmt::format("the field of view is a circle of {} arcmin",
                                tidy(plan.instrument->field_radius.degrees * 60)));
    words.push_back(clock_words(*plan.instrument));
    words.emplace_back(
        "limits and interval: flat prior, 1 - CL = Q(N+1, S+B) / Q(N+1, B), the background B "
        "taken as known");
    words.emplace_back(
        "rates are those in the region: corrected neither for vignetting nor for "
        "light outside it");
    if (plan.background) words.push_back(words_about_cuts(plan));
    if (plan.background_kind == BackgroundKind::kReflected)
        words.emplace_back(
            "background: regions like the source's at its offset from the pointing, 0.1 radian or "
            "more beyond touching it");
    if (plan.responses->has_arf())
        words.emplace_back(
            "flux: of a power law of photon index 2, not absorbed, through the responses");
    if (plan.responses->is_average)
        words.emplace_back("response.rmf is the mean of several matrices: prefer by_obs/");
    if (has_background(plan))
        words.emplace_back("significance: Li & Ma 1983 (ApJ 272, 317), equation 17");
    if (const auto bands = sub_bands(plan))
        words.push_back(
            "hardness ratio: (H - S) / (H + S) of net counts, median and 68.3 % of its "
            "posterior with flat priors (Park et al. 2006, ApJ 652, 610); " +
            hardness_words(*bands));
    return words;
}

std::vector<std::string> missing_words(const SkyPlan& plan) {
    std::vector<std::string> words;
    const SkyResponses& responses = *plan.responses;
    if (plan.instrument->counts_only)
        words.push_back("no rate, no limit and no exposure of the region, counts alone: " +
                        plan.instrument->counts_only_reason);
    if (!responses.has_rmf())
        words.push_back("no redistribution matrix, RESPFILE is 'none': " + responses.rmf_why_not);
    if (!responses.has_arf())
        words.push_back("no effective area, ANCRFILE is 'none': " + responses.arf_why_not);
    if (responses.has_arf() && plan.resolved) add_missing_spreads(words, plan);
    if (const std::string threshold = threshold_words(plan); !threshold.empty())
        words.push_back(threshold);
    if (!responses.has_arf()) words.emplace_back("no flux is given, since there is no response");
    if (is_stale(plan))
        words.emplace_back(
            "the index was made by an earlier mission file; `heafs scan --rebuild` makes it again");
    if (!has_background(plan))
        words.push_back(
            fmt::format("no background region, {}: net_rate and limits take none into "
                        "account, and there is no significance",
                        without_background(plan)));
    if (const std::string names = dark_backgrounds(plan); !names.empty())
        words.push_back("there is no background region inside the field of view of " + names +
                        ": no background is subtracted there");
    if (plan.cut_out && !plan.cut_out->why_not.empty())
        words.push_back(fmt::format("no sources of tables/{} are cut out of the background: {}",
                                    plan.cut_out->table, plan.cut_out->why_not));
    if (!sub_bands(plan))
        words.emplace_back("no hardness ratio, since one channel does not divide");
    if (!(plan.instrument->pileup_rate > 0))
        words.emplace_back("no pile-up warning, since the mission file has no pileup_rate");
    return words;
}

}  // namespace heafs
