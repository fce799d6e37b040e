// Which calibration data set answers a question, as CALDB's own look-up decides (HEASoft's
// HDgtcalf): of the good rows whose boundaries hold the question's values, those whose validity
// began last before the moment. Pure functions.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/calendar_date.h"
#include "core/content/calibration_entry.h"
#include "core/fits/fits_view.h"

namespace heafs {

// A row of an index, or what one would say of a file.
struct IndexedCalibration {
    CalibrationEntry entry;
    std::string path;     // as below CALDB: "data/swift/xrt/cpf/rmf/x.rmf"
    int64_t quality = 0;  // CAL_QUAL; 0 is good
    bool operator==(const IndexedCalibration&) const = default;
};

struct CalibrationQuestion {
    std::vector<std::string> telescop;  // any of them
    std::string instrume;
    std::string detnam = "NONE";  // NONE on either side is any
    std::string filter = "NONE";
    std::string name;                           // CCNM
    std::map<std::string, std::string> values;  // of boundaries, by their name in upper case
    CalendarMoment moment;                      // UTC
};

struct CalibrationAnswer {
    const IndexedCalibration* found = nullptr;
    std::string why_not;  // in words, where none was found; where several were, which was taken
};

// Boundaries that the question has no value for do not keep a row out, as HDgtcalf has it. Of
// several of the same moment the last in the order of their paths is taken.
CalibrationAnswer answer(const CalibrationQuestion& question,
                         const std::vector<IndexedCalibration>& rows);

// The rows of a caldb.indx (HDU CIF, CAL/GEN/92-008); none when it is no index. At most
// kMostIndexRows.
std::vector<IndexedCalibration> read_calibration_index(const FitsView& view);
inline constexpr int64_t kMostIndexRows = 50'000;

}  // namespace heafs
