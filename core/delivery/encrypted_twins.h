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

// SEC-005's words about the file at `path`, whose twin in the same folder has that name.
std::string words_for_twin(const std::string& path, const std::string& twin);

}  // namespace heafs
