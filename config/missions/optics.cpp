#include "config/missions/optics.h"

#include <algorithm>
#include <cmath>

#include "config/base/toml.h"

namespace heafs {
namespace {

constexpr double kArcsecInDegree = 3600;
constexpr double kArcminInDegree = 60;

bool is_table(const TomlTable& table, const std::string& formula) {
    const auto type = table.string("type");
    if (type == formula) return false;
    if (type != "table") table.refuse("type", "'" + type + "' is none of " + formula + ", table");
    return true;
}

double positive(const TomlTable& table, const std::string& key) {
    const double value = table.number(key);
    if (!(value > 0)) table.refuse(key, "must be above 0");
    return value;
}

}  // namespace

double vignetting_factor(const Vignetting& vignetting, Angle off_axis, Energy energy) {
    const auto& knots = vignetting.table;
    if (knots.empty()) {
        const double arcmin = off_axis.degrees * kArcminInDegree;
        const double c =
            vignetting.rise * std::pow(vignetting.base, energy.kev) + vignetting.per_arcmin2;
        return std::clamp(1 - c * arcmin * arcmin, 0.0, 1.0);
    }
    const auto above = std::find_if(knots.begin(), knots.end(), [&](const Vignetting::Knot& knot) {
        return knot.off_axis > off_axis;
    });
    if (above == knots.end()) return knots.back().factor;
    if (above == knots.begin()) return knots.front().factor;
    const auto& below = *(above - 1);
    const double part = (off_axis.degrees - below.off_axis.degrees) /
                        (above->off_axis.degrees - below.off_axis.degrees);
    return below.factor + part * (above->factor - below.factor);
}

PointSpread read_point_spread(const TomlTable& psf) {
    PointSpread spread;
    if (!is_table(psf, "king")) {
        psf.allow_only({"type", "core_arcsec", "beta", "hdu"});
        spread.core = Angle{positive(psf, "core_arcsec") / kArcsecInDegree};
        spread.beta = psf.number("beta");
        if (!(spread.beta > 1)) psf.refuse("beta", "must be above 1");
        return spread;
    }
    psf.allow_only({"type", "arcsec_fraction", "hdu"});
    for (const auto& row : psf.number_rows("arcsec_fraction", 2)) {
        const PointSpread::Knot knot{Angle{row[0] / kArcsecInDegree}, row[1]};
        const PointSpread::Knot below =
            spread.table.empty() ? PointSpread::Knot{} : spread.table.back();
        if (!(knot.radius > below.radius) || knot.fraction < below.fraction || knot.fraction > 1)
            psf.refuse(
                "arcsec_fraction",
                "must be [arcsec, fraction] with rising radii above 0 and fractions up to 1");
        spread.table.push_back(knot);
    }
    if (spread.table.empty()) psf.refuse("arcsec_fraction", "is missing");
    return spread;
}

Vignetting read_vignetting(const TomlTable& table) {
    Vignetting vignetting;
    if (!is_table(table, "quadratic")) {
        table.allow_only({"type", "per_arcmin2", "rise", "base"});
        vignetting.per_arcmin2 = positive(table, "per_arcmin2");
        if (table.has("rise") != table.has("base"))
            table.refuse("rise", "and base belong together: C = per_arcmin2 + rise base^E");
        vignetting.rise = table.find_number("rise").value_or(0);
        vignetting.base = table.find_number("base").value_or(1);
        if (vignetting.rise < 0 || !(vignetting.base > 0))
            table.refuse("rise", "must be 0 or more, base above 0");
        return vignetting;
    }
    table.allow_only({"type", "arcmin_factor"});
    for (const auto& row : table.number_rows("arcmin_factor", 2)) {
        const Vignetting::Knot knot{Angle{row[0] / kArcminInDegree}, row[1]};
        const bool rising =
            vignetting.table.empty() || knot.off_axis > vignetting.table.back().off_axis;
        if (!rising || knot.factor < 0 || knot.factor > 1 || knot.off_axis.degrees < 0)
            table.refuse("arcmin_factor",
                         "must be [arcmin, factor] with rising angles and factors from 0 to 1");
        vignetting.table.push_back(knot);
    }
    if (vignetting.table.empty()) table.refuse("arcmin_factor", "is missing");
    return vignetting;
}

}  // namespace heafs
