// Where the ticks of an axis stand, and what is written at them.
#pragma once

#include <string>
#include <vector>

namespace heafs {

struct Tick {
    double value = 0;
    std::string label;  // "": a small tick
    bool operator==(const Tick&) const = default;
};

// Labelled ticks at multiples of 1, 2 or 5 times a power of ten within [low, high], at most `most`
// (>= 2) of them, and small ones between. high > low.
std::vector<Tick> linear_ticks(double low, double high, int most);

// At powers of ten and, small, at their multiples from 2 to 9. Below three decades the multiples 2
// and 5 are labelled too; a range within a factor of five has the ticks of a linear one.
// 0 < low < high.
std::vector<Tick> logarithmic_ticks(double low, double high);

// "0.002", "50", "10⁻⁵", "2×10⁶": plain between 0.001 and 99999.
std::string number_label(double value);

// The largest of 1, 2, 5 times a power of ten that is not above `value` (> 0).
double round_number_below(double value);

}  // namespace heafs
