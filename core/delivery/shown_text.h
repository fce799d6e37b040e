// Foreign text as a report shows it: what is no printable UTF-8 cannot steer a terminal or a page.
#pragma once

#include <string>
#include <string_view>

namespace heafs {

// Control characters, and bytes that are no UTF-8, as \x1b; newlines too. So are the characters
// that turn the direction of text, as \u202e.
std::string shown_text(std::string_view foreign);

// The same, with & < > " ' as entities: for the text and the attributes of HTML.
std::string html_text(std::string_view foreign);

}  // namespace heafs
