// Numbers that read the same wherever they are printed, and sums of them that are exact.
#pragma once

namespace heafs {

// To the nearest multiple of `step`, a power of two: sums of such numbers stay exact.
double rounded(double value, double step);

// To so many places behind the point.
double to_decimals(double value, int places);

// To so many significant digits.
double to_digits(double value, int digits);

}  // namespace heafs
