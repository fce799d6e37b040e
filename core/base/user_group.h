// The groups of users that this machine knows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace heafs {

// The number of a group by its name, or by the number itself; nothing for an unknown name.
std::optional<uint32_t> find_group(const std::string& name);

}  // namespace heafs
