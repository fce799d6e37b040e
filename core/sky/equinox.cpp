#include "core/sky/equinox.h"

#include <erfa.h>
#include <erfam.h>

#include <charconv>
#include <cmath>

#include "core/sky/galactic.h"

namespace heafs {
namespace {

constexpr double kFirstFk5Year = 1984;
constexpr double kArcsec = ERFA_DAS2R;

// The E-terms of aberration at a Besselian epoch, as a vector to add to a mean direction.
void e_terms(double year, double terms[3]) {
    const double t = (year - 1950) * 1.00002135903e-2;
    const double eccentricity = 0.01673011 - (0.00004193 + 0.000000126 * t) * t;
    const double obliquity = (84404.836 - (46.8495 + (0.00319 + 0.00181 * t) * t) * t) * kArcsec;
    const double perihelion = (1015489.951 + (6190.67 + (1.65 + 0.012 * t) * t) * t) * kArcsec;
    const double k = eccentricity * 20.49552 * kArcsec;
    terms[0] = k * std::sin(perihelion);
    terms[1] = -k * std::cos(perihelion) * std::cos(obliquity);
    terms[2] = -k * std::cos(perihelion) * std::sin(obliquity);
}

// Precession by Euler angles: about z by -zeta, about y by theta, about z by -z.
void precess(double zeta, double theta, double z, double v[3]) {
    double matrix[3][3];
    eraIr(matrix);
    eraRz(-zeta, matrix);
    eraRy(theta, matrix);
    eraRz(-z, matrix);
    eraRxp(matrix, v, v);
}

// Newcomb's precession between Besselian equinoxes.
void precess_fk4(double from, double to, double v[3]) {
    const double big = (from - 1850) / 100;
    const double t = (to - from) / 100;
    const double seconds = t * kArcsec;
    const double w = 2303.5548 + (1.39720 + 0.000059 * big) * big;
    const double zeta = (w + (0.30242 - 0.000269 * big + 0.017996 * t) * t) * seconds;
    const double z = (w + (1.09478 + 0.000387 * big + 0.018324 * t) * t) * seconds;
    const double theta = (2005.1125 + (-0.85294 - 0.000365 * big) * big +
                          (-0.42647 - 0.000365 * big - 0.041802 * t) * t) *
                         seconds;
    precess(zeta, theta, z, v);
}

void to_b1950(double year, double v[3]) {
    double terms[3], along = 0;
    e_terms(year, terms);
    for (int i = 0; i < 3; ++i) along += v[i] * terms[i];
    for (int i = 0; i < 3; ++i) v[i] = (1 + along) * v[i] - terms[i];
    precess_fk4(year, 1950, v);
    e_terms(1950, terms);
    for (int i = 0; i < 3; ++i) v[i] += terms[i];
}

SkyPoint point_of_radians(double ra, double dec) {
    return {Angle{eraAnp(ra) * ERFA_DR2D}, Angle{dec * ERFA_DR2D}};
}

}  // namespace

std::optional<SkyFrame> parse_sky_frame(std::string_view text) {
    if (text == "icrs") return SkyFrame{SkyFrame::Kind::kIcrs, 2000, "2000"};
    if (text == "galactic") return SkyFrame{SkyFrame::Kind::kGalactic, 2000, "galactic"};
    const char scale = text.empty() ? '\0' : text[0];
    if (scale == 'B' || scale == 'J') text.remove_prefix(1);
    double year = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), year);
    if (error != std::errc() || end != text.data() + text.size() || !(year > 1000 && year < 3000))
        return std::nullopt;
    const bool fk4 = scale == 'B' || (scale != 'J' && year < kFirstFk5Year);
    SkyFrame frame{fk4 ? SkyFrame::Kind::kFk4 : SkyFrame::Kind::kFk5, year, std::string(text)};
    if (const size_t point = frame.name.find('.'); point != std::string::npos) {
        while (frame.name.back() == '0') frame.name.pop_back();
        if (frame.name.back() == '.')
            frame.name.pop_back();
        else
            frame.name[point] = '_';
    }
    return frame;
}

bool is_j2000(const SkyFrame& frame) {
    return frame.kind == SkyFrame::Kind::kIcrs ||
           (frame.kind == SkyFrame::Kind::kFk5 && frame.year == 2000);
}

SkyPoint j2000_of(const SkyFrame& frame, Angle longitude, Angle latitude) {
    if (is_j2000(frame)) return {longitude, latitude};
    if (frame.kind == SkyFrame::Kind::kGalactic) return icrs_of_galactic(longitude, latitude);
    double v[3], ra = 0, dec = 0;
    eraS2c(longitude.degrees * ERFA_DD2R, latitude.degrees * ERFA_DD2R, v);
    if (frame.kind == SkyFrame::Kind::kFk4) {
        to_b1950(frame.year, v);
        eraC2s(v, &ra, &dec);
        eraFk45z(eraAnp(ra), dec, frame.year, &ra, &dec);
        return point_of_radians(ra, dec);
    }
    double from0 = 0, from1 = 0, zeta = 0, z = 0, theta = 0;
    eraEpj2jd(frame.year, &from0, &from1);
    eraPrec76(from0, from1, ERFA_DJ00, 0, &zeta, &z, &theta);
    precess(zeta, theta, z, v);
    eraC2s(v, &ra, &dec);
    return point_of_radians(ra, dec);
}

}  // namespace heafs
