// How time is counted: TIM-001, TIM-002, TIM-003, TIM-011, TIM-012. Scales and reference positions:
// FITS 4.0, tables 30 and 31; MJDREF and TIMEREF: OGIP/93-003.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/content/content_rules.h"
#include "core/content/time_keywords.h"

namespace heafs {
namespace {

constexpr const char* kScales[] = {"TT",  "TDT", "ET",  "TAI", "IAT", "UTC", "GMT",
                                   "UT1", "UT",  "GPS", "TCG", "TCB", "TDB", "LOCAL"};
constexpr const char* kPlaces[] = {"LOCAL",       "TOPOCENTER",  "GEOCENTER",   "GEOCENTRIC",
                                   "BARYCENTER",  "BARYCENTRIC", "HELIOCENTER", "HELIOCENTRIC",
                                   "SOLARSYSTEM", "SATELLITE",   "RELOCATABLE", "CUSTOM"};
constexpr double kSameDays = 1e-6;

template <size_t N>
bool is_one_of(const char* const (&list)[N], const std::string& value) {
    return std::find(std::begin(list), std::end(list), upper_case(value)) != std::end(list);
}

// The HDU counts time: analysis needs to know how.
bool counts_time(const HduView& hdu) { return hdu.column("TIME") || hdu.has("TSTART"); }

void check_scale(const FileFacts& file, const HduView& hdu, std::vector<Finding>& findings) {
    const std::string scale = file.text(hdu, "TIMESYS");
    if (scale.empty()) {
        findings.push_back(
            hdu.finding("TIM-001",
                        "TIMESYS is missing here and in the primary header: write TIMESYS = 'TT', "
                        "or the scale in which TIME counts"));
        return;
    }
    const std::string name = scale.substr(0, scale.find('('));  // UTC(NIST)
    if (!is_one_of(kScales, name))
        findings.push_back(hdu.finding(
            "TIM-001", fmt::format("TIMESYS = '{}' is no time scale (FITS 4.0, table 30)", scale),
            file.find(hdu, "TIMESYS")));
}

void check_reference(const FileFacts& file, const HduView& hdu, std::vector<Finding>& findings) {
    const auto whole = file.number(hdu, "MJDREFI");
    const auto fraction = file.number(hdu, "MJDREFF");
    const auto one = file.number(hdu, "MJDREF");
    if (!one && !whole) {
        findings.push_back(hdu.finding(
            "TIM-002", "neither MJDREF nor MJDREFI and MJDREFF say where TIME begins to count"));
        return;
    }
    if (whole && !fraction && !one)
        findings.push_back(
            hdu.finding("TIM-002", "MJDREFI is there without MJDREFF", file.find(hdu, "MJDREFI")));
    if (whole && one && std::abs(*one - *whole - fraction.value_or(0)) > kSameDays)
        findings.push_back(hdu.finding("TIM-002",
                                       fmt::format("MJDREF = {} and MJDREFI + MJDREFF = {} differ",
                                                   *one, *whole + fraction.value_or(0)),
                                       file.find(hdu, "MJDREF")));
}

// GTI that count from another moment than the events select the wrong ones.
void check_one_reference(const FileFacts& file, const HduView& science,
                         std::vector<Finding>& findings) {
    const auto ours = time_reference_of(file, science);
    if (!ours) return;
    for (const HduView& gti : file.hdus) {
        if (gti.hdu_class() != HduClass::kGti) continue;
        const auto theirs = time_reference_of(file, gti);
        if (!theirs ||
            std::abs(theirs->days + theirs->fraction - ours->days - ours->fraction) <= kSameDays)
            continue;
        findings.push_back(
            gti.finding("TIM-002",
                        fmt::format("these intervals count from MJD {}, the data from MJD {}",
                                    theirs->days + theirs->fraction, ours->days + ours->fraction),
                        gti.find("MJDREFI")));
    }
}

std::string unit_of(std::string unit) {
    unit = upper_case(unit);
    if (unit == "S" || unit == "SEC" || unit == "SECOND" || unit == "SECONDS") return "S";
    if (unit == "D" || unit == "DAY" || unit == "DAYS") return "D";
    return unit;
}

void check_unit(const FileFacts& file, const HduView& hdu, std::vector<Finding>& findings) {
    const std::string keywords = file.text(hdu, "TIMEUNIT");
    const std::string column = hdu.column_keyword("TUNIT", "TIME");
    if (keywords.empty() || column.empty() || unit_of(keywords) == unit_of(column)) return;
    findings.push_back(hdu.softened(
        "TIM-003",
        fmt::format("TIMEUNIT is '{}', the unit of the column TIME is '{}'", keywords, column),
        file.find(hdu, "TIMEUNIT")));
}

void check_clock(const FileFacts& file, const HduView& events, std::vector<Finding>& findings) {
    std::string missing;
    for (const char* keyword : {"CLOCKAPP", "TIERRELA", "TIERABSO"})
        if (file.text(events, keyword).empty())
            missing += fmt::format("{}{}", missing.empty() ? "" : ", ", keyword);
    if (!missing.empty())
        findings.push_back(
            events.finding("TIM-011", "the clock is not described: " + missing + " missing"));
}

void check_place(const FileFacts& file, const HduView& hdu, std::vector<Finding>& findings) {
    std::string place = file.text(hdu, "TIMEREF");
    if (place.empty()) place = file.text(hdu, "TREFPOS");
    if (place.empty()) return;
    if (!is_one_of(kPlaces, place)) {
        findings.push_back(
            hdu.finding("TIM-012",
                        fmt::format("TIMEREF = '{}' is none of LOCAL, GEOCENTRIC, HELIOCENTRIC and "
                                    "SOLARSYSTEM (OGIP/93-003)",
                                    place),
                        file.find(hdu, "TIMEREF")));
        return;
    }
    const std::string scale = upper_case(file.text(hdu, "TIMESYS"));
    const std::string upper = upper_case(place);
    const bool at_barycentre = upper == "SOLARSYSTEM" || upper.compare(0, 10, "BARYCENTER") == 0;
    if ((scale == "TDB" || scale == "TCB") == at_barycentre) return;
    if (!at_barycentre && scale != "TDB" && scale != "TCB") return;
    findings.push_back(
        hdu.finding("TIM-012",
                    fmt::format("TIMEREF = '{}' does not go with TIMESYS = '{}': times at the "
                                "barycentre count in TDB",
                                place, scale),
                    file.find(hdu, "TIMEREF")));
}

}  // namespace

void check_time_frame(const FileFacts& file, std::vector<Finding>& findings) {
    for (const HduView& hdu : file.hdus) {
        if (!counts_time(hdu)) continue;
        check_unit(file, hdu, findings);
        if (!hdu.is_science()) continue;
        check_scale(file, hdu, findings);
        check_reference(file, hdu, findings);
        check_place(file, hdu, findings);
        if (hdu.hdu_class() != HduClass::kEvents) continue;
        check_one_reference(file, hdu, findings);
        check_clock(file, hdu, findings);
    }
}

}  // namespace heafs
