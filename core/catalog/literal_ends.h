// What every match of a regular expression begins and ends with, so that most names need no
// matching.
#pragma once

#include <string>
#include <string_view>

namespace heafs {

struct LiteralEnds {
    std::string prefix;
    std::string suffix;  // may overlap the prefix
    bool operator==(const LiteralEnds&) const = default;
};

// Of an expression in PCRE2's syntax, without options, that must match the whole subject. Where it
// is not plain what it begins or ends with, both are shorter than they might be, or empty.
LiteralEnds literal_ends(std::string_view expression);

}  // namespace heafs
