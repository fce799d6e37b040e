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
#include "config/missions/energy_scale.h"
#include "config/missions/optics.h"
#include "config/missions/selection.h"

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

enum class BackgroundKind {
    kNone,
    kAnnulus,
    kReflected,  // circles like the source's, all as far from the pointing as it is (IACT)
};

struct BackgroundRegion {
    BackgroundKind kind = BackgroundKind::kNone;
    Angle inner;  // of the annulus
    Angle outer;
    std::string cut_table;  // below tables/, whose objects are cut out of it; "": nothing is
    Angle cut_radius;       // around each of them
    bool operator==(const BackgroundRegion&) const = default;
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
        kList,         // an HDU of the event list itself (GADF: AEFF, EDISP)
    };
    From from = From::kCaldb;
    std::string name;   // kCaldb: the data set, CCNM ("MATRIX"); kMission: the file; kList: EXTNAME
    Pattern files{""};  // kObservation: in the observation's folder
};

struct Instrument {
    std::string name;      // in sky/: "swift_xrt_pc"
    std::string instrume;  // INSTRUME in its files
    // Further keywords that its event lists must have, and what their values must match (PCRE2, all
    // of the value).
    std::map<std::string, std::string> where;
    EventModel model = EventModel::kEvents;
    Geometry geometry = Geometry::kImage;
    Pattern files{""};  // its event lists, inside the observation folder
    std::string events_hdu = "EVENTS";
    // EXTNAME as a pattern (PCRE2); several HDUs that match hold the good times of one detector
    // each.
    std::string gti_hdu = "GTI";
    // Where each detector (CCD) has a good time of its own: the column of the events that tells
    // theirs, and the keyword of the good times that does. Both "" where there is one for all.
    std::string gti_column;
    std::string gti_keyword;
    std::string x_column;  // positions: x, y in a tangential plane by the column's WCS keywords,
    std::string y_column;
    std::string ra_column;  // or degrees,
    std::string dec_column;
    std::string l_column;  // or galactic degrees
    std::string b_column;
    EnergyScale energy;
    std::vector<Selection> selections;  // bit n of an event's selections is the n-th, by name
    std::string default_selection;      // what products take unless sel_ says; "": every event
    ClockModel clock = ClockModel::kIdeal;
    std::string mjdref;              // MJD (TT) of mission second 0 where a list does not say; ""
    bool corrected_times = false;    // lists in TDB, or seen from elsewhere, feed sky/ too
    std::vector<std::string> bands;  // as they stand in paths: "0.3-10"
    Angle radius;                    // of the default source region; of strips half its length
    std::string radius_text;         // the same in arcsec, as written
    BackgroundRegion background;
    std::string pixel_arcsec;         // of images, as written
    std::string size_deg;             // their width, as written
    std::string bin_seconds = "100";  // of light curves, as written
    Angle field_radius;               // of the circle that the instrument sees around its pointing
    std::optional<Detector> detector;
    std::optional<PointSpread> psf;
    std::string psf_hdu;  // EXTNAME of the event list's own (GADF: PSF), which goes before psf; ""
    Vignetting vignetting;           // none: 1 everywhere
    bool counts_only = false;        // exposure and response are not known: no rate, flux or limit
    std::string counts_only_reason;  // in words, for summaries
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
