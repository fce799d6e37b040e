// What parsing one part of a path gives: its value, or why there is none.
#pragma once

#include <variant>

#include "products/plan/sky_request.h"

namespace heafs {

template <class T>
using ParsedPart = std::variant<T, SkyRefusal>;

}  // namespace heafs
