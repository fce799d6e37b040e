#include "config/missions/instrument.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "config/base/decimal.h"
#include "config/base/error.h"
#include "config/base/toml.h"

namespace heafs {
namespace {

constexpr double kArcsecInDegree = 3600;
constexpr double kArcminInDegree = 60;
constexpr double kWholeSkyArcmin = 180 * 60;

template <typename T>
T choice_of(const TomlTable& table, const std::string& key,
            const std::vector<std::pair<std::string, T>>& choices, T otherwise) {
    const auto text = table.find_string(key);
    if (!text) return otherwise;
    std::vector<std::string> names;
    for (const auto& [name, value] : choices) {
        if (*text == name) return value;
        names.push_back(name);
    }
    table.refuse(key, fmt::format("'{}' is none of {}", *text, fmt::join(names, ", ")));
}

// A positive number that may be written as text, so that its digits stay as they are.
std::string decimal_text(const TomlTable& table, const std::string& key) {
    const double value = table.number(key);
    if (!(value > 0)) table.refuse(key, "must be above 0");
    return fmt::format("{}", value);
}

double positive(const TomlTable& table, const std::string& key) {
    const double value = table.number(key);
    if (!(value > 0)) table.refuse(key, "must be above 0");
    return value;
}

Pattern pattern_of(const TomlTable& table, const std::string& key, const std::string& text) {
    try {
        return Pattern(text);
    } catch (const Error& error) {
        table.refuse(key, error.what());
    }
}

void read_position(const TomlTable& table, Instrument& instrument) {
    const auto position = table.find_table("position");
    if (!position) {
        if (instrument.model == EventModel::kEvents)
            table.refuse("position",
                         "is missing: name the columns { x, y }, { ra, dec } or { l, b }");
        return;
    }
    position->allow_only({"x", "y", "ra", "dec", "l", "b"});
    instrument.x_column = position->find_string("x").value_or("");
    instrument.y_column = position->find_string("y").value_or("");
    instrument.ra_column = position->find_string("ra").value_or("");
    instrument.dec_column = position->find_string("dec").value_or("");
    instrument.l_column = position->find_string("l").value_or("");
    instrument.b_column = position->find_string("b").value_or("");
    const bool plane = !instrument.x_column.empty() && !instrument.y_column.empty();
    const bool sky = !instrument.ra_column.empty() && !instrument.dec_column.empty();
    const bool galactic = !instrument.l_column.empty() && !instrument.b_column.empty();
    if (plane + sky + galactic != 1 || position->keys().size() != 2)
        table.refuse("position", "must name either x and y, or ra and dec, or l and b");
}

void read_energy(const TomlTable& table, Instrument& instrument) {
    const auto energy = table.find_table("energy");
    if (!energy) table.refuse("energy", "is missing");
    instrument.energy = read_energy_scale(*energy);
}

// An EXTNAME or a pattern of several; { hdu, column, keyword } where detectors have their own.
void read_good_times(const TomlTable& table, Instrument& instrument) {
    const auto name = table.find_string("gti_hdu");
    const auto gti = table.find_table("gti");
    if (name && gti) table.refuse("gti", "and gti_hdu say the same: leave one out");
    if (name) instrument.gti_hdu = pattern_of(table, "gti_hdu", *name).expression();
    if (!gti) return;
    gti->allow_only({"hdu", "column", "keyword"});
    if (const auto hdu = gti->find_string("hdu"))
        instrument.gti_hdu = pattern_of(*gti, "hdu", *hdu).expression();
    instrument.gti_column = gti->string("column");
    instrument.gti_keyword = gti->string("keyword");
}

void read_selection(const TomlTable& table, Instrument& instrument) {
    if (const auto selections = table.find_table("selections"))
        instrument.selections = read_selections(*selections);
    const auto chosen = table.find_string("selection");
    if (!chosen) return;
    instrument.default_selection = *chosen;
    const auto& all = instrument.selections;
    if (std::none_of(all.begin(), all.end(),
                     [&](const Selection& one) { return one.name == *chosen; }))
        table.refuse("selection", fmt::format("'{}' is none of the selections", *chosen));
}

// TIMESYS, TIMEREF and MJDREF of lists that say less, or more, than they should.
void read_clock(const TomlTable& table, Instrument& instrument) {
    instrument.clock = choice_of<ClockModel>(
        table, "clock", {{"ideal", ClockModel::kIdeal}, {"swift_utcf", ClockModel::kSwiftUtcf}},
        ClockModel::kIdeal);
    instrument.corrected_times = table.find_boolean("corrected_times").value_or(false);
    instrument.mjdref = table.find_string("mjdref").value_or("");
    if (!instrument.mjdref.empty() && !Decimal::parse(instrument.mjdref))
        table.refuse("mjdref", "write the day as text, such as \"51544.00074287037037\"");
}

void read_background(const TomlTable& table, Instrument& instrument) {
    const auto background = table.find_table("background");
    if (!background) return;
    background->allow_only({"type", "in_arcsec", "out_arcsec", "cut_table", "cut_arcsec"});
    instrument.background.kind =
        choice_of<BackgroundKind>(*background, "type",
                                  {{"none", BackgroundKind::kNone},
                                   {"annulus", BackgroundKind::kAnnulus},
                                   {"reflected", BackgroundKind::kReflected}},
                                  BackgroundKind::kNone);
    if (instrument.background.kind != BackgroundKind::kAnnulus) return;
    instrument.background.inner = Angle{background->number("in_arcsec") / kArcsecInDegree};
    instrument.background.outer = Angle{background->number("out_arcsec") / kArcsecInDegree};
    if (instrument.background.inner.degrees < 0) background->refuse("in_arcsec", "is below 0");
    if (!(instrument.background.outer > instrument.background.inner))
        background->refuse("out_arcsec", "must be above in_arcsec");
    if (background->has("cut_table") != background->has("cut_arcsec"))
        background->refuse("cut_table", "and cut_arcsec belong together");
    if (!background->has("cut_table")) return;
    if (instrument.geometry != Geometry::kImage)
        background->refuse(
            "cut_table",
            "is for geometry \"image\": elsewhere a source's light is not in a circle");
    instrument.background.cut_table = background->string("cut_table");
    instrument.background.cut_radius = Angle{positive(*background, "cut_arcsec") / kArcsecInDegree};
}

void read_optics(const TomlTable& table, Instrument& instrument) {
    const auto field = table.find_table("fov");
    if (!field) table.refuse("fov", "is missing");
    field->allow_only({"circle_arcmin"});
    const double radius = positive(*field, "circle_arcmin");
    if (radius > kWholeSkyArcmin)
        field->refuse("circle_arcmin", "is more than 10800, all of the sky");
    instrument.field_radius = Angle{radius / kArcminInDegree};
    if (const auto detector = table.find_table("detector"))
        instrument.detector = read_detector(*detector);
    if (const auto psf = table.find_table("psf")) {
        instrument.psf = read_point_spread(*psf);
        instrument.psf_hdu = psf->find_string("hdu").value_or("");
    }
    if (const auto vignetting = table.find_table("vignetting"))
        instrument.vignetting = read_vignetting(*vignetting);
}

void read_responses(const TomlTable& table, Instrument& instrument) {
    if (const auto why = table.find_string("counts_only")) {
        instrument.counts_only = true;
        instrument.counts_only_reason = *why;
    }
}

void read_response(const TomlTable& table, Instrument& instrument) {
    const auto response = table.find_table("response");
    if (!response) return;
    response->allow_only({"area_cm2", "fwhm2_kev2"});
    Response value;
    for (const auto& row : response->number_rows("area_cm2", 2)) {
        if (!(row[0] > 0) || row[1] < 0 ||
            (!value.area.empty() && !(Energy{row[0]} > value.area.back().energy)))
            response->refuse("area_cm2", "must be [keV, cm2] with rising energies");
        value.area.push_back({Energy{row[0]}, row[1]});
    }
    if (value.area.size() < 2) response->refuse("area_cm2", "must have two knots at least");
    const std::vector<double> width = response->numbers("fwhm2_kev2");
    if (width.size() != 2 || width[0] < 0 || width[1] < 0)
        response->refuse("fwhm2_kev2", "must be [a, b] of FWHM^2 = a + b E");
    value.fwhm2_constant = width[0];
    value.fwhm2_slope = width[1];
    instrument.response = std::move(value);
}

// rmf = { caldb = "MATRIX" }, { observation = 'pattern' }, { file = "x.rmf" } or { hdu = "EDISP" }.
ResponseSource read_response_source(const TomlTable& table, const std::string& key,
                                    const std::string& otherwise) {
    ResponseSource source;
    source.name = otherwise;
    const auto given = table.find_table(key);
    if (!given) return source;
    given->allow_only({"caldb", "observation", "file", "hdu"});
    const auto caldb = given->find_string("caldb"), files = given->find_string("observation"),
               file = given->find_string("file"), hdu = given->find_string("hdu");
    if (given->keys().size() != 1)
        table.refuse(key, "must have one of caldb, observation, file, hdu");
    if (caldb) source.name = *caldb;
    if (hdu) {
        source.from = ResponseSource::From::kList;
        source.name = *hdu;
    }
    if (file) {
        source.from = ResponseSource::From::kMission;
        source.name = *file;
        if (file->empty() || file->find('/') != std::string::npos || (*file)[0] == '.')
            given->refuse("file", "must be the name of a file beside the mission files");
    }
    if (!files) return source;
    source.from = ResponseSource::From::kObservation;
    try {
        source.files = Pattern(*files);
    } catch (const Error& error) {
        given->refuse("observation", error.what());
    }
    return source;
}

void read_calibration(const TomlTable& table, Instrument& instrument) {
    instrument.rmf = read_response_source(table, "rmf", "MATRIX");
    instrument.arf = read_response_source(table, "arf", "SPECRESP");
    instrument.calibration = table.string_map("calibration");
    if (table.find_number("diffuse_sr")) instrument.diffuse_sr = positive(table, "diffuse_sr");
}

// Names of options in paths end in "_": no instrument may look like one.
void check_name(const TomlTable& table, const std::string& name) {
    if (!Pattern("[a-z][a-z0-9_]*").matches(name))
        table.refuse("name", "must be lower-case letters, digits and _, beginning with a letter");
    for (const char* option :
         {"time_", "obs_", "asof_", "sel_", "radius_", "bkg_", "bin_", "size_", "pix_", "proj_"})
        if (name.rfind(option, 0) == 0)
            table.refuse("name", fmt::format("begins with '{}', which is an option", option));
}

// As exact as the option bin_ of paths.
std::string bin_text(const TomlTable& table, const std::string& otherwise) {
    if (!table.find_number("bin_s")) return otherwise;
    const std::string text = decimal_text(table, "bin_s");
    const auto seconds = Decimal::parse(text);
    if (!seconds || seconds->decimals() > 6)
        table.refuse("bin_s", "must be seconds with at most 6 decimals, such as 100");
    return text;
}

void read_products(const TomlTable& table, Instrument& instrument) {
    instrument.bin_seconds = bin_text(table, instrument.bin_seconds);
    instrument.bands = table.strings("bands");
    if (instrument.bands.empty()) table.refuse("bands", "is missing");
    if (instrument.model == EventModel::kPointedEvents) return;
    instrument.radius_text = decimal_text(table, "radius_arcsec");
    instrument.radius = Angle{table.number("radius_arcsec") / kArcsecInDegree};
    if (instrument.geometry != Geometry::kImage) return;
    instrument.pixel_arcsec = decimal_text(table, "pixel_arcsec");
    instrument.size_deg = decimal_text(table, "size_deg");
}

void check_where(const TomlTable& table, const Instrument& instrument) {
    for (const auto& [keyword, value] : instrument.where) pattern_of(table, "where", value);
}

Instrument read_instrument(const TomlTable& table) {
    table.allow_only({"name",         "instrume",   "where",         "model",
                      "geometry",     "files",      "events_hdu",    "gti_hdu",
                      "gti",          "position",   "energy",        "clock",
                      "mjdref",       "selections", "selection",     "corrected_times",
                      "bands",        "size_deg",   "radius_arcsec", "background",
                      "pixel_arcsec", "fov",        "psf",           "vignetting",
                      "rmf",          "arf",        "counts_only",   "response",
                      "pileup_rate",  "bin_s",      "calibration",   "diffuse_sr",
                      "detector"});
    Instrument instrument;
    instrument.name = table.string("name");
    check_name(table, instrument.name);
    instrument.instrume = table.string("instrume");
    instrument.where = table.string_map("where");
    instrument.model = choice_of<EventModel>(
        table, "model",
        {{"events", EventModel::kEvents}, {"pointed-events", EventModel::kPointedEvents}},
        EventModel::kEvents);
    instrument.geometry = choice_of<Geometry>(
        table, "geometry",
        {{"image", Geometry::kImage}, {"strip", Geometry::kStrip}, {"none", Geometry::kNone}},
        Geometry::kImage);
    instrument.files = pattern_of(table, "files", table.string("files"));
    instrument.events_hdu = table.find_string("events_hdu").value_or("EVENTS");
    instrument.pileup_rate = table.find_number("pileup_rate").value_or(0);
    check_where(table, instrument);
    read_good_times(table, instrument);
    read_clock(table, instrument);
    read_position(table, instrument);
    read_selection(table, instrument);
    read_energy(table, instrument);
    read_products(table, instrument);
    read_background(table, instrument);
    read_optics(table, instrument);
    read_responses(table, instrument);
    read_response(table, instrument);
    read_calibration(table, instrument);
    return instrument;
}

}  // namespace

std::vector<Instrument> read_instruments(const TomlTable& root) {
    std::vector<Instrument> instruments;
    std::set<std::string> names;
    for (const TomlTable& table : root.tables("instrument")) {
        instruments.push_back(read_instrument(table));
        if (!names.insert(instruments.back().name).second)
            table.refuse("name", "is the name of two instruments");
    }
    return instruments;
}

}  // namespace heafs
