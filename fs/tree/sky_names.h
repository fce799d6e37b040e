// Names of targets as they stand in paths.
#pragma once

#include <string>
#include <string_view>

#include "core/catalog/segment_store.h"
#include "core/sky/direction.h"

namespace heafs {

// "PKS 2155-304" -> "PKS_2155-304": what shells and CFITSIO leave alone, the rest as `_`.
// Empty for a name that no entry of a folder may have.
std::string path_name(std::string_view object);

// What two spellings of a name have in common: case, blanks and `_` do not matter.
std::string comparable_name(std::string_view name);

// "sky/83.63308/22.0145"
std::string position_path(const SkyPoint& point);

// "obs/swift/2008_08/00030795038": the observation of an event list.
std::string observation_folder(const SegmentRow& row);

}  // namespace heafs
