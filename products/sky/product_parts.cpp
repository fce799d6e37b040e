#include "products/sky/product_parts.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/calendar_date.h"
#include "core/base/files.h"
#include "core/base/sha256.h"
#include "core/events/segment_builder.h"
#include "core/events/segment_time.h"
#include "core/time/calendar.h"
#include "products/plan/fits_rows.h"

namespace heafs {
namespace {

constexpr double kDay = 86400;

// The word of the first source that has one.
std::string first_word(const ProductTime& time, const char* keyword, const std::string& otherwise) {
    for (const SkySource* source : time.counted)
        if (auto value = source->segment->header().text(keyword); value && !value->empty())
            return *value;
    return otherwise;
}

std::optional<double> first_number(const ProductTime& time, const char* keyword) {
    for (const SkySource* source : time.counted)
        if (const auto value = source->segment->header().real(keyword)) return value;
    return std::nullopt;
}

bool is_one_observation(const ProductTime& time) {
    return std::all_of(time.counted.begin(), time.counted.end(), [&](const SkySource* source) {
        return source->row.obs_id == time.counted.front()->row.obs_id;
    });
}

void add_identity(HeaderText& header, const SkyPlan& plan, const ProductTime& time) {
    header.add("TELESCOP", first_word(time, "TELESCOP", "UNKNOWN"), "mission");
    header.add("INSTRUME", plan.instrument->instrume, "instrument");
    header.add("FILTER", first_word(time, "FILTER", "NONE"), "filter");
    if (const auto& where = plan.instrument->where; where.count("DATAMODE") > 0)
        header.add("DATAMODE", where.at("DATAMODE"), "mode of the instrument");
    header.add("OBJECT", first_word(time, "OBJECT", "UNKNOWN"), "as the observation says");
    if (const auto ra = first_number(time, "RA_OBJ"), dec = first_number(time, "DEC_OBJ");
        ra && dec) {
        header.add("RA_OBJ", *ra, "[deg] position of the object");
        header.add("DEC_OBJ", *dec, "[deg] position of the object");
    }
    header.add("RADESYS", "ICRS", "FK5 (J2000) positions are not rotated");
    header.add("EQUINOX", 2000.0, "equinox");
    if (is_one_observation(time))
        header.add("OBS_ID", time.counted.front()->row.obs_id, "observation");
    header.add("ORIGIN", "heafs", "made on request from archived event lists");
    header.add("CREATOR", fmt::format("heafs products {}", kProductFormat), "program and format");
}

void add_times(HeaderText& header, const ProductTime& time) {
    const auto date = [&](double seconds) {
        return calendar_text(time.mjdref_days, time.mjdref_fraction, seconds + time.timezero);
    };
    header.add("DATE-OBS", date(time.start), "start, in the scale of TIMESYS");
    header.add("DATE-END", date(time.stop), "end");
    header.add("MJD-OBS",
               time.mjdref_days + (time.mjdref_fraction + (time.start + time.timezero) / kDay),
               "start, by the clock of TSTART");
    header.add("TSTART", time.start, "[s] start of the first good time");
    header.add("TSTOP", time.stop, "[s] end of the last good time");
    header.add("MJDREFI", static_cast<int64_t>(time.mjdref_days), "[d] reference of times");
    header.add("MJDREFF", time.mjdref_fraction, "[d] its fraction");
    header.add("TELAPSE", time.stop - time.start, "[s] from start to end");
    header.add("ONTIME", time.ontime.value, "[s] sum of the good times");
    header.add("LIVETIME", time.exposure.value, "[s] corrected for dead time");
    header.add("EXPOSURE", time.exposure.value, "[s] corrected for dead time");
    header.add("DEADC", time.ontime.value > 0 ? time.exposure.value / time.ontime.value : 1.0,
               "dead time correction");
}

}  // namespace

double time_offset(const ProductTime& time, const SkySource& source) {
    const MissionClock clock = clock_of(*source.segment, ClockModel::kIdeal);
    const double days = clock.mjdref_days - time.mjdref_days;
    const double fraction = clock.mjdref_fraction - time.mjdref_fraction;
    return days == 0 && fraction == 0 ? 0 : days * kDay + fraction * kDay;
}

ProductTime time_of(const SkyPlan& plan, const std::vector<const SkySource*>& counted) {
    ProductTime time;
    time.counted = counted;
    const SkySource& first = counted.empty() ? plan.sources.front() : *counted.front();
    const MissionClock clock = clock_of(*first.segment, ClockModel::kIdeal);
    time.mjdref_days = clock.mjdref_days;
    time.mjdref_fraction = clock.mjdref_fraction;
    std::vector<TimeInterval> intervals;
    for (const SkySource* source : counted) {
        const double offset = time_offset(time, *source);
        for (const TimeInterval& interval : source->gti.intervals())
            intervals.push_back({interval.start + offset, interval.stop + offset});
        time.exposure.value += source->exposure.value;
        time.ontime.value += source->gti.total_seconds();
    }
    time.gti = GoodTimeIntervals(std::move(intervals));
    if (time.gti.empty()) return time;
    time.start = time.gti.intervals().front().start;
    time.stop = time.gti.intervals().back().stop;
    return time;
}

ProductTime without_timezero(ProductTime time, double timezero) {
    std::vector<TimeInterval> intervals = time.gti.intervals();
    for (TimeInterval& interval : intervals) {
        interval.start -= timezero;
        interval.stop -= timezero;
    }
    time.gti = GoodTimeIntervals(std::move(intervals));
    time.start -= timezero;
    time.stop -= timezero;
    time.timezero += timezero;
    return time;
}

std::string product_date(const SkyPlan& plan) {
    std::optional<CalendarMoment> date, end;
    for (const SkySource& source : plan.sources) {
        const FitsHdu& header = source.segment->header();
        date = std::max(date, parse_calendar_moment(header.text("DATE").value_or("")));
        end = std::max(end, parse_calendar_moment(header.text("DATE-END").value_or("")));
    }
    if (!date) date = end;
    return date ? text_of(*date) : std::string();
}

void add_common_cards(HeaderText& header, const SkyPlan& plan, const ProductTime& time) {
    add_identity(header, plan, time);
    if (const std::string date = product_date(plan); !date.empty())
        header.add("DATE", date, "latest DATE of the inputs");
    add_times(header, time);
    header.add("TIMESYS", first_word(time, "TIMESYS", "TT"), "time system");
    header.add("TIMEUNIT", "s", "unit of times");
    header.add("TIMEREF", first_word(time, "TIMEREF", "LOCAL"), "where times are measured");
    header.add("TIMEZERO", time.timezero, "[s] to be added to all times");
    if (!plan.resolved)
        header.add("RESOLVED", false, "the events have no positions: all of the field");
    header.add("DATAVERS", plan.provenance, "SHA-256 of the list in PROVENANCE");
    header.add("HEAFSFMT", kProductFormat, "format of products");
    header.add_commentary("HISTORY", plan.path);
}

void add_band_cards(HeaderText& header, const SkyPlan& plan) {
    header.add("E_MIN", plan.channels.low_kev.to_double(), "[keV] lower edge of CHANMIN");
    header.add("E_MAX", plan.channels.high_kev.to_double(), "[keV] upper edge of CHANMAX");
    header.add("EUNIT", "keV", "unit of energies");
    header.add("CHANMIN", plan.channels.first, "first channel of the band");
    header.add("CHANMAX", plan.channels.last, "last channel of the band");
}

PlannedHdu gti_hdu(const SkyPlan& plan, const ProductTime& time) {
    const std::vector<FitsColumn> columns = {{"START", "D", "s", "belongs to the interval"},
                                             {"STOP", "D", "s", "does not"}};
    FitsRows rows;
    for (const TimeInterval& interval : time.gti.intervals()) {
        rows.add(interval.start);
        rows.add(interval.stop);
    }
    HeaderText header =
        table_header("GTI", columns, 16, static_cast<int64_t>(time.gti.intervals().size()));
    header.add("HDUCLASS", "OGIP", "format conforms to OGIP standards");
    header.add("HDUCLAS1", "GTI", "good time intervals");
    header.add("HDUCLAS2", "STANDARD", "of the selected data");
    add_common_cards(header, plan, time);
    return planned_table(std::move(header), rows.take());
}

// The ASC convention (REGION): SHAPE, X, Y, R, ROTANG, COMPONENT; angles in degrees. Within a
// component "!" excludes.
PlannedHdu region_hdu(const std::vector<const SkyRegion*>& regions, const std::string& extname) {
    const bool annuli = std::any_of(regions.begin(), regions.end(),
                                    [](const SkyRegion* region) { return region->inner(); });
    const std::vector<FitsColumn> columns = {{"SHAPE", "16A", "", "form of the region"},
                                             {"X", "D", "deg", "right ascension (ICRS)"},
                                             {"Y", "D", "deg", "declination (ICRS)"},
                                             {"R", annuli ? "2D" : "D", "deg", "radius"},
                                             {"ROTANG", "D", "deg", "rotation"},
                                             {"COMPONENT", "J", "", "number of the component"}};
    FitsRows rows;
    int32_t component = 0;
    int64_t count = 0;
    const auto add = [&](const char* shape, SkyPoint place, Angle first, Angle second) {
        rows.add_text(shape, 16);
        rows.add(place.ra.degrees);
        rows.add(place.dec.degrees);
        rows.add(first.degrees);
        if (annuli) rows.add(second.degrees);
        rows.add(0.0);
        rows.add(component);
        ++count;
    };
    for (const SkyRegion* region : regions) {
        ++component;
        if (annuli)
            add("ANNULUS", region->place(), region->inner().value_or(Angle{0}), region->outer());
        else
            add("CIRCLE", region->place(), region->outer(), {});
        for (const SkyCircle& hole : region->holes())
            add("!CIRCLE", hole.centre, hole.radius, Angle{0});
    }
    HeaderText header = table_header(extname, columns, annuli ? 60 : 52, count);
    header.add("HDUNAME", "REGION", "what it is");
    header.add("HDUCLASS", "ASC", "region extension");
    header.add("HDUCLAS1", "REGION", "region extension");
    header.add("HDUCLAS2", "STANDARD", "region extension");
    header.add("HDUVERS", "1.2.0", "version of the convention");
    header.add("MTYPE1", "pos", "position of the region");
    header.add("MFORM1", "X,Y", "columns of the position");
    header.add("RADESYS", "ICRS", "frame of the position");
    return planned_table(std::move(header), rows.take());
}

PlannedHdu region_hdu(const SkyPlan& plan) { return region_hdu({plan.region.get()}, "REGION"); }

PlannedHdu provenance_hdu(const SkyPlan& plan) {
    const std::vector<SkyPlan::Input> inputs = plan.inputs();
    size_t id_width = 1, path_width = 1;
    for (const SkyPlan::Input& input : inputs) {
        id_width = std::max(id_width, input.obs_id.size());
        path_width = std::max(path_width, input.path.size());
    }
    const std::vector<FitsColumn> columns = {
        {"OBS_ID", fmt::format("{}A", id_width), "", "observation"},
        {"FILE", fmt::format("{}A", path_width), "", "input, below the mount"},
        {"SHA256", "64A", "", "its SHA-256"}};
    FitsRows rows;
    for (const SkyPlan::Input& input : inputs) {
        rows.add_text(input.obs_id, id_width);
        rows.add_text(input.path, path_width);
        rows.add_text(input.sha256, 64);
    }
    HeaderText header =
        table_header("PROVENANCE", columns, static_cast<int64_t>(id_width + path_width + 64),
                     static_cast<int64_t>(inputs.size()));
    header.add("DATAVERS", plan.provenance, "SHA-256 of this list");
    header.add("MISSFILE", plan.mission_file_sha256, "SHA-256 of the mission file");
    header.add("HEAFSFMT", kProductFormat, "format of products");
    return planned_table(std::move(header), rows.take());
}

HeaderText primary_header_with_provenance(const SkyPlan& plan) {
    HeaderText header = empty_primary_header();
    header.add("DATAVERS", plan.provenance, "SHA-256 of the list in HISTORY");
    header.add("MISSFILE", plan.mission_file_sha256, "SHA-256 of the mission file");
    header.add("HEAFSFMT", kProductFormat, "format of products");
    header.add_commentary("HISTORY", "inputs: OBS_ID and FILE below the mount, then its SHA-256");
    for (const SkyPlan::Input& input : plan.inputs()) {
        header.add_commentary("HISTORY", input.obs_id + " " + input.path);
        header.add_commentary("HISTORY", input.sha256);
    }
    return header;
}

Product sky_product(const std::shared_ptr<const SkyPlan>& plan, const std::string& name) {
    Product product;
    product.path = join_path(plan->path, name);
    std::string made_of = fmt::format("{}\n{}\n{}\n{}\n", product.path, kProductFormat,
                                      plan->mission_file_sha256, plan->provenance);
    // Segments may have been made by an earlier mission file.
    for (const SkySource& source : plan->sources)
        made_of += fmt::format("{} {}\n", kSegmentFormat, source.segment->mission_file_sha256());
    product.key = sha256_hex(made_of);
    if (const auto date = parse_calendar_moment(product_date(*plan)))
        product.mtime_ns = nanoseconds_of(*date);
    product.provenance = plan->provenance;
    return product;
}

Product fits_sky_product(const std::shared_ptr<const SkyPlan>& plan, const std::string& name,
                         std::vector<PlannedHdu> hdus) {
    Product product = sky_product(plan, name);
    product.size = planned_bytes(hdus);
    product.render = [plan, hdus = std::move(hdus)](int fd) { render_fits(hdus, fd); };
    return product;
}

}  // namespace heafs
