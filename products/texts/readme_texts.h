// The README.txt files inside the mount: what is here and what to try, in words for people who
// have never heard of heafs.
#pragma once

#include <string>

#include "core/archive/archive.h"

namespace heafs {

std::string root_readme(const Archive& archive);
std::string delivery_readme(const Mission& mission);

}  // namespace heafs
