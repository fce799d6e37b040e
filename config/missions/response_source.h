// Where an instrument's response comes from: its RMF, its ARF (or effective area and energy
// dispersion of one run).
#pragma once

#include <optional>
#include <string>

#include "config/base/pattern.h"

namespace heafs {

class TomlTable;

struct ResponseSource {
    enum class Kind {
        kNone,         // not known: RESPFILE or ANCRFILE is 'none'
        kCalibration,  // asked of the calibration index (caldb/) for the observation's date
        kDelivered,    // a file in the observation folder
        kMission,      // a file beside the mission file, at all dates
        kList,         // an HDU of the event list itself
    };
    Kind kind = Kind::kNone;
    std::string name;  // CCNM ("MATRIX", "SPECRESP"); path beside the mission file; EXTNAME
    std::optional<Pattern> files;  // kDelivered: within the observation folder; the first by name
    // kCalibration: as quzcif takes them; "-": any.
    std::string instrume;  // as in the index; "": that of the instrument
    std::string detnam = "-";
    std::string filter = "-";
    std::string expression = "-";  // "grade.eq.0:12.and.datamode.eq.photon"

    bool is_known() const { return kind != Kind::kNone; }
};

// `rmf = { caldb = "MATRIX", ... }`, `{ files = "..." }`, `{ mission = "x.rmf" }`,
// `{ hdu = "EDISP" }`. Raises Fault::kMalformed with file, line and key.
ResponseSource read_response_source(const TomlTable& source);

}  // namespace heafs
