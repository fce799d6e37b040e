// The numbers of a region as JSON, for summary.json in and above an instrument's folder.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "products/sky/sky_numbers.h"

namespace heafs {

// Adds counts, rates, interval, limits, significance, hardness ratio and flux to a JSON object.
void add_numbers(nlohmann::ordered_json& json, const SkyNumbers& numbers, Seconds exposure);

// Where an instrument gives counts alone, what needs an exposure is null.
void keep_counts_alone(nlohmann::ordered_json& json, const Instrument& instrument);

}  // namespace heafs
