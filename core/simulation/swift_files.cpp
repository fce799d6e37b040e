#include "core/simulation/swift_files.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "core/base/gzip_bytes.h"
#include "core/simulation/science_file.h"
#include "core/simulation/swift_clock.h"

namespace heafs {
namespace {

constexpr double kWeekSeconds = 7 * 86400;

std::vector<FitsCard> time_cards(const ObservationPlan& plan) {
    const double tstart = plan.good.front().start, tstop = plan.good.back().stop;
    const double ontime = total(plan.good);
    const double mjd = static_cast<double>(kSwiftMjdRefI) + kSwiftMjdRefF + tstart / 86400;
    return {{"TIMESYS", "TT", "time measured from"},
            {"MJDREFI", kSwiftMjdRefI, "MJD reference day"},
            {"MJDREFF", kSwiftMjdRefF, "MJD reference (fraction of day)"},
            {"TIMEREF", "LOCAL", "reference time"},
            {"TASSIGN", "SATELLITE", "Time assigned by clock"},
            {"TIMEUNIT", "s", "unit for time keywords"},
            {"CLOCKAPP", false, "If clock correction are applied (F/T)"},
            {"TIERRELA", 1e-8, "[s/s] relative errors expressed as rate"},
            {"TIERABSO", 1.0, "[s] timing precision in seconds"},
            {"TSTART", tstart, "time start"},
            {"TSTOP", tstop, "time stop"},
            {"DATE-OBS", swift_utc(tstart), "Start date of observations"},
            {"DATE-END", swift_utc(tstop), "End date of observations"},
            {"MJD-OBS", mjd, "MJD of data start time"},
            {"UTCFINIT", swift_utcf(tstart), "[s] UTCF at TSTART"},
            {"TELAPSE", tstop - tstart, "elapsed time"},
            {"ONTIME", ontime, "On-source time"},
            {"LIVETIME", ontime * kXrtLiveFraction, "Deadtime corrected on-source time"},
            {"EXPOSURE", ontime * kXrtLiveFraction, "Exposure time"},
            {"DEADC", kXrtLiveFraction, "Deadtime correction"},
            {"DEADAPP", false, "Has DEADC been applied to data"}};
}

// What every HDU of a file says.
std::vector<FitsCard> common_cards(const ObservationPlan& plan, const SimulatedSource& target,
                                   const std::string& instrume) {
    std::vector<FitsCard> cards = {
        {"TELESCOP", "SWIFT", "Telescope (mission) name"},
        {"INSTRUME", instrume, "Instrument name"},
        {"OBS_ID", plan.obs_id, "Observation ID"},
        {"TARG_ID", int64_t{std::stoll(plan.obs_id.substr(0, 8))}, "Target ID"},
        {"SEG_NUM", int64_t{std::stoll(plan.obs_id.substr(8))}, "Segment number"},
        {"OBJECT", target.name, "Name of observed object"},
        {"RA_OBJ", target.position.ra_deg, "[deg] R.A. Object"},
        {"DEC_OBJ", target.position.dec_deg, "[deg] Dec Object"},
        {"RA_PNT", plan.pointing.ra_deg, "[deg] RA pointing"},
        {"DEC_PNT", plan.pointing.dec_deg, "[deg] Dec pointing"},
        {"PA_PNT", plan.roll.degrees, "[deg] Position angle (roll)"},
        {"EQUINOX", 2000.0, "Equinox of celestial coord system"},
        {"RADECSYS", "FK5", "celestial coord system"},
        {"ORIGIN", "SIMULATED", "made by a program, not by a satellite"},
        {"CREATOR", "heafs simulate", "program that made this file"},
        {"PROCVER", "1.0", "version of the simulation"},
        {"DATE", swift_utc(plan.good.back().stop + kWeekSeconds), "file creation date (UT)"}};
    const std::vector<FitsCard> times = time_cards(plan);
    cards.insert(cards.end(), times.begin(), times.end());
    return cards;
}

std::vector<FitsCard> photon_cards(const ObservationPlan& plan, const SimulatedSource& target) {
    std::vector<FitsCard> cards = common_cards(plan, target, "XRT");
    cards.push_back({"DATAMODE", "PHOTON", "Datamode"});
    cards.push_back({"DETNAM", "NONE", "Detector"});
    cards.push_back({"FILTER", "NONE", "no filter in use"});
    return cards;
}

std::vector<FitsColumn> event_columns() {
    const auto pixel = [](const char* name, const char* comment, int64_t low, int64_t high) {
        return FitsColumn{.name = name,
                          .tform = "1I",
                          .unit = "pixel",
                          .comment = comment,
                          .tlmin = low,
                          .tlmax = high};
    };
    std::vector<FitsColumn> columns = {
        {.name = "TIME", .tform = "1D", .unit = "s", .comment = "Time of events"},
        pixel("X", "Event X position Sky coordinates", 1, kXrtSkyPixels),
        pixel("Y", "Event Y position Sky coordinates", 1, kXrtSkyPixels),
        pixel("RAWX", "Event X position RAW coordinates", 0, kXrtDetectorPixels - 1),
        pixel("RAWY", "Event Y position RAW coordinates", 0, kXrtDetectorPixels - 1),
        pixel("DETX", "Event X position DET coordinates", 1, kXrtDetectorPixels),
        pixel("DETY", "Event Y position DET coordinates", 1, kXrtDetectorPixels),
        {.name = "PHA",
         .tform = "1J",
         .unit = "chan",
         .comment = "Pulse Height Analyzer after event recognition",
         .tlmin = int64_t{0},
         .tlmax = int64_t{kXrtLastPha}},
        {.name = "PI",
         .tform = "1J",
         .unit = "chan",
         .comment = "Pulse invariant",
         .tlmin = int64_t{0},
         .tlmax = int64_t{1023},
         .tnull = -4095},
        {.name = "GRADE",
         .tform = "1I",
         .comment = "Event Grade",
         .tlmin = int64_t{0},
         .tlmax = int64_t{32}},
        {.name = "STATUS", .tform = "16X", .comment = "Event Quality Flag"}};
    columns[1].tnull = columns[2].tnull = -1;
    return columns;
}

// The scale of the columns number `x` and `x` + 1.
void write_scale(FitsWriter& writer, int x, const std::array<std::string, 2>& types,
                 const std::string& unit, double reference_pixel,
                 const std::array<double, 2>& reference, const std::array<double, 2>& step) {
    for (size_t i = 0; i < 2; ++i) {
        const int column = x + static_cast<int>(i);
        writer.write_card({fmt::format("TCTYP{}", column), types[i], "coordinate type"});
        writer.write_card({fmt::format("TCRPX{}", column), reference_pixel, "reference pixel"});
        writer.write_card({fmt::format("TCRVL{}", column), reference[i], "value there"});
        writer.write_card({fmt::format("TCDLT{}", column), step[i], "scale per pixel"});
        if (!unit.empty()) writer.write_card({fmt::format("TCUNI{}", column), unit, "units"});
    }
}

void write_event_scales(FitsWriter& writer, const SkyPosition& nominal) {
    write_scale(writer, 2, {"RA---TAN", "DEC--TAN"}, "deg", kXrtSkyCentre,
                {nominal.ra_deg, nominal.dec_deg}, {-kXrtPixelDeg, kXrtPixelDeg});
    write_scale(writer, 4, {"RAWX", "RAWY"}, "", 300.5, {299.5, 299.5}, {1, 1});
    write_scale(writer, 6, {"DETX", "DETY"}, "mm", 300.5, {0, 0}, {0.04, 0.04});
    writer.write_card({"RA_NOM", nominal.ra_deg, "R. A. of nominal aspect point"});
    writer.write_card({"DEC_NOM", nominal.dec_deg, "Dec. of nominal aspect point"});
}

void write_events(FitsWriter& writer, const std::vector<XrtEvent>& events) {
    writer.write_column(1, column_of(events, &XrtEvent::time));
    const auto pixels = column_of(events, &XrtEvent::pixel);
    writer.write_column(2, column_of(pixels, &XrtPixel::x));
    writer.write_column(3, column_of(pixels, &XrtPixel::y));
    auto detx = column_of(pixels, &XrtPixel::detx), dety = column_of(pixels, &XrtPixel::dety);
    writer.write_column(6, detx);
    writer.write_column(7, dety);
    for (int16_t& raw : detx) --raw;
    for (int16_t& raw : dety) --raw;
    writer.write_column(4, detx);
    writer.write_column(5, dety);
    writer.write_column(8, column_of(events, &XrtEvent::pha));
    writer.write_column(9, column_of(events, &XrtEvent::pi));
    writer.write_column(10, column_of(events, &XrtEvent::grade));
}

}  // namespace

std::vector<std::byte> swift_event_file(const ObservationPlan& plan, const SimulatedSource& target,
                                        const std::vector<XrtEvent>& events) {
    ScienceFile file(photon_cards(plan, target));
    file.add_table("EVENTS", event_columns(), events.size(),
                   {{"HDUCLAS1", "EVENTS", "Event extension"},
                    {"HDUCLAS2", "ACCEPTED", "kind of events"},
                    {"TIMEPIXR", 0.0, "Bin time beginning=0 middle=0.5 end=1"},
                    {"TIMEDEL", kXrtFrameSeconds, "Data time resolution"},
                    {"CCDEXPOS", kXrtFrameSeconds, "CCD Exposure used for rates"},
                    {"OBS_MODE", "POINTING", "kind of observation"},
                    {"XRTMODE", int64_t{7}, "Standard mode value"}});
    write_event_scales(file.writer, plan.pointing);
    write_events(file.writer, events);
    file.add_gti(plan.good);
    return file.finish();
}

std::vector<std::byte> swift_exposure_file(const ObservationPlan& plan,
                                           const SimulatedSource& target, Angle field_radius) {
    const XrtDetector detector(plan.roll, field_radius);
    const auto ontime = static_cast<float>(total(plan.good));
    std::vector<float> seconds;
    seconds.reserve(kXrtSkyPixels * kXrtSkyPixels);
    for (int y = 1; y <= kXrtSkyPixels; ++y)
        for (int x = 1; x <= kXrtSkyPixels; ++x) {
            const PlanePoint point{(kXrtSkyCentre - x) * kXrtPixelDeg,
                                   (y - kXrtSkyCentre) * kXrtPixelDeg};
            seconds.push_back(detector.pixel_of(point) ? ontime : 0);
        }
    FitsWriter writer;
    const std::array<int64_t, 2> axes = {kXrtSkyPixels, kXrtSkyPixels};
    writer.add_image(axes, seconds);
    writer.write_cards(photon_cards(plan, target));
    const std::vector<FitsCard> cards = {
        {"HDUCLASS", "OGIP", "Format conforms to OGIP standards"},
        {"HDUCLAS1", "IMAGE", "File containing an Image"},
        {"HDUCLAS2", "EXPOSURE", "File containing an Exposure Map"},
        {"BUNIT", "s", "Units of image array"},
        {"VIGNAPP", false, "Is vignetting correction applied(T/F)?"},
        {"CTYPE1", "RA---TAN", "WCS axis type"},
        {"CRPIX1", kXrtSkyCentre, "WCS reference point"},
        {"CRVAL1", plan.pointing.ra_deg, "WCS reference value"},
        {"CDELT1", -kXrtPixelDeg, "WCS coordinate increment"},
        {"CUNIT1", "deg", "X coordinate units"},
        {"CTYPE2", "DEC--TAN", "WCS axis type"},
        {"CRPIX2", kXrtSkyCentre, "WCS reference point"},
        {"CRVAL2", plan.pointing.dec_deg, "WCS reference value"},
        {"CDELT2", kXrtPixelDeg, "WCS coordinate increment"},
        {"CUNIT2", "deg", "Y coordinate units"},
        {"XRTFRTIM", kXrtFrameSeconds, "Time resolution of each frame (in seconds)"}};
    writer.write_cards(cards);
    return gzip_bytes(writer.finish());
}

std::vector<std::byte> swift_attitude_file(const ObservationPlan& plan,
                                           const SimulatedSource& target) {
    const std::array<FitsColumn, 4> columns = {{
        {.name = "TIME", .tform = "1D", .unit = "s", .comment = "Spacecraft clock time"},
        {.name = "QPARAM", .tform = "4D", .comment = "Quaternion of pointing"},
        {.name = "POINTING", .tform = "3D", .unit = "deg", .comment = "RA, Dec, Roll"},
        {.name = "SOURCE", .tform = "1B", .comment = "1=ACS Packets 2=XRT LDPs"},
    }};
    const std::vector<double> times = sample_times(plan.good, 8);
    const auto& [ra, dec] = plan.pointing;
    const double roll = plan.roll.degrees;
    const auto quaternion = quaternion_of(ra, dec, -roll);
    std::vector<double> quaternions, pointings;
    for (size_t i = 0; i < times.size(); ++i) {
        quaternions.insert(quaternions.end(), quaternion.begin(), quaternion.end());
        pointings.insert(pointings.end(), {ra, dec, roll});
    }
    ScienceFile file(common_cards(plan, target, "SC"));
    file.add_table("ATTITUDE", columns, times.size(),
                   {{"HDUCLAS1", "TEMPORALDATA", "values in time"},
                    {"HDUCLAS2", "ASPECT", "attitude"},
                    {"ATTFLAG", "100", "Attitude origin: 100=sat/spacecraft"}});
    file.writer.write_column(1, times);
    file.writer.write_column(2, quaternions);
    file.writer.write_column(3, pointings);
    file.writer.write_column(4, std::vector<uint8_t>(times.size(), 1));
    return file.finish();
}

std::vector<std::byte> swift_frame_file(const ObservationPlan& plan,
                                        const SimulatedSource& target) {
    const std::array<FitsColumn, 5> columns = {{
        {.name = "TIME", .tform = "1D", .unit = "s", .comment = "start of the frame"},
        {.name = "CCDFrame", .tform = "1J", .comment = "number of the frame"},
        {.name = "RA", .tform = "1E", .unit = "deg", .comment = "pointing"},
        {.name = "Dec", .tform = "1E", .unit = "deg", .comment = "pointing"},
        {.name = "Roll", .tform = "1E", .unit = "deg", .comment = "pointing"},
    }};
    std::vector<double> times;
    for (const Interval& good : plan.good)
        for (int i = 0; i < std::lround(good.length() / kXrtFrameSeconds); ++i)
            times.push_back(good.start + i * kXrtFrameSeconds);
    std::vector<int32_t> numbers(times.size());
    for (size_t i = 0; i < times.size(); ++i) numbers[i] = static_cast<int32_t>(i + 1);
    ScienceFile file(common_cards(plan, target, "XRT"));
    file.add_table(
        "FRAME", columns, times.size(),
        {{"HDUCLAS1", "TEMPORALDATA", "values in time"}, {"HDUCLAS2", "HK", "housekeeping"}});
    file.writer.write_column(1, times);
    file.writer.write_column(2, numbers);
    int column = 2;
    for (const double value : {plan.pointing.ra_deg, plan.pointing.dec_deg, plan.roll.degrees})
        file.writer.write_column(++column, std::vector<double>(times.size(), value));
    return file.finish();
}

}  // namespace heafs
