// A table of an instrument's response over energy, angle and one more axis, as the Data Formats for
// Gamma-Ray Astronomy (GADF 0.2, DL3) lay it out: one row of arrays, <AXIS>_LO and <AXIS>_HI and
// the values, of which the first axis runs fastest.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/fits/fits_view.h"

namespace heafs {

struct IrfAxis {
    std::vector<double> low, high;  // keV, degrees, or a number
    std::vector<double> nodes;      // where values are: the middle, of energies that of logarithms
    bool is_log = false;            // nodes are natural logarithms

    size_t size() const { return nodes.size(); }
    bool holds(double x) const { return x >= low.front() && x <= high.back(); }
    // Between which nodes: `part` of the way from `below` to the next. Beyond the first and the
    // last node it is that node.
    struct Place {
        size_t below = 0;
        double part = 0;
    };
    Place place(double x) const;
};

class IrfTable {
   public:
    // The axes in the order of GADF, by what their columns begin with ("ENERG", "THETA"), and the
    // column of the values, which come multiplied to be in `unit` ("cm2", "sr-1", "deg", or "" for
    // plain numbers). The HDU's data outlive the table. Raises Fault::kMalformed, with `name` in
    // the message, for an HDU that is no such table, or holds a value that is no number or below 0.
    IrfTable(const FitsHdu& hdu, const std::vector<std::string>& axes, const std::string& column,
             const std::string& unit, const std::string& name);

    const IrfAxis& axis(size_t i) const { return axes_[i]; }
    // Of a table of two axes, and of three.
    double at(size_t i, size_t j) const { return value(i + axes_[0].size() * j); }
    double at(size_t i, size_t j, size_t k) const {
        return value(i + axes_[0].size() * (j + axes_[1].size() * k));
    }

   private:
    double value(size_t n) const;
    [[noreturn]] void refuse(const std::string& what) const;
    IrfAxis read_axis(const FitsHdu& hdu, const std::string& prefix) const;
    void check_values(size_t count) const;

    std::string name_;
    std::vector<IrfAxis> axes_;
    std::span<const std::byte> cell_;
    bool is_double_ = false;
    double factor_ = 1;
};

}  // namespace heafs
