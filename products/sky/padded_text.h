// Texts whose size is planned before their numbers are known: blanks fill what is left.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "products/plan/product.h"
#include "products/sky/sky_numbers.h"

namespace heafs {

// The text that given numbers make, without a last line end.
using TextOfNumbers = std::function<std::string(const SkyNumbers&)>;

// A product of the folder whose text has the numbers of its region; as large as the longest
// numbers could make it.
Product padded_text_product(const std::shared_ptr<const SkyPlan>& plan, const std::string& name,
                            Seconds exposure, TextOfNumbers text);

}  // namespace heafs
