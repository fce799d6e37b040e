// The catalogue of rules as people read it: a line for each rule, or a page of documentation.
#pragma once

#include <string>
#include <string_view>

#include "config/missions/mission.h"

namespace heafs {

// What the letters of an id stand for, such as "Tables" for "TAB"; "" for letters that no rule has.
std::string_view group_title(std::string_view letters);

// One line a rule: id, severity, what is checked. With a mission, what it waives, raises or lowers
// stands in lines of its own below the rule, with files, reason and the last day it holds;
// `today` (YYYY-MM-DD) tells those that have expired.
std::string rules_text(const Mission* mission, std::string_view today);

// The same as a page in Markdown: a table for each group, with the remedies.
std::string rules_markdown(const Mission* mission, std::string_view today);

}  // namespace heafs
