#include "core/delivery/shown_text.h"

#include <fmt/format.h>

namespace heafs {
namespace {

// The length of the UTF-8 sequence at the start of `text` (RFC 3629), 0 when there is none.
size_t sequence_length(std::string_view text) {
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    size_t length = 0;
    if (lead < 0x80) return 1;
    if (lead >= 0xc2 && lead <= 0xdf) length = 2;
    if (lead >= 0xe0 && lead <= 0xef) length = 3;
    if (lead >= 0xf0 && lead <= 0xf4) length = 4;
    if (length == 0 || text.size() < length) return 0;
    for (size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xc0) != 0x80) return 0;
    const unsigned char second = byte(1);
    const bool overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
    const bool beyond = (lead == 0xed && second > 0x9f) || (lead == 0xf4 && second > 0x8f);
    return overlong || beyond ? 0 : length;
}

// Marks, embeddings, overrides and isolates of direction, and what else is seen by nobody.
bool steers(unsigned point) {
    return (point >= 0x80 && point <= 0x9f) || (point >= 0x200b && point <= 0x200f) ||
           (point >= 0x2028 && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069) ||
           point == 0xfeff;
}

unsigned code_point(std::string_view sequence) {
    if (sequence.size() == 1) return static_cast<unsigned char>(sequence[0]);
    unsigned point = static_cast<unsigned char>(sequence[0]) & (0xffu >> (sequence.size() + 1));
    for (const char c : sequence.substr(1)) point = point << 6 | (static_cast<unsigned>(c) & 0x3fu);
    return point;
}

}  // namespace

std::string shown_text(std::string_view foreign) {
    std::string text;
    text.reserve(foreign.size());
    while (!foreign.empty()) {
        const size_t length = sequence_length(foreign);
        const std::string_view sequence = foreign.substr(0, length == 0 ? 1 : length);
        const unsigned point = code_point(sequence);
        if (length == 0 || point < 0x20 || point == 0x7f)
            text += fmt::format("\\x{:02x}", static_cast<unsigned char>(sequence[0]));
        else if (steers(point))
            text += fmt::format("\\u{:04x}", point);
        else
            text += sequence;
        foreign.remove_prefix(sequence.size());
    }
    return text;
}

std::string html_text(std::string_view foreign) {
    std::string text;
    for (const char c : shown_text(foreign)) {
        switch (c) {
            case '&':
                text += "&amp;";
                break;
            case '<':
                text += "&lt;";
                break;
            case '>':
                text += "&gt;";
                break;
            case '"':
                text += "&quot;";
                break;
            case '\'':
                text += "&#39;";
                break;
            default:
                text += c;
        }
    }
    return text;
}

}  // namespace heafs
