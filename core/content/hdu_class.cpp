// What an HDU is and what that asks of it: KEY-007, KEY-010. Mandatory keywords and columns:
// SPECTRUM OGIP/92-007 (7.1), RMF and ARF CAL/GEN/92-002 and 92-002a, light curves OGIP/93-003,
// events and GTI OGIP/93-003 and the HEASARC guideline.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/content/content_rules.h"

namespace heafs {
namespace {

constexpr const char* kConventions[] = {"OGIP", "GADF", "ASC"};  // ASC: regions
// Of OGIP's list of HDUCLAS1, with what missions write for their housekeeping.
constexpr const char* kRegistered[] = {
    "EVENTS",  "GTI",          "SPECTRUM", "LIGHTCURVE", "LIGHT CURVE", "RATE",  "RESPONSE",
    "IMAGE",   "TEMPORALDATA", "ARRAY",    "REGION",     "CATALOG",     "TABLE", "CALIBRATION",
    "HISTORY", "EXPOSURE",     "EFF_AREA", "PSF",        "EDISP",       "BKG",   "INDEX"};

// Words with "|" between them are alternatives: a keyword or a column of that name; "~RATE" is any
// column whose name contains RATE.
struct Mandatory {
    HduClass hdu_class;
    std::string_view memo;
    std::vector<std::string_view> keywords;
    std::vector<std::string_view> columns;
};

const std::vector<Mandatory>& mandatory() {
    static const std::vector<Mandatory> table = {
        {HduClass::kEvents,
         "OGIP/93-003",
         {"DATE-OBS|DATE_OBS", "DATE-END|DATE_END", "TSTART", "TSTOP",
          "EXPOSURE|ONTIME|LIVETIME|TELAPSE"},
         {"TIME"}},
        {HduClass::kGti, "OGIP/93-003", {}, {"START", "STOP"}},
        {HduClass::kSpectrum,
         "OGIP/92-007",
         {"EXPOSURE", "CHANTYPE", "DETCHANS", "AREASCAL", "BACKSCAL", "CORRSCAL", "BACKFILE",
          "CORRFILE", "RESPFILE", "ANCRFILE", "POISSERR|STAT_ERR"},
         {"CHANNEL", "COUNTS|RATE"}},
        {HduClass::kLightCurve, "OGIP/93-003", {"TIMEDEL|TIME"}, {"~RATE|~COUNTS|~CNTS"}},
        {HduClass::kRedistribution,
         "CAL/GEN/92-002",
         {"CHANTYPE", "DETCHANS"},
         {"ENERG_LO", "ENERG_HI", "N_GRP", "F_CHAN", "N_CHAN", "MATRIX"}},
        {HduClass::kEnergyBounds, "CAL/GEN/92-002", {"DETCHANS"}, {"CHANNEL", "E_MIN", "E_MAX"}},
        {HduClass::kEffectiveArea, "CAL/GEN/92-002a", {}, {"ENERG_LO", "ENERG_HI", "SPECRESP"}},
    };
    return table;
}

bool any_of(std::string_view alternatives, const HduView& hdu, bool keywords) {
    while (!alternatives.empty()) {
        const size_t bar = alternatives.find('|');
        const std::string_view word = alternatives.substr(0, bar);
        if (word[0] == '~' && hdu.has_column_with(word.substr(1))) return true;
        if (hdu.column(word) || (keywords && hdu.has(word))) return true;
        alternatives = bar == std::string_view::npos ? "" : alternatives.substr(bar + 1);
    }
    return false;
}

std::string shown(std::string_view alternatives) {
    std::string text(alternatives);
    std::erase(text, '~');
    for (size_t bar; (bar = text.find('|')) != std::string::npos;) text.replace(bar, 1, " or ");
    return text;
}

std::vector<std::string> missing_of(const HduView& hdu, const std::vector<std::string_view>& wanted,
                                    bool keywords) {
    std::vector<std::string> missing;
    for (const std::string_view alternatives : wanted)
        if (!any_of(alternatives, hdu, keywords)) missing.push_back(shown(alternatives));
    return missing;
}

void check_mandatory(const HduView& hdu, std::vector<Finding>& findings) {
    for (const Mandatory& each : mandatory()) {
        if (each.hdu_class != hdu.hdu_class() || hdu.facts().kind == "PRIMARY") continue;
        const auto keywords = missing_of(hdu, each.keywords, true);
        const auto columns = missing_of(hdu, each.columns, false);
        if (keywords.empty() && columns.empty()) continue;
        std::string what;
        if (!keywords.empty()) what = fmt::format("the keywords {}", fmt::join(keywords, ", "));
        if (!columns.empty())
            what += fmt::format("{}the columns {}", what.empty() ? "" : " and ",
                                fmt::join(columns, ", "));
        findings.push_back(
            hdu.finding("KEY-010", fmt::format("an HDU of class {} needs {} ({})",
                                               name_of(hdu.hdu_class()), what, each.memo)));
    }
}

void check_class_words(const HduView& hdu, std::vector<Finding>& findings) {
    const std::string first = hdu.text("HDUCLAS1");
    if (first.empty()) {
        if (hdu.is_science())
            findings.push_back(hdu.finding(
                "KEY-007", fmt::format("HDUCLAS1 is missing: write HDUCLASS = 'OGIP' and the class "
                                       "of this HDU, such as '{}'",
                                       name_of(hdu.hdu_class()))));
        return;
    }
    const auto is = [](const auto& list, const std::string& value) {
        return std::find(std::begin(list), std::end(list), upper_case(value)) != std::end(list);
    };
    if (!is(kRegistered, first)) {
        Finding finding =
            hdu.finding("KEY-007", fmt::format("HDUCLAS1 = '{}' is no registered class", first),
                        hdu.find("HDUCLAS1"));
        finding.severity = Severity::kWarning;
        findings.push_back(std::move(finding));
    }
    const std::string convention = hdu.text("HDUCLASS");
    if (is(kConventions, convention)) return;
    findings.push_back(hdu.softened(
        "KEY-007",
        convention.empty()
            ? "HDUCLASS is missing: write HDUCLASS = 'OGIP'"
            : fmt::format("HDUCLASS = '{}' is no known convention; write 'OGIP'", convention),
        hdu.find("HDUCLASS")));
}

}  // namespace

void check_hdu_classes(const FileFacts& file, std::vector<Finding>& findings) {
    for (const HduView& hdu : file.hdus) {
        check_class_words(hdu, findings);
        check_mandatory(hdu, findings);
    }
}

}  // namespace heafs
