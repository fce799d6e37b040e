// The boundaries of a calibration data set, CBDnxxxx: for which energies, positions, modes it is
// valid (CAL/GEN/92-011, appendix B): "ENERGY(0.2-10.0)keV", "DATAMODE(PHOTON,WINDOWED)",
// "CODE(\"0123\")". Pure functions of text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace heafs {

inline constexpr size_t kMaxBoundaryLength = 70;

// One of the values in the parentheses.
struct BoundaryValue {
    bool numeric = false;  // a number (least == most) or a range
    double least = 0;
    double most = 0;
    bool plain = true;  // digits and '.' alone, which all tools read (callib's isNumber)
    std::string text;   // as it stands, without the quotes
    bool operator==(const BoundaryValue&) const = default;
};

struct Boundary {
    std::string name;  // in upper case
    std::vector<BoundaryValue> values;
    std::string unit;
    bool operator==(const Boundary&) const = default;
};

struct BoundaryFault {
    size_t position = 0;  // 1 is the first character
    std::string expected;
    bool operator==(const BoundaryFault&) const = default;
};

// A boundary, or where the text ceases to be one. "NONE" is none: callers know it before.
std::variant<Boundary, BoundaryFault> parse_boundary(std::string_view text);

// Whether two data sets may both answer a question: no boundary that both have keeps them apart
// (udcif compares so). Boundaries that only one of them has do not count.
bool overlap(const std::vector<Boundary>& a, const std::vector<Boundary>& b);

}  // namespace heafs
