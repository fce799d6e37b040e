// What the pages about tables have in common: plain HTML without script, readable in any browser,
// light or dark, and on paper.
#pragma once

#include <string>
#include <string_view>

namespace heafs {

// Everything up to the first heading, and from the last element on.
std::string page_head(std::string_view title);
std::string_view page_end();

// `<a href="...">text</a>`; what may stand in a table's header is escaped.
std::string page_link(std::string_view target, std::string_view text);

// "2,345".
std::string counted_text(int64_t number);

// The subset of Markdown that an .info text may use: headings, paragraphs, lists, *emphasis*,
// **strong**, `code`, [text](address), indented code; everything else is text.
std::string html_of_markdown(std::string_view markdown);

}  // namespace heafs
