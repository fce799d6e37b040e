#include "products/sky/run_response.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "config/base/error.h"
#include "products/sky/channel_range.h"
#include "products/sky/field_model.h"

namespace heafs {
namespace {

constexpr double kRadian = std::numbers::pi / 180;

// The four nodes around an energy and an angle, with what each weighs.
struct Corner {
    size_t energy = 0, theta = 0;
    double weight = 0;
};

std::vector<Corner> corners(const IrfAxis& energies, const IrfAxis& thetas, Energy energy,
                            Angle off_axis) {
    std::vector<Corner> all;
    if (!energies.holds(energy.kev) || !thetas.holds(off_axis.degrees)) return all;
    const auto e = energies.place(energy.kev), t = thetas.place(off_axis.degrees);
    for (const size_t up : {0U, 1U})
        for (const size_t out : {0U, 1U}) {
            const double weight =
                (up == 1 ? e.part : 1 - e.part) * (out == 1 ? t.part : 1 - t.part);
            if (weight > 0) all.push_back({e.below + up, t.below + out, weight});
        }
    return all;
}

// Between them a formula is taken as linear: steps of 2.3 % from 1 arcsec to 10 degrees.
std::vector<Angle> radii_of_formulas() {
    constexpr double kLeast = 1 / 3600.0, kMost = 10;
    constexpr int kSteps = 460;
    std::vector<Angle> radii;
    for (int i = 0; i <= kSteps; ++i)
        radii.push_back(Angle{kLeast * std::pow(kMost / kLeast, double(i) / kSteps)});
    return radii;
}

// The middle of logarithms, as true energies are taken at.
Energy log_centre(const EnergyBins& bins, size_t i) {
    return {std::sqrt(double{bins.low[i]} * double{bins.high[i]})};
}

}  // namespace

AreaTable::AreaTable(const FitsHdu& hdu, const std::string& name)
    : table_(hdu, {"ENERG", "THETA"}, "EFFAREA", "cm2", name) {
    constexpr double kKevInTev = 1e9;
    if (hdu.text("HDUCLAS3") == "POINT-LIKE") point_like_ = Angle{hdu.real("RAD_MAX").value_or(0)};
    if (const auto least = hdu.real("LO_THRES"); least && *least > 0)
        least_energy_ = Energy{*least * kKevInTev};
}

double AreaTable::at_cm2(Energy true_energy, Angle off_axis) const {
    double area = 0;
    for (const Corner& corner : corners(table_.axis(0), table_.axis(1), true_energy, off_axis))
        area += corner.weight * table_.at(corner.energy, corner.theta);
    return area;
}

DispersionTable::DispersionTable(const FitsHdu& hdu, const std::string& name)
    : table_(hdu, {"ENERG", "MIGRA", "THETA"}, "MATRIX", "", name) {}

std::vector<double> DispersionTable::parts(Energy true_energy, Angle off_axis,
                                           std::span<const double> edges_kev) const {
    std::vector<double> parts(edges_kev.size() - 1);
    const IrfAxis& migra = table_.axis(1);
    const auto around = corners(table_.axis(0), table_.axis(2), true_energy, off_axis);
    if (around.empty()) return parts;
    for (size_t k = 0; k < migra.size(); ++k) {
        double density = 0;
        for (const Corner& corner : around)
            density += corner.weight * table_.at(corner.energy, k, corner.theta);
        if (!(density > 0)) continue;
        const double from = migra.low[k] * true_energy.kev, to = migra.high[k] * true_energy.kev;
        auto edge = std::upper_bound(edges_kev.begin(), edges_kev.end(), from);
        if (edge != edges_kev.begin()) --edge;
        for (; edge + 1 != edges_kev.end() && *edge < to; ++edge) {
            const double common = std::min(to, *(edge + 1)) - std::max(from, *edge);
            if (common > 0)
                parts[static_cast<size_t>(edge - edges_kev.begin())] +=
                    density * common / true_energy.kev;
        }
    }
    return parts;
}

SpreadTable::SpreadTable(const FitsHdu& hdu, const std::string& name) {
    std::string kind = hdu.text("HDUCLAS4").value_or("");
    if (kind.empty())
        kind = hdu.find_column("SIGMA_1") != nullptr ? "PSF_3GAUSS"
               : hdu.find_column("GAMMA") != nullptr ? "PSF_KING"
                                                     : "PSF_TABLE";
    if (kind == "PSF_TABLE")
        read_table(hdu, name);
    else if (kind == "PSF_3GAUSS")
        read_gaussians(hdu, name);
    else if (kind == "PSF_KING")
        read_king(hdu, name);
    else
        throw Error(Fault::kMalformed,
                    fmt::format("{} is no response that can be used: '{}' (HDUCLAS4) is none of "
                                "PSF_TABLE, PSF_3GAUSS, PSF_KING",
                                name, kind));
}

void SpreadTable::take_axes(const IrfTable& table) {
    energies_ = table.axis(0);
    angles_ = table.axis(1);
}

// Before a formula is computed at all of its radii for each energy and angle.
void SpreadTable::take_axes_of_formula(const IrfTable& table, const std::string& name) {
    constexpr size_t kMostNodes = 10'000;
    take_axes(table);
    if (energies_.size() * angles_.size() > kMostNodes)
        throw Error(Fault::kMalformed,
                    fmt::format("{} is no response that can be used: it has more than {} energies "
                                "times angles",
                                name, kMostNodes));
    radii_ = radii_of_formulas();
}

void SpreadTable::read_table(const FitsHdu& hdu, const std::string& name) {
    const IrfTable table(hdu, {"ENERG", "THETA", "RAD"}, "RPSF", "sr-1", name);
    take_axes(table);
    const IrfAxis& radii = table.axis(2);
    for (const double radius : radii.high) radii_.push_back(Angle{radius});
    for (size_t t = 0; t < angles_.size(); ++t)
        for (size_t e = 0; e < energies_.size(); ++e) {
            std::vector<double> within;
            double sum = 0;
            for (size_t r = 0; r < radii.size(); ++r) {
                const double ring =
                    2 * std::numbers::pi *
                    (std::cos(radii.low[r] * kRadian) - std::cos(radii.high[r] * kRadian));
                within.push_back(std::min(1.0, sum += table.at(e, t, r) * ring));
            }
            within_.push_back(std::move(within));
        }
}

void SpreadTable::read_gaussians(const FitsHdu& hdu, const std::string& name) {
    const auto column = [&](const char* what, const char* unit) {
        return IrfTable(hdu, {"ENERG", "THETA"}, what, unit, name);
    };
    const IrfTable sigmas[] = {column("SIGMA_1", "deg"), column("SIGMA_2", "deg"),
                               column("SIGMA_3", "deg")};
    const IrfTable second = column("AMPL_2", ""), third = column("AMPL_3", "");
    take_axes_of_formula(sigmas[0], name);
    for (size_t t = 0; t < angles_.size(); ++t)
        for (size_t e = 0; e < energies_.size(); ++e) {
            const double amplitudes[] = {1, second.at(e, t), third.at(e, t)};
            std::vector<double> within(radii_.size());
            double all = 0;
            for (size_t i = 0; i < 3; ++i) {
                const double sigma = sigmas[i].at(e, t);
                const double weight = amplitudes[i] * sigma * sigma;
                if (!(weight > 0)) continue;
                all += weight;
                for (size_t r = 0; r < within.size(); ++r) {
                    const double x = radii_[r].degrees / sigma;
                    within[r] -= weight * std::expm1(-x * x / 2);
                }
            }
            for (double& part : within) part = all > 0 ? part / all : 0;
            within_.push_back(std::move(within));
        }
}

void SpreadTable::read_king(const FitsHdu& hdu, const std::string& name) {
    const IrfTable sigmas(hdu, {"ENERG", "THETA"}, "SIGMA", "deg", name);
    const IrfTable gammas(hdu, {"ENERG", "THETA"}, "GAMMA", "", name);
    take_axes_of_formula(sigmas, name);
    for (size_t t = 0; t < angles_.size(); ++t)
        for (size_t e = 0; e < energies_.size(); ++e) {
            const double sigma = sigmas.at(e, t), gamma = gammas.at(e, t);
            std::vector<double> within(radii_.size());
            if (sigma > 0 && gamma > 1) {
                PointSpread king;
                king.core = Angle{sigma * std::sqrt(2 * gamma)};
                king.beta = gamma;
                for (size_t r = 0; r < within.size(); ++r)
                    within[r] = encircled_energy(king, radii_[r]);
            }
            within_.push_back(std::move(within));
        }
}

std::optional<PointSpread> SpreadTable::at(Energy true_energy, Angle off_axis) const {
    std::vector<double> sum(radii_.size());
    double whole = 0;
    for (const Corner& corner : corners(energies_, angles_, true_energy, off_axis)) {
        const auto& within = within_[corner.theta * energies_.size() + corner.energy];
        if (!(within.back() > 0)) continue;
        for (size_t r = 0; r < sum.size(); ++r) sum[r] += corner.weight * within[r];
        whole += corner.weight;
    }
    if (!(whole > 0)) return std::nullopt;
    PointSpread spread;
    for (size_t r = 0; r < sum.size(); ++r)
        if (radii_[r].degrees > (r > 0 ? radii_[r - 1].degrees : 0))
            spread.table.push_back({radii_[r], sum[r] / whole});
    return spread;
}

MatrixOutline outline_of_grid(const EnergyScale& scale) {
    MatrixOutline grid;
    grid.first_channel = scale.first_channel;
    for (int64_t channel = scale.first_channel; channel <= scale.last_channel; ++channel) {
        const ChannelEdges edges = channel_edges(scale, channel);
        const auto middle = static_cast<float>(std::sqrt(edges.low.kev * edges.high.kev));
        grid.e_min.push_back(static_cast<float>(edges.low.kev));
        grid.e_max.push_back(static_cast<float>(edges.high.kev));
        grid.bins.low.insert(grid.bins.low.end(), {grid.e_min.back(), middle});
        grid.bins.high.insert(grid.bins.high.end(), {middle, grid.e_max.back()});
    }
    return grid;
}

EffectiveArea area_at(const AreaTable& table, Angle off_axis, const EnergyBins& bins) {
    EffectiveArea area{bins, {}};
    for (size_t i = 0; i < bins.size(); ++i)
        area.area_cm2.push_back(table.at_cm2(log_centre(bins, i), off_axis));
    return area;
}

Redistribution matrix_at(const DispersionTable& table, Angle off_axis, const MatrixOutline& grid) {
    std::vector<double> edges(grid.e_min.begin(), grid.e_min.end());
    edges.push_back(double{grid.e_max.back()});
    Redistribution matrix{grid, {}};
    for (size_t i = 0; i < grid.bins.size(); ++i) {
        const auto parts = table.parts(log_centre(grid.bins, i), off_axis, edges);
        const auto is_there = [](double part) { return part > 0; };
        const auto first = std::find_if(parts.begin(), parts.end(), is_there);
        const auto end = std::find_if(parts.rbegin(), parts.rend(), is_there).base();
        Redistribution::Row row;
        for (auto part = first; part < end; ++part) row.parts.push_back(static_cast<float>(*part));
        if (!row.parts.empty())
            row.first_channel = grid.first_channel + static_cast<int>(first - parts.begin());
        matrix.rows.push_back(std::move(row));
    }
    return matrix;
}

}  // namespace heafs
