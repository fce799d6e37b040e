// How far one short name is from another: for words such as "did you mean".
#pragma once

#include <cstddef>
#include <string_view>

namespace heafs {

// Levenshtein's distance: letters to insert, remove or replace.
size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace heafs
