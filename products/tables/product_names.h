// Names of the files of one set: their own where that is unique.
#pragma once

#include <string>
#include <vector>

namespace heafs {

// For each path its last part; for those that share it, as many parts as tell them apart, joined
// with `_`; at last a number. The same paths give the same names, whatever their order.
std::vector<std::string> distinct_names(const std::vector<std::string>& paths);

}  // namespace heafs
