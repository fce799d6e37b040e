// Values as names in paths: percent-encoded but for what shells, URLs and CFITSIO leave alone.
// Nothing here raises; any thread may call it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "products/plan/parsed_part.h"

namespace heafs {

// The one spelling of a value: letters, digits and `. _ + -` stand for themselves, every other byte
// is `%2F`. "." and "..", and README.txt, which each folder has for itself, get their dots encoded.
std::string encode_name(std::string_view value);

// The value of a name in any spelling: both cases of hex digits, and what need not be encoded.
// Refused: a `%` without two hex digits behind it, and what is no printable ASCII.
ParsedPart<std::string> decode_name(std::string_view name);

// The values of a key that has several, joined with an encoded comma. A comma or a `%` inside one
// of several values is encoded once more, so that it is told from those between them.
std::string encode_key(const std::vector<std::string>& values);
// The `count` values of a key's name.
ParsedPart<std::vector<std::string>> decode_key(std::string_view name, size_t count);

}  // namespace heafs
