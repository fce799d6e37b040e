#include "core/simulation/halosat_observation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "config/base/error.h"
#include "core/base/gzip_bytes.h"
#include "core/fits/fits_writer.h"
#include "core/simulation/halosat_pointing.h"
#include "core/simulation/science_file.h"

namespace heafs {
namespace {

constexpr int16_t kFirstPi = 1, kLastPi = 455, kNullPi = -1;
constexpr int16_t kFirstPha = 600, kLastPha = 12900;
constexpr std::array<int, 3> kDetectors = {14, 38, 54};
constexpr char kCreator[] = "heafs simulate";
constexpr double kDaySeconds = 86400;

struct Event {
    double time;
    int16_t pha, pi;
};
using Events = std::vector<Event>;

// In microseconds of 2^-20 s, which a double holds exactly.
double exact_time(double time) { return std::floor(time * 0x1p20) * 0x1p-20; }

// A moment inside `intervals`.
double draw_time(const Intervals& intervals, Random& random) {
    double left = random.uniform() * total(intervals);
    for (const Interval& i : intervals) {
        if (left < i.length()) return i.start + left;
        left -= i.length();
    }
    return intervals.back().start;
}

// The oxygen lines of the halo on a falling continuum, in channels of 0.02 keV.
int16_t draw_pi(Random& random) {
    double channel = 0;
    if (random.uniform() < 0.3) {
        channel = 28 + 6 * (random.uniform() + random.uniform() + random.uniform() - 1.5);
    } else {
        const double u = random.uniform();
        channel = 20 + u * u * u * (kLastPi - 20);
    }
    return static_cast<int16_t>(std::clamp<double>(channel, kFirstPi, kLastPi));
}

Event event_of(double time, int16_t pi, Random& random) {
    const double gain = (kLastPha - kFirstPha) / static_cast<double>(kLastPi + 1);
    const double pha = kFirstPha + gain * (pi + random.uniform());
    return {exact_time(time), static_cast<int16_t>(pha), pi};
}

Events draw_events(const Intervals& intervals, int64_t count, Random& random) {
    Events events;
    for (int64_t i = 0; i < count; ++i) {
        const int16_t pi = draw_pi(random);
        events.push_back(event_of(draw_time(intervals, random), pi, random));
    }
    std::ranges::stable_sort(events, {}, &Event::time);
    return events;
}

// The cleaned events and a quarter as many from disturbed times, some of them without a PI.
Events add_disturbed(const Events& cleaned, const Pointing& p, Random& random) {
    Events all = draw_events(disturbed_times(p), static_cast<int64_t>(cleaned.size() / 4), random);
    for (Event& event : all)
        if (random.uniform() < 0.05) event.pi = kNullPi;
    all.insert(all.end(), cleaned.begin(), cleaned.end());
    std::ranges::stable_sort(all, {}, &Event::time);
    return all;
}

// What every HDU of a file says.
std::vector<FitsCard> common_cards(const Pointing& p, const std::string& instrument,
                                   const Intervals& times) {
    const double tstart = times.front().start, tstop = times.back().stop;
    const double ontime = total(times);
    return {{"TELESCOP", "HALOSAT", "telescope (mission) name"},
            {"INSTRUME", instrument, "instrument name"},
            {"FILTER", "NONE", "no filter in use"},
            {"DATAMODE", "PHOTON", "datamode"},
            {"OBS_ID", p.obs_id, "observation identifier"},
            {"OBJECT", p.object, "name of observed object"},
            {"RA_OBJ", p.ra_obj, "[deg] right ascension of the object"},
            {"DEC_OBJ", p.dec_obj, "[deg] declination of the object"},
            {"RA_PNT", p.ra_pnt, "[deg] right ascension of the pointing"},
            {"DEC_PNT", p.dec_pnt, "[deg] declination of the pointing"},
            {"RADECSYS", "FK5", "celestial coordinate system"},
            {"EQUINOX", 2000.0, "equinox of celestial coordinates"},
            {"TIMESYS", "TT", "time system"},
            {"MJDREFI", kHalosatMjdRefI, "MJD reference day, integer part"},
            {"MJDREFF", kHalosatMjdRefF, "MJD reference day, fraction"},
            {"TIMEREF", "LOCAL", "reference of time"},
            {"TASSIGN", "SATELLITE", "time assigned by the onboard clock"},
            {"TIMEUNIT", "s", "unit of time keywords"},
            {"TIMEZERO", 0.0, "[s] time zero"},
            {"CLOCKAPP", true, "clock correction applied"},
            {"TIERRELA", 4e-8, "[s/s] relative error of times"},
            {"TIERABSO", 1.0, "[s] absolute error of times"},
            {"TSTART", tstart, "[s] time start"},
            {"TSTOP", tstop, "[s] time stop"},
            {"DATE-OBS", date_of(tstart), "date of TSTART (TT)"},
            {"DATE-END", date_of(tstop), "date of TSTOP (TT)"},
            {"TELAPSE", tstop - tstart, "[s] TSTOP - TSTART"},
            {"ONTIME", ontime, "[s] sum of the good times"},
            {"EXPOSURE", ontime, "[s] exposure"},
            {"ORIGIN", "SIMULATED", "made by a program, not by a satellite"},
            {"CREATOR", kCreator, "program that made this file"},
            {"PROCVER", "1.0", "version of the simulation"},
            {"DATE", date_of(p.passes.back().stop + kDaySeconds).substr(0, 19),
             "date of file creation (UT)"}};
}

std::vector<FitsColumn> event_columns() {
    return {{.name = "TIME", .tform = "D", .unit = "s", .comment = "time of the event"},
            {.name = "PHA",
             .tform = "I",
             .unit = "chan",
             .comment = "pulse height",
             .tlmin = kFirstPha,
             .tlmax = kLastPha},
            {.name = "PI",
             .tform = "I",
             .unit = "chan",
             .comment = "pulse invariant, 0.02 keV a channel",
             .tlmin = kFirstPi,
             .tlmax = kLastPi,
             .tnull = kNullPi}};
}

std::vector<std::byte> event_file(const Pointing& p, const std::string& instrument,
                                  const Intervals& times, const Events& events,
                                  const std::string& hduclas2) {
    ScienceFile file(common_cards(p, instrument, times));
    file.add_table("EVENTS", event_columns(), events.size(),
                   {{"HDUCLAS1", "EVENTS", "event list"},
                    {"HDUCLAS2", hduclas2, "kind of events"},
                    {"HDUVERS", "1.2.0", "version of the format"},
                    {"TIMEDEL", 1e-6, "[s] time resolution"},
                    {"TIMEPIXR", 0.5, "times are of the middle of a bin"},
                    {"TSORTKEY", "TIME", "rows are sorted by this column"}});
    file.writer.write_column(1, column_of(events, &Event::time));
    file.writer.write_column(2, column_of(events, &Event::pha));
    file.writer.write_column(3, column_of(events, &Event::pi));
    file.add_gti(times);
    return file.finish();
}

std::vector<FitsCard> spectrum_cards() {
    return {{"CHANTYPE", "PI", "kind of channels"},
            {"DETCHANS", int64_t{kLastPi}, "channels of the detector"},
            {"POISSERR", true, "errors are Poissonian"},
            {"STAT_ERR", int64_t{0}, "no statistical errors given"},
            {"SYS_ERR", int64_t{0}, "no systematic errors given"},
            {"QUALITY", int64_t{0}, "all channels good"},
            {"GROUPING", int64_t{0}, "not grouped"},
            {"AREASCAL", 1.0, "area scaling factor"},
            {"BACKSCAL", 1.0, "background scaling factor"},
            {"CORRSCAL", 0.0, "correction scaling factor"},
            {"BACKFILE", "none", "background file"},
            {"CORRFILE", "none", "correction file"},
            {"RESPFILE", "none", "redistribution file"},
            {"ANCRFILE", "none", "effective area file"}};
}

std::vector<std::byte> spectrum_file(const Pointing& p, const std::string& instrument,
                                     const Events& cleaned) {
    std::vector<int32_t> channels, counts(kLastPi);
    for (int32_t channel = kFirstPi; channel <= kLastPi; ++channel) channels.push_back(channel);
    for (const Event& event : cleaned) ++counts[static_cast<size_t>(event.pi - kFirstPi)];
    const std::array<FitsColumn, 2> columns = {{
        {.name = "CHANNEL",
         .tform = "J",
         .unit = "chan",
         .comment = "PI channel",
         .tlmin = kFirstPi,
         .tlmax = kLastPi},
        {.name = "COUNTS", .tform = "J", .unit = "count", .comment = "events in the channel"},
    }};
    ScienceFile file(common_cards(p, instrument, p.good));
    file.add_table("SPECTRUM", columns, channels.size(),
                   {{"HDUCLAS1", "SPECTRUM", "spectrum"},
                    {"HDUCLAS2", "TOTAL", "source and background"},
                    {"HDUCLAS3", "COUNT", "counts"},
                    {"HDUCLAS4", "TYPE:I", "one spectrum"},
                    {"HDUVERS", "1.2.1", "version of the format"}});
    file.writer.write_cards(spectrum_cards());
    file.writer.write_column(1, channels);
    file.writer.write_column(2, counts);
    file.add_gti(p.good);
    return file.finish();
}

std::vector<std::byte> housekeeping_file(const Pointing& p, const std::string& instrument,
                                         Random& random) {
    const std::array<FitsColumn, 5> columns = {{
        {.name = "TIME", .tform = "D", .unit = "s", .comment = "time of the sample"},
        {.name = "SDD_TEMP", .tform = "E", .unit = "K", .comment = "detector temperature"},
        {.name = "HV_MON", .tform = "E", .unit = "V", .comment = "drift voltage"},
        {.name = "VLE_RATE", .tform = "E", .unit = "count/s", .comment = "above 7 keV"},
        {.name = "STATUS", .tform = "B", .comment = "0: nominal"},
    }};
    const std::vector<double> times = sample_times(p.passes, 8);
    std::vector<float> temperature, voltage, rate;
    for (size_t i = 0; i < times.size(); ++i) {
        temperature.push_back(static_cast<float>(random.uniform(242.9, 243.4)));
        voltage.push_back(static_cast<float>(random.uniform(-133.5, -133)));
        rate.push_back(static_cast<float>(random.uniform(0.2, 0.7)));
    }
    ScienceFile file(common_cards(p, instrument, p.passes));
    file.add_table("HK", columns, times.size(),
                   {{"HDUCLAS1", "TEMPORALDATA", "values in time"},
                    {"HDUCLAS2", "HK", "housekeeping"},
                    {"HDUVERS", "1.0.0", "version of the format"}});
    file.writer.write_column(1, times);
    file.writer.write_column(2, temperature);
    file.writer.write_column(3, voltage);
    file.writer.write_column(4, rate);
    file.writer.write_column(5, std::vector<uint8_t>(times.size(), 0));
    return file.finish();
}

struct AttitudeRows {
    std::vector<double> position, velocity, quaternion;  // 3, 3 and 4 values a row
    std::vector<double> latitude, longitude, ra, dec, nadir_angle;
};

// The columns of an attitude file.
AttitudeRows attitude_rows(const Pointing& p, const std::vector<double>& times) {
    AttitudeRows rows;
    for (const double time : times) {
        const Attitude a = attitude_at(p, time);
        rows.position.insert(rows.position.end(), a.position_km.begin(), a.position_km.end());
        rows.velocity.insert(rows.velocity.end(), a.velocity_km_s.begin(), a.velocity_km_s.end());
        rows.quaternion.insert(rows.quaternion.end(), a.quaternion.begin(), a.quaternion.end());
        rows.latitude.push_back(a.latitude_deg);
        rows.longitude.push_back(a.longitude_deg);
        rows.ra.push_back(p.ra_pnt);
        rows.dec.push_back(p.dec_pnt);
        rows.nadir_angle.push_back(a.nadir_angle_deg);
    }
    return rows;
}

std::vector<FitsColumn> attitude_columns() {
    return {{.name = "TIME", .tform = "D", .unit = "s", .comment = "time of the sample"},
            {.name = "POSITION", .tform = "3D", .unit = "km", .comment = "of the spacecraft"},
            {.name = "VELOCITY", .tform = "3D", .unit = "km/s", .comment = "of the spacecraft"},
            {.name = "QPARAM", .tform = "4D", .comment = "quaternion, the real part last"},
            {.name = "ATT_VALID", .tform = "B", .comment = "1: attitude is valid"},
            {.name = "SAT_LAT", .tform = "D", .unit = "deg", .comment = "geographic latitude"},
            {.name = "SAT_LON", .tform = "D", .unit = "deg", .comment = "geographic longitude"},
            {.name = "RA", .tform = "D", .unit = "deg", .comment = "of the pointing"},
            {.name = "DEC", .tform = "D", .unit = "deg", .comment = "of the pointing"},
            {.name = "NADIR_ANGLE", .tform = "D", .unit = "deg", .comment = "pointing to nadir"}};
}

std::vector<std::byte> attitude_file(const Pointing& p) {
    const std::vector<double> times = sample_times(p.passes, 8);
    const AttitudeRows rows = attitude_rows(p, times);
    ScienceFile file(common_cards(p, "SC", p.passes));
    file.add_table("ATTITUDE", attitude_columns(), times.size(),
                   {{"HDUCLAS1", "TEMPORALDATA", "values in time"},
                    {"HDUCLAS2", "ASPECT", "attitude"},
                    {"HDUVERS", "1.0.0", "version of the format"}});
    file.writer.write_column(1, times);
    file.writer.write_column(2, rows.position);
    file.writer.write_column(3, rows.velocity);
    file.writer.write_column(4, rows.quaternion);
    file.writer.write_column(5, std::vector<uint8_t>(times.size(), 1));
    file.writer.write_column(6, rows.latitude);
    file.writer.write_column(7, rows.longitude);
    file.writer.write_column(8, rows.ra);
    file.writer.write_column(9, rows.dec);
    file.writer.write_column(10, rows.nadir_angle);
    return file.finish();
}

// A page that says what was observed: PDF 1.4 with one built-in font.
std::vector<std::byte> log_file(const Pointing& p) {
    const std::string page = fmt::format(
        "BT /F1 12 Tf 72 720 Td (Observation {} of {}, simulated) Tj ET", p.obs_id, p.object);
    const std::array<std::string, 5> objects = {
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        fmt::format("<< /Length {} >>\nstream\n{}\nendstream", page.size(), page),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"};
    std::string text = "%PDF-1.4\n";
    std::string table = fmt::format("xref\n0 {}\n0000000000 65535 f \n", objects.size() + 1);
    for (size_t i = 0; i < objects.size(); ++i) {
        table += fmt::format("{:010} 00000 n \n", text.size());
        text += fmt::format("{} 0 obj\n{}\nendobj\n", i + 1, objects[i]);
    }
    text += fmt::format("{}trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{}\n%%EOF\n", table,
                        objects.size() + 1, text.size());
    return gzip_bytes(std::as_bytes(std::span(text)));
}

void check_request(const std::string& obs_id, int64_t events_count) {
    const bool digits = obs_id.size() == 6 &&
                        std::ranges::all_of(obs_id, [](char c) { return c >= '0' && c <= '9'; });
    if (!digits)
        throw Error(Fault::kUsage,
                    fmt::format("cannot simulate observation `{}`: an id has six digits", obs_id));
    if (events_count < 0)
        throw Error(Fault::kUsage, fmt::format("cannot simulate {} events", events_count));
}

// The four files of one detector.
struct DetectorFiles {
    SimulatedFile housekeeping, unfiltered, cleaned, spectrum;
};

Random random_of(const Pointing& p, int detector, uint64_t seed) {
    return random_for(seed, fmt::format("hs{}_s{}", p.obs_id, detector));
}

DetectorFiles detector_files(const Pointing& p, int detector, const Events& cleaned,
                             Random& random) {
    const std::string stem = fmt::format("hs{}_s{}", p.obs_id, detector);
    const std::string instrument = fmt::format("SDD{}", detector);
    const Events all = add_disturbed(cleaned, p, random);
    return {
        {"unfiltered/" + stem + ".hk.gz", housekeeping_file(p, instrument, random)},
        {"unfiltered/" + stem + "_uf.evt.gz", event_file(p, instrument, p.passes, all, "ALL")},
        {"products/" + stem + "_cl.evt.gz", event_file(p, instrument, p.good, cleaned, "ACCEPTED")},
        {"products/" + stem + ".pi.gz", spectrum_file(p, instrument, cleaned)}};
}

std::vector<SimulatedFile> files_of(const Pointing& p, std::vector<DetectorFiles> detectors) {
    std::vector<SimulatedFile> files;
    files.push_back({"unfiltered/hs" + p.obs_id + ".att.gz", attitude_file(p)});
    for (auto member : {&DetectorFiles::housekeeping, &DetectorFiles::unfiltered,
                        &DetectorFiles::cleaned, &DetectorFiles::spectrum})
        for (DetectorFiles& detector : detectors) files.push_back(std::move(detector.*member));
    files.push_back({"products/hs" + p.obs_id + ".log.pdf.gz", log_file(p)});
    return files;
}

int halosat_background_channel(Random& random) { return draw_pi(random); }

std::string halosat_obs_id(int64_t target, int64_t segment) {
    return fmt::format("{:04}{:02}", target, segment);
}

}  // namespace

std::vector<SimulatedFile> simulate_halosat_observation(const std::string& obs_id, uint64_t seed,
                                                        int64_t events_count) {
    check_request(obs_id, events_count);
    const Pointing p = make_pointing(obs_id, seed);
    std::vector<DetectorFiles> detectors;
    for (const int detector : kDetectors) {
        Random random = random_of(p, detector, seed);
        const Events cleaned = draw_events(p.good, events_count, random);
        detectors.push_back(detector_files(p, detector, cleaned, random));
    }
    return files_of(p, std::move(detectors));
}

std::vector<std::string> halosat_cleaned_lists(const std::string& obs_id) {
    std::vector<std::string> lists;
    for (const int detector : kDetectors)
        lists.push_back(fmt::format("products/hs{}_s{}_cl.evt.gz", obs_id, detector));
    return lists;
}

ObservingHabits halosat_habits() {
    return {.sky = {.flux_low = 3e-10,
                    .flux_high = 3e-9,
                    .period_low = 5,
                    .period_high = 300,
                    .companion_low = {0.5},
                    .companion_high = {4}},
            .begin = kHalosatFirstLight,
            .orbit_seconds = 5560,
            .pass_low = 800,
            .pass_high = 1200,
            .fewest_passes = 3,
            .most_passes = 5,
            .grain_seconds = 0x1p-3,
            .offset_low = {0.01},
            .offset_high = {0.05},
            .background_rate = 0.3,
            .background_channel = halosat_background_channel,
            .most_targets = 9999,
            .most_segments = 99,
            .obs_id = halosat_obs_id};
}

SimulatedObservation simulate_halosat(std::span<const FoldedSky> skies, const SimulatedSky& sky,
                                      const ObservationPlan& plan, uint64_t seed) {
    const Pointing p = pointing_of(plan, sky.sources[plan.target], seed);
    SimulatedObservation observation;
    observation.folder = plan.obs_id;
    std::vector<DetectorFiles> detectors;
    for (size_t i = 0; i < kDetectors.size(); ++i) {
        const int detector = kDetectors[i];
        const FoldedSky& folded = skies[i];
        Random random = random_of(p, detector, seed);
        const auto photons = draw_photons(folded, sky, plan, halosat_habits(), random);
        Events cleaned;
        for (const Photon& photon : photons)
            cleaned.push_back(event_of(photon.time, static_cast<int16_t>(photon.channel), random));
        observation.counts[folded.instrument().name] = count_events(photons, plan);
        detectors.push_back(detector_files(p, detector, cleaned, random));
    }
    observation.files = files_of(p, std::move(detectors));
    return observation;
}

}  // namespace heafs
