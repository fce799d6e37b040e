// One instrument as its mission file describes it: which event lists feed it, what their columns
// mean, what it sees, and the default region of its products. One response family each: one
// detector, one mode.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/base/pattern.h"
#include "config/base/units.h"
#include "config/missions/detector.h"

namespace heafs {

class TomlTable;

enum class EventModel {
    kEvents,         // each event has its own position on the sky
    kPointedEvents,  // all events belong to the field
};

enum class Geometry { kImage, kStrip, kNone };

// How mission time runs against TT.
enum class ClockModel {
    kIdeal,
    kSwiftUtcf,  // UTC = mission seconds + UTCFINIT, in days of 86400 s since the reference day
};

// The column that holds an event's energy, and what its channels mean: the lower edge of channel
// c lies at offset + gain c.
struct EnergyScale {
    std::string column = "PI";
    Energy offset;
    Energy gain;
    int first_channel = 0;  // legal channels where the file has no TLMIN and TLMAX
    int last_channel = 0;
    bool operator==(const EnergyScale&) const = default;
};

enum class BackgroundKind {
    kNone,
    kAnnulus,
    kReflected,  // regions like the source's at its offset from the pointing
};

struct BackgroundRegion {
    BackgroundKind kind = BackgroundKind::kNone;
    Angle inner;
    Angle outer;
    bool operator==(const BackgroundRegion&) const = default;
};

// Encircled energy fraction within radius r:
//   king: 1 - (1 + (r/core)^2)^(1 - beta)   (profile (1 + (r/core)^2)^-beta, beta > 1)
struct PointSpread {
    Angle core;
    double beta = 0;
    bool operator==(const PointSpread&) const = default;
};

// What only the simulator needs: the effective area on axis as knots between which it is linear in
// energy, and the Gaussian redistribution FWHM^2 = a + b E (keV).
struct Response {
    struct Knot {
        Energy energy;
        double area_cm2 = 0;
        bool operator==(const Knot&) const = default;
    };
    std::vector<Knot> area;
    double fwhm2_constant = 0;  // a, keV^2
    double fwhm2_slope = 0;     // b, keV
    bool operator==(const Response&) const = default;
};

// Where the response files of its spectra come from.
struct ResponseSource {
    enum class From {
        kCaldb,        // caldb/, by index or headers: the newest that is valid for an observation
        kObservation,  // delivered with each observation
        kMission,      // a file in the archive's folder missions/
    };
    From from = From::kCaldb;
    std::string name;   // kCaldb: the data set, CCNM ("MATRIX"); kMission: the file
    Pattern files{""};  // kObservation: in the observation's folder
};

struct Instrument {
    std::string name;                          // in sky/: "swift_xrt_pc"
    std::string instrume;                      // INSTRUME in its files
    std::map<std::string, std::string> where;  // further keywords that its event lists must have
    EventModel model = EventModel::kEvents;
    Geometry geometry = Geometry::kImage;
    Pattern files{""};  // its event lists, inside the observation folder
    std::string events_hdu = "EVENTS";
    std::string gti_hdu = "GTI";
    std::string x_column;  // positions: x, y in a tangential plane by the column's WCS keywords,
    std::string y_column;
    std::string ra_column;  // or degrees
    std::string dec_column;
    EnergyScale energy;
    ClockModel clock = ClockModel::kIdeal;
    std::vector<std::string> bands;  // as they stand in paths: "0.3-10"
    Angle radius;                    // of the default source region
    std::string radius_text;         // the same in arcsec, as written
    BackgroundRegion background;
    std::string pixel_arcsec;         // of images, as written
    std::string size_deg;             // their width, as written
    std::string bin_seconds = "100";  // of light curves, as written
    Angle field_radius;               // of the circle that the instrument sees around its pointing
    std::optional<Detector> detector;
    std::optional<PointSpread> psf;
    double vignetting_per_arcmin2 = 0;  // effective area: (1 - C theta^2) of that on axis
    std::optional<Response> response;
    ResponseSource rmf;
    ResponseSource arf;
    std::map<std::string, std::string> calibration;  // values of CALDB's parameters, beside `where`
    double diffuse_sr = 0;   // solid angle of the response to diffuse emission; 0: none is given
    double pileup_rate = 0;  // count/s in the region above which pile-up is to be expected; 0: none
};

// All [[instrument]] tables of a mission file. Raises Fault::kMalformed with file, line and key.
std::vector<Instrument> read_instruments(const TomlTable& root);

}  // namespace heafs
