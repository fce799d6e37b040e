// The wall around Expat: an XML document as its elements begin and end. Bounded, and without
// anything that leads out of the document: no entities but XML's own five, no DTD.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace heafs {

using XmlAttributes = std::map<std::string, std::string>;

struct XmlTake {
    // Names without their namespace prefix; `line` is where the tag stands.
    std::function<void(std::string_view name, const XmlAttributes& attributes, int64_t line)> begin;
    std::function<void(std::string_view name)> end;
    std::function<void(std::string_view text)> text;  // UTF-8, in pieces
};

// "" when the document was well-formed, else why not, with its line. What `take` raises passes
// through and ends the parse.
std::string parse_xml(std::span<const std::byte> bytes, const XmlTake& take);

}  // namespace heafs
