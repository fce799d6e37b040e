// What an index of CALDB would say of an HDU: one row of it (CAL/GEN/92-008). Made of headers in
// the worker, kept with the published file, compared when the next one is delivered.
#pragma once

#include <string>
#include <vector>

namespace heafs {

struct CalibrationEntry {
    int hdu = 0;  // 1 is the primary
    std::string telescop;
    std::string instrume;
    std::string detnam = "NONE";
    std::string filter = "NONE";
    std::string calibration_class;        // CCLS: "CPF"
    std::string name;                     // CCNM: "MATRIX"
    std::string date;                     // CVSD: "2013-01-01"
    std::string time;                     // CVST: "00:00:00"
    std::vector<std::string> boundaries;  // CBD, without NONE
    bool operator==(const CalibrationEntry&) const = default;
};

// Both rows answer the same question from the same moment on: same telescope, instrument, detector,
// filter, name and start of validity, and boundaries that overlap (udcif's own comparison).
bool same_question(const CalibrationEntry& a, const CalibrationEntry& b);

// The same, whenever their validity begins.
bool same_subject(const CalibrationEntry& a, const CalibrationEntry& b);

// "2013-01-01T00:00:00"
std::string moment_of(const CalibrationEntry& entry);

}  // namespace heafs
