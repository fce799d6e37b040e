#include "products/sky/irf_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "config/base/error.h"
#include "core/content/cell_reader.h"
#include "core/fits/big_endian.h"

namespace heafs {
namespace {

constexpr size_t kMostNodes = 100'000;  // of an axis

// What one of a unit is in keV, degrees, cm2, 1/sr.
const std::map<std::string, double>& energy_units() {
    static const std::map<std::string, double> units = {
        {"eV", 1e-3}, {"keV", 1}, {"MeV", 1e3}, {"GeV", 1e6}, {"TeV", 1e9}};
    return units;
}
const std::map<std::string, double>& angle_units() {
    static const std::map<std::string, double> units = {
        {"deg", 1}, {"rad", 180 / std::numbers::pi}, {"arcmin", 1 / 60.0}};
    return units;
}
const std::map<std::string, double>& value_units(const std::string& unit) {
    static const std::map<std::string, double> area = {{"m2", 1e4}, {"m**2", 1e4}, {"m^2", 1e4},
                                                       {"cm2", 1},  {"cm**2", 1},  {"cm^2", 1}};
    static const std::map<std::string, double> density = {
        {"sr-1", 1}, {"sr^-1", 1}, {"sr**-1", 1}, {"1/sr", 1}};
    static const std::map<std::string, double> plain = {{"", 1}};
    if (unit == "deg") return angle_units();
    return unit == "cm2" ? area : unit == "sr-1" ? density : plain;
}

std::string unit_of(const FitsHdu& hdu, const BinaryColumn& column) {
    return hdu.text(fmt::format("TUNIT{}", column.number)).value_or("");
}

}  // namespace

IrfAxis::Place IrfAxis::place(double x) const {
    const double here = is_log ? std::log(x) : x;
    if (nodes.size() < 2 || !(here > nodes.front())) return {0, 0};
    const auto above =
        static_cast<size_t>(std::lower_bound(nodes.begin(), nodes.end(), here) - nodes.begin());
    if (above == nodes.size()) return {nodes.size() - 2, 1};
    return {above - 1, (here - nodes[above - 1]) / (nodes[above] - nodes[above - 1])};
}

IrfTable::IrfTable(const FitsHdu& hdu, const std::vector<std::string>& axes,
                   const std::string& column, const std::string& unit, const std::string& name)
    : name_(name) {
    if (hdu.rows() != 1) refuse(fmt::format("it has {} rows and not one", hdu.rows()));
    size_t count = 1;
    for (const std::string& prefix : axes) {
        axes_.push_back(read_axis(hdu, prefix));
        count *= axes_.back().size();
    }
    const BinaryColumn* values = hdu.find_column(column);
    if (values == nullptr) refuse("it has no column " + column);
    const char type = values->form.type;
    if (type != 'E' && type != 'D') refuse("column " + column + " holds no real numbers");
    if (static_cast<size_t>(values->form.repeat) != count)
        refuse(fmt::format("column {} has {} values and not {}, as its axes say", column,
                           values->form.repeat, count));
    const auto& units = value_units(unit);
    const auto factor = units.find(unit_of(hdu, *values));
    if (factor == units.end())
        refuse(fmt::format("column {} is in '{}'", column, unit_of(hdu, *values)));
    factor_ = factor->second;
    is_double_ = type == 'D';
    const auto at = static_cast<size_t>(values->offset);
    const size_t bytes = count * (is_double_ ? 8 : 4);
    if (at + bytes > hdu.data().size()) refuse("it ends too early");
    cell_ = hdu.data().subspan(at, bytes);
    check_values(count);
}

double IrfTable::value(size_t n) const {
    return factor_ * (is_double_ ? load_big_endian<double>(cell_.data() + 8 * n)
                                 : double{load_big_endian<float>(cell_.data() + 4 * n)});
}

void IrfTable::refuse(const std::string& what) const {
    throw Error(Fault::kMalformed,
                fmt::format("{} is no response that can be used: {}", name_, what));
}

void IrfTable::check_values(size_t count) const {
    for (size_t n = 0; n < count; ++n)
        if (const double here = value(n); !(here >= 0) || !std::isfinite(here))
            refuse(fmt::format("value {} is {}", n + 1, here));
}

IrfAxis IrfTable::read_axis(const FitsHdu& hdu, const std::string& prefix) const {
    const auto low = CellReader::of(hdu, prefix + "_LO"),
               high = CellReader::of(hdu, prefix + "_HI");
    if (!low || !high) refuse(fmt::format("it has no {0}_LO and {0}_HI", prefix));
    IrfAxis axis;
    axis.low = low->reals(0, kMostNodes);
    axis.high = high->reals(0, kMostNodes);
    if (axis.low.empty() || axis.low.size() != axis.high.size())
        refuse(fmt::format("{}_LO and {}_HI are no axis", prefix, prefix));
    axis.is_log = prefix == "ENERG";
    const std::string unit = unit_of(hdu, *hdu.find_column(prefix + "_LO"));
    const auto& units = axis.is_log ? energy_units() : angle_units();
    const bool has_unit = prefix != "MIGRA";
    if (has_unit && units.count(unit) == 0) refuse(fmt::format("{}_LO is in '{}'", prefix, unit));
    const double factor = has_unit ? units.at(unit) : 1;
    for (size_t i = 0; i < axis.low.size(); ++i) {
        const double from = axis.low[i] *= factor, to = axis.high[i] *= factor;
        if (!(from >= 0 && to >= from && std::isfinite(to)) || (axis.is_log && !(from > 0)))
            refuse(fmt::format("bin {} of {} is upside down", i + 1, prefix));
        axis.nodes.push_back(axis.is_log ? std::log(from * to) / 2 : (from + to) / 2);
        if (i > 0 && !(axis.nodes[i] > axis.nodes[i - 1]))
            refuse(fmt::format("{} does not rise at bin {}", prefix, i + 1));
    }
    return axis;
}

}  // namespace heafs
