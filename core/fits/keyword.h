// Names in FITS headers.
#pragma once

#include <algorithm>
#include <cctype>
#include <string_view>

namespace heafs {

// The keyword of a card of 80 bytes, without its trailing blanks.
inline std::string_view keyword_of(std::string_view card) {
    const std::string_view name = card.substr(0, 8);
    return name.substr(0, name.find_last_not_of(' ') + 1);
}

// Names of columns and extensions are compared without regard to case (FITS 4.0, 7.3.2).
inline bool same_name(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return std::toupper(static_cast<unsigned char>(x)) ==
               std::toupper(static_cast<unsigned char>(y));
    });
}

}  // namespace heafs
