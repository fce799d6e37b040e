// Response files as spectra need them: a redistribution matrix (RMF, OGIP CAL/GEN/92-002) and an
// effective area (ARF, 92-002a) with their energy grids.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "config/base/units.h"

namespace heafs {

// Contiguous bins as the file has them (keV, 32 bit).
struct EnergyBins {
    std::vector<float> low, high;
    size_t size() const { return low.size(); }
    Energy centre(size_t i) const { return {(double{low[i]} + double{high[i]}) / 2}; }
    bool operator==(const EnergyBins&) const = default;
};

struct EffectiveArea {
    EnergyBins bins;
    std::vector<double> area_cm2;
    // At an energy: linear between the bins' centres, 0 outside the grid.
    double at(Energy energy) const;
};

// A matrix without what is in it: all that a folder's plan needs.
struct MatrixOutline {
    EnergyBins bins;
    int first_channel = 0;            // of EBOUNDS
    std::vector<float> e_min, e_max;  // keV, one a channel
    bool has_area = false;            // SPECRESP MATRIX: cm2 and not parts
    std::string chantype = "PI";
    bool operator==(const MatrixOutline&) const = default;
};

struct Redistribution {
    // The channels of one energy bin; those between groups have 0.
    struct Row {
        int first_channel = 0;
        std::vector<float> parts;
    };
    MatrixOutline outline;
    std::vector<Row> rows;  // one an energy bin
};

// These raise Fault::kMalformed, with `name` and what is missing in the message, for a file that is
// none of its kind or is damaged.
MatrixOutline read_matrix_outline(std::span<const std::byte> fits, const std::string& name);
Redistribution read_redistribution(std::span<const std::byte> fits, const std::string& name);
EffectiveArea read_effective_area(std::span<const std::byte> fits, const std::string& name);

}  // namespace heafs
