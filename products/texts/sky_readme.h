// The README.txt files below sky/.
#pragma once

#include <string>

namespace heafs {

std::string sky_readme();
// Of a band or option folder.
std::string band_readme(const std::string& path);

}  // namespace heafs
