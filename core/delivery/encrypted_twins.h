// SEC-005: what is proprietary and encrypted does not stand in clear beside. Pure functions.
#pragma once

#include <optional>
#include <set>
#include <string>

namespace heafs {

// Whether a file of that name in the folder gives away what `encrypted` ("x.evt.gz.gpg") holds:
// the same name without .gpg, or without .gz too, or a preview of that name ("x.png").
bool is_twin(const std::string& encrypted, const std::string& name);

// The name among `siblings`, all in one folder, that makes `name` a twin or has it for one.
std::optional<std::string> find_twin(const std::string& name,
                                     const std::set<std::string>& siblings);

}  // namespace heafs
