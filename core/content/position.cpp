// Where it points: KEY-004, KEY-005, KEY-006.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/content/content_rules.h"

namespace heafs {
namespace {

constexpr const char* kFrames[] = {"ICRS", "FK5", "FK4", "FK4-NO-E", "GAPPT"};

std::string frame_of(const FileFacts& file, const HduView& hdu) {
    for (const char* keyword : {"RADESYS", "RADECSYS"})
        if (const std::string frame = file.text(hdu, keyword); !frame.empty()) return frame;
    return {};
}

const HeaderCard* frame_card(const FileFacts& file, const HduView& hdu) {
    const HeaderCard* const card = file.find(hdu, "RADESYS");
    return card != nullptr ? card : file.find(hdu, "RADECSYS");
}

bool has_positions(const HduView& hdu) {
    const bool columns = hdu.column("RA") || hdu.column("DEC") ||
                         hdu.column_keyword("TCTYP", "X").compare(0, 2, "RA") == 0;
    const bool observed = hdu.hdu_class() == HduClass::kEvents ||
                          hdu.hdu_class() == HduClass::kSpectrum ||
                          hdu.hdu_class() == HduClass::kLightCurve;
    return columns || (observed && (hdu.has("RA_PNT") || hdu.has("RA_OBJ") || hdu.has("RA_NOM")));
}

void check_frame(const FileFacts& file, const HduView& hdu, std::vector<Finding>& findings) {
    if (!hdu.is_science() || !has_positions(hdu)) return;
    const std::string frame = upper_case(frame_of(file, hdu));
    if (frame.empty()) {
        findings.push_back(
            hdu.finding("KEY-004",
                        "there are positions, and RADESYS does not say in which frame: write "
                        "RADESYS = 'ICRS', or 'FK5' with EQUINOX = 2000.0"));
        return;
    }
    if (std::find(std::begin(kFrames), std::end(kFrames), frame) == std::end(kFrames))
        findings.push_back(hdu.finding("KEY-004",
                                       fmt::format("the frame '{}' is none of ICRS, FK5, FK4, "
                                                   "FK4-NO-E and GAPPT (FITS 4.0, table 24)",
                                                   frame),
                                       frame_card(file, hdu)));
    if ((frame == "FK5" || frame == "FK4") && file.text(hdu, "EQUINOX").empty())
        findings.push_back(hdu.finding("KEY-004",
                                       fmt::format("RADESYS = '{}' needs EQUINOX ({})", frame,
                                                   frame == "FK5" ? "2000.0" : "1950.0"),
                                       frame_card(file, hdu)));
}

void check_on_sky(const HduView& hdu, const std::string& keyword, double least, double below,
                  std::vector<Finding>& findings) {
    const auto value = hdu.number(keyword);
    const bool latitude = keyword.compare(0, 3, "DEC") == 0;
    if (!value || (*value >= least && (latitude ? *value <= below : *value < below))) return;
    findings.push_back(hdu.finding("KEY-005",
                                   fmt::format("{} = {} degrees is not on the sky; leave the "
                                               "keyword out where there is no position",
                                               keyword, *value),
                                   hdu.find(keyword)));
}

void check_sky(const HduView& hdu, std::vector<Finding>& findings) {
    for (const char* of : {"_OBJ", "_PNT", "_NOM"}) {
        check_on_sky(hdu, std::string("RA") + of, 0, 360, findings);
        check_on_sky(hdu, std::string("DEC") + of, -90, 90, findings);
    }
}

// The angle between two directions in degrees (haversine formula).
double separation(double ra_1, double dec_1, double ra_2, double dec_2) {
    constexpr double kDegree = std::numbers::pi / 180;
    const double by_dec = std::sin((dec_2 - dec_1) * kDegree / 2);
    const double by_ra = std::sin((ra_2 - ra_1) * kDegree / 2);
    const double h =
        by_dec * by_dec + std::cos(dec_1 * kDegree) * std::cos(dec_2 * kDegree) * by_ra * by_ra;
    return 2 * std::asin(std::sqrt(std::min(1.0, h))) / kDegree;
}

// The radius of the field, in degrees; 0 when the mission does not say.
double field_of(const FileFacts& file) {
    const Mission* const mission = file.context.mission;
    if (mission == nullptr) return 0;
    const Instrument* const instrument = mission->instrument_of(file.context.path);
    return instrument == nullptr ? 0 : instrument->field_radius.degrees;
}

void check_object_in_field(const FileFacts& file, std::vector<Finding>& findings) {
    const HduView* const science = file.first_science();
    const double field = field_of(file);
    if (science == nullptr || field <= 0) return;
    const auto value = [&](const char* keyword) { return file.number(*science, keyword); };
    const auto ra_1 = value("RA_OBJ"), dec_1 = value("DEC_OBJ");
    const auto ra_2 = value("RA_PNT"), dec_2 = value("DEC_PNT");
    if (!ra_1 || !dec_1 || !ra_2 || !dec_2) return;
    const double angle = separation(*ra_1, *dec_1, *ra_2, *dec_2);
    if (angle <= field) return;
    findings.push_back(science->finding(
        "KEY-006",
        fmt::format("the object is {:.3f} degrees from the pointing, the field is {:.3f}", angle,
                    field)));
}

}  // namespace

void check_positions(const FileFacts& file, std::vector<Finding>& findings) {
    for (const HduView& hdu : file.hdus) {
        check_frame(file, hdu, findings);
        check_sky(hdu, findings);
    }
    check_object_in_field(file, findings);
}

}  // namespace heafs
