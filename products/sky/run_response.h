// The responses of one run of an array of Cherenkov telescopes, from its own event list (GADF 0.2,
// DL3): effective area (AEFF_2D), energy dispersion (EDISP_2D) and point spread (PSF_TABLE,
// PSF_3GAUSS, PSF_KING) as they depend on energy and on the angle from the axis. All borrow the
// event list's segment. Between nodes they are linear in the angle and in the logarithm of the
// energy, as GADF's readers take them; outside their energies they are 0. Immutable: any thread may
// call.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/missions/instrument.h"
#include "core/events/event_segment.h"
#include "products/sky/irf_table.h"
#include "products/sky/response_file.h"

namespace heafs {

class AreaTable {
   public:
    // These raise Fault::kMalformed, with `name` and the reason in the message, for what is no such
    // table.
    AreaTable(const FitsHdu& hdu, const std::string& name);
    double at_cm2(Energy true_energy, Angle off_axis) const;
    // Off the axis, in degrees: the table's own.
    const std::vector<double>& angles() const { return table_.axis(1).nodes; }
    // HDUCLAS3 = POINT-LIKE: the area holds the part of a point's light within this radius already
    // (RAD_MAX; 0 where the header does not say).
    std::optional<Angle> point_like() const { return point_like_; }
    // LO_THRES: below it the area is not to be trusted.
    std::optional<Energy> least_energy() const { return least_energy_; }

   private:
    IrfTable table_;
    std::optional<Angle> point_like_;
    std::optional<Energy> least_energy_;
};

class DispersionTable {
   public:
    DispersionTable(const FitsHdu& hdu, const std::string& name);
    // Which part of the events of this energy is measured between each two edges (keV): the
    // integral of the density over measured / true energy, constant in each bin of MIGRA.
    std::vector<double> parts(Energy true_energy, Angle off_axis,
                              std::span<const double> edges_kev) const;

   private:
    IrfTable table_;
};

// What of a point's light lies within a radius, by the formula of GADF's kind of table (HDUCLAS4,
// or where that is missing by its columns):
//   PSF_TABLE   the sum of RPSF over the rings
//   PSF_3GAUSS  sum of A_i s_i^2 (1 - exp(-r^2 / (2 s_i^2))) over sum of A_i s_i^2, A_1 = 1
//   PSF_KING    1 - (1 + r^2 / (2 gamma sigma^2))^(1 - gamma)
class SpreadTable {
   public:
    SpreadTable(const FitsHdu& hdu, const std::string& name);
    // Nothing where the table has no light: too few events were simulated there. Nodes without
    // light do not count for what is between them and others.
    std::optional<PointSpread> at(Energy true_energy, Angle off_axis) const;

   private:
    void read_table(const FitsHdu& hdu, const std::string& name);
    void read_gaussians(const FitsHdu& hdu, const std::string& name);
    void read_king(const FitsHdu& hdu, const std::string& name);
    void take_axes(const IrfTable& table);
    void take_axes_of_formula(const IrfTable& table, const std::string& name);

    IrfAxis energies_, angles_;
    std::vector<Angle> radii_;  // rising
    // Part of the light within each of radii_, for each energy and angle; all 0 without light.
    std::vector<std::vector<double>> within_;
};

// What a spectrum's channels and the matrix's energies are where no file says so: the channels of
// the mission file's grid, and true energies over the same range, two bins a channel.
MatrixOutline outline_of_grid(const EnergyScale& scale);

EffectiveArea area_at(const AreaTable& table, Angle off_axis, const EnergyBins& bins);
Redistribution matrix_at(const DispersionTable& table, Angle off_axis, const MatrixOutline& grid);

}  // namespace heafs
