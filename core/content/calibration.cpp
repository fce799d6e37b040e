// What the keywords of calibration HDUs say (CAL/GEN/92-011), as udcif reads them for an index.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "core/base/calendar_date.h"
#include "core/base/edit_distance.h"
#include "core/base/files.h"
#include "core/content/boundaries.h"
#include "core/content/calibration_rules.h"
#include "core/content/content_rules.h"

namespace heafs {
namespace {

constexpr const char* kRequired[] = {"CCLS0001", "CDTP0001", "CCNM0001", "CVSD0001",
                                     "CVST0001", "CDES0001", "TELESCOP", "INSTRUME"};
constexpr int kBoundaries = 9;
constexpr size_t kMaxName = 20;
constexpr size_t kNear = 2;  // edits

// CAL/GEN/92-011, appendix A.1: names for all missions. A mission file may add its own.
constexpr std::string_view kNames[] = {
    "2D_PSF",   "BADPIX",  "COLLRESP",    "DETEFF",   "DETMAP",          "DET_EFF", "EBOUNDS",
    "EEF",      "EFFAREA", "ENERGY_GRID", "FATOM",    "FTRANS",          "GAIN",    "HKCONV",
    "LEAPSECS", "MATRIX",  "RPSF",        "SPECRESP", "SPECRESP MATRIX", "TELDEF",  "TVIGNET",
    "VIGNET",   "WATOM",   "WTRANS",      "XSECT"};

bool is_date(const std::string& text) {
    return text.size() == 10 && text[4] == '-' && parse_calendar_moment(text).has_value();
}

bool is_time(const std::string& text) {
    return text.size() == 8 && text[2] == ':' &&
           parse_calendar_moment("2000-01-01T" + text).has_value();
}

std::string boundary_keyword(int number) { return fmt::format("CBD{}0001", number); }

bool is_none(const std::string& value) { return value.empty() || upper_case(value) == "NONE"; }

// "cpf" of "xrt/cpf/x.fits"; "" where the path has no such folder.
std::string class_folder(const std::string& path) {
    const size_t first = path.find('/');
    const size_t second = path.find('/', first == std::string::npos ? first : first + 1);
    return second == std::string::npos ? "" : path.substr(first + 1, second - first - 1);
}

bool is_indexed(const HduView& hdu) {
    return hdu.has("CCLS0001") || hdu.has("CCNM0001") || hdu.has("CVSD0001");
}

void check_required(const HduView& hdu, std::vector<Finding>& findings) {
    std::vector<std::string_view> missing;
    for (const char* keyword : kRequired)
        if (!hdu.has(keyword)) missing.push_back(keyword);
    if (missing.empty()) return;
    findings.push_back(
        hdu.finding("CAL-001", fmt::format("HDU {}: {} missing, it would not be indexed",
                                           hdu.facts().number, fmt::join(missing, ", "))));
}

void check_class(const FileFacts& file, const HduView& hdu, std::vector<Finding>& findings) {
    const std::string value = hdu.text("CCLS0001");
    const std::string folder = class_folder(file.context.path);
    if (value.empty()) return;
    const std::string upper = upper_case(value);
    const bool known = upper == "BCF" || upper == "CPF" || upper == "PCF" || upper == "USR";
    if (known && (folder.empty() || upper == upper_case(folder))) return;
    findings.push_back(
        hdu.finding("CAL-002",
                    known ? fmt::format("CCLS0001 = '{}', and the file lies in {}/", value, folder)
                          : fmt::format("CCLS0001 = '{}' is none of BCF, CPF, PCF, USR", value),
                    hdu.find("CCLS0001")));
    findings.back().expected = upper_case(folder);
}

void check_kind(const HduView& hdu, std::vector<Finding>& findings) {
    const std::string value = upper_case(hdu.text("CDTP0001"));
    if (value.empty() || value == "DATA" || value == "TASK") return;
    findings.push_back(hdu.finding(
        "CAL-003", fmt::format("CDTP0001 = '{}' is neither DATA nor TASK", hdu.text("CDTP0001")),
        hdu.find("CDTP0001")));
}

std::string near_name(const std::string& name) {
    std::string nearest;
    size_t least = kNear + 1;
    for (const std::string_view known : kNames) {
        const size_t far = edit_distance(name, known);
        if (far < least) {
            least = far;
            nearest = std::string(known);
        }
    }
    return nearest;
}

// Instruments have data sets of their own: a name that no list has is told as information, one that
// looks like a slip as a warning.
void check_name(const FileFacts& file, const HduView& hdu, std::vector<Finding>& findings) {
    const std::string name = upper_case(hdu.text("CCNM0001"));
    if (name.empty()) return;
    const HeaderCard* card = hdu.find("CCNM0001");
    if (name.size() > kMaxName) {
        findings.push_back(
            hdu.finding("CAL-004",
                        fmt::format("CCNM0001 = '{}' has {} characters; an index takes {}", name,
                                    name.size(), kMaxName),
                        card));
        return;
    }
    const Mission* mission = file.context.mission;
    const auto names_it = [&](std::string_view known) { return upper_case(known) == name; };
    if (std::any_of(std::begin(kNames), std::end(kNames), names_it)) return;
    if (mission != nullptr &&
        std::any_of(mission->calibration_names.begin(), mission->calibration_names.end(), names_it))
        return;
    const std::string near = near_name(name);
    findings.push_back(hdu.finding(
        "CAL-004",
        near.empty()
            ? fmt::format("CCNM0001 = '{}' is not in the list of CAL/GEN/92-011", name)
            : fmt::format("CCNM0001 = '{}' is not in the list of CAL/GEN/92-011; nearest '{}'",
                          name, near),
        card));
    findings.back().expected = near;
    if (near.empty()) findings.back().severity = Severity::kInfo;
}

void check_validity(const HduView& hdu, std::vector<Finding>& findings) {
    const std::string date = hdu.text("CVSD0001"), time = hdu.text("CVST0001");
    if (!date.empty() && !is_date(date))
        findings.push_back(hdu.finding("CAL-005",
                                       fmt::format("CVSD0001 = '{}' is no date YYYY-MM-DD", date),
                                       hdu.find("CVSD0001")));
    if (!time.empty() && !is_time(time))
        findings.push_back(hdu.finding("CAL-005",
                                       fmt::format("CVST0001 = '{}' is no time hh:mm:ss", time),
                                       hdu.find("CVST0001")));
}

void check_boundary(const HduView& hdu, const std::string& keyword, const std::string& value,
                    std::vector<Finding>& findings) {
    const HeaderCard* card = hdu.find(keyword);
    const auto parsed = parse_boundary(value);
    if (const auto* fault = std::get_if<BoundaryFault>(&parsed)) {
        findings.push_back(hdu.finding("CAL-006",
                                       fmt::format("{} = '{}' at {}: expected {}", keyword, value,
                                                   fault->position, fault->expected),
                                       card));
        findings.back().expected = fault->expected;
        return;
    }
    for (const BoundaryValue& read : std::get<Boundary>(parsed).values) {
        if (!read.numeric || read.plain) continue;
        findings.push_back(hdu.finding(
            "CAL-007",
            fmt::format("{} = '{}': HDgtcalf takes '{}' for text, as it has a sign or an exponent",
                        keyword, value, read.text),
            card));
        return;
    }
}

void check_boundaries(const HduView& hdu, std::vector<Finding>& findings) {
    const bool first_is_none = is_none(hdu.text(boundary_keyword(1)));
    for (int i = 1; i <= kBoundaries; ++i) {
        const std::string keyword = boundary_keyword(i);
        const std::string value = hdu.text(keyword);
        if (is_none(value)) continue;
        check_boundary(hdu, keyword, value, findings);
        if (!first_is_none) continue;
        findings.push_back(hdu.finding(
            "CAL-007",
            fmt::format("{} = '{}' is not read: CBD10001 is NONE, and udcif stops there", keyword,
                        value),
            hdu.find(keyword)));
        return;
    }
}

void check_listed(const HduView& hdu, const char* keyword, const std::vector<std::string>& known,
                  const std::string& whose, std::vector<Finding>& findings) {
    const std::string value = hdu.text(keyword);
    if (value.empty() || known.empty()) return;
    if (std::any_of(known.begin(), known.end(),
                    [&](const std::string& each) { return upper_case(each) == upper_case(value); }))
        return;
    findings.push_back(hdu.finding(
        "CAL-008",
        fmt::format("{} = '{}' is not of {}: {}", keyword, value, whose, fmt::join(known, ", ")),
        hdu.find(keyword)));
    findings.back().expected = fmt::format("{}", fmt::join(known, ", "));
}

// caldb.config, as the mission file has it: which INSTRUME values a folder holds.
void check_instrument(const FileFacts& file, const HduView& hdu, std::vector<Finding>& findings) {
    const Mission* mission = file.context.mission;
    if (mission == nullptr) return;
    check_listed(hdu, "TELESCOP", mission->telescop, mission->name, findings);
    const auto& folders = mission->calibration_instruments;
    if (folders.empty())
        return check_listed(hdu, "INSTRUME", mission->instrume, mission->name, findings);
    const std::string folder = file.context.path.substr(0, file.context.path.find('/'));
    const auto found = folders.find(folder);
    if (found != folders.end())
        return check_listed(hdu, "INSTRUME", found->second, "caldb/.../" + folder, findings);
    std::vector<std::string> names;
    for (const auto& [name, instruments] : folders) names.push_back(name);
    findings.push_back(
        hdu.finding("CAL-008", fmt::format("'{}' is no instrument's folder in the CALDB of {}: {}",
                                           folder, mission->name, fmt::join(names, ", "))));
}

void check_stated(const HduView& hdu, std::vector<Finding>& findings) {
    std::vector<std::string_view> missing;
    for (const char* keyword : {"FILTER", "DETNAM"})
        if (!hdu.has(keyword)) missing.push_back(keyword);
    if (missing.empty()) return;
    findings.push_back(
        hdu.finding("CAL-009", fmt::format("{} not given; write 'NONE' where it does not matter",
                                           fmt::join(missing, ", "))));
}

// "20130101" before "v014" of "swxpc0to12s6_20130101v014.rmf.gz", as "2013-01-01".
std::string date_in_name(const std::string& name) {
    static const Pattern kDated(".*?(?<y>[0-9]{4})(?<m>[0-9]{2})(?<d>[0-9]{2})v[0-9]{3}(\\..*)?");
    const auto groups = kDated.match(name);
    if (!groups) return {};
    return fmt::format("{}-{}-{}", groups->at("y"), groups->at("m"), groups->at("d"));
}

void check_date_in_name(const FileFacts& file, const HduView& hdu, std::vector<Finding>& findings) {
    const std::string in_name = date_in_name(base_name(file.context.path));
    const std::string date = hdu.text("CVSD0001");
    if (in_name.empty() || !is_date(date) || date == in_name) return;
    findings.push_back(
        hdu.finding("CAL-011",
                    fmt::format("the name says {}, CVSD0001 says {}: validity begins at one date",
                                in_name, date),
                    hdu.find("CVSD0001")));
    findings.back().expected = in_name;
}

void check_hdu(const FileFacts& file, const HduView& hdu, std::vector<Finding>& findings) {
    check_required(hdu, findings);
    check_class(file, hdu, findings);
    check_kind(hdu, findings);
    check_name(file, hdu, findings);
    check_validity(hdu, findings);
    check_boundaries(hdu, findings);
    check_instrument(file, hdu, findings);
    check_stated(hdu, findings);
    check_date_in_name(file, hdu, findings);
}

CalibrationEntry entry_of(const HduView& hdu) {
    CalibrationEntry entry;
    entry.hdu = hdu.facts().number;
    entry.telescop = hdu.text("TELESCOP");
    entry.instrume = hdu.text("INSTRUME");
    if (hdu.has("DETNAM")) entry.detnam = hdu.text("DETNAM");
    if (hdu.has("FILTER")) entry.filter = hdu.text("FILTER");
    entry.calibration_class = hdu.text("CCLS0001");
    entry.name = hdu.text("CCNM0001");
    entry.date = hdu.text("CVSD0001");
    entry.time = hdu.text("CVST0001");
    if (is_none(hdu.text(boundary_keyword(1)))) return entry;
    for (int i = 1; i <= kBoundaries; ++i)
        if (std::string value = hdu.text(boundary_keyword(i)); !is_none(value))
            entry.boundaries.push_back(std::move(value));
    return entry;
}

bool is_short(const CalibrationEntry& entry) {
    return std::all_of(entry.boundaries.begin(), entry.boundaries.end(),
                       [](const std::string& text) { return text.size() <= kMaxBoundaryLength; }) &&
           entry.telescop.size() + entry.instrume.size() + entry.detnam.size() +
                   entry.filter.size() + entry.name.size() + entry.date.size() + entry.time.size() +
                   entry.calibration_class.size() <=
               500;
}

}  // namespace

void check_calibration(const FileFacts& file, std::vector<Finding>& findings) {
    if (file.context.area != "caldb") return;
    bool indexed = false;
    for (const HduView& hdu : file.hdus) {
        if (!is_indexed(hdu)) continue;
        indexed = true;
        check_hdu(file, hdu, findings);
    }
    const std::string folder = class_folder(file.context.path);
    if (indexed || folder.empty() || folder == "index") return;
    findings.push_back(
        file.hdus.front().finding("CAL-001", "no HDU has CCLS0001: no index would name this file"));
    findings.back().severity = Severity::kWarning;
    findings.back().hdu.reset();
}

std::vector<CalibrationEntry> calibration_entries(const FileFacts& file) {
    std::vector<CalibrationEntry> entries;
    if (file.context.area != "caldb") return entries;
    for (const HduView& hdu : file.hdus) {
        if (!hdu.has("CCLS0001") || entries.size() >= kMostCalibrationEntries) continue;
        CalibrationEntry entry = entry_of(hdu);
        if (is_short(entry)) entries.push_back(std::move(entry));
    }
    return entries;
}

}  // namespace heafs
