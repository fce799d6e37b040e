// What a summary says in words, in summary.json and summary.txt alike: what was taken for granted,
// what is missing, which clock and calibration were used and why.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "products/sky/sub_bands.h"

namespace heafs {

// Every default that was applied, and every assumption behind the numbers.
std::vector<std::string> assumption_words(const SkyPlan& plan);

// What is cut out of the background annulus: "3 circles of 36 arcsec about sources of tables/x";
// "" where nothing is.
std::string cut_out_words(const SkyPlan& plan);

// What is not given, and why.
std::vector<std::string> missing_words(const SkyPlan& plan);

// How asked times became mission seconds: the name in the mission file, and what it means.
std::string_view clock_name(const Instrument& instrument);
std::string clock_words(const Instrument& instrument);

// A calibration that entered the numbers: which, out of what, and why that one.
struct CalibrationUse {
    std::string what;
    std::string from;
    std::string why;
};
std::vector<CalibrationUse> calibration_used(const SkyPlan& plan);

// Down to which energy the effective area is to be trusted; "" where nothing says.
std::string threshold_words(const SkyPlan& plan);

// Which halves a hardness ratio compares.
std::string hardness_words(const SubBands& bands);

// Without the last digits that changes of unit leave behind.
double tidy(double value);

}  // namespace heafs
