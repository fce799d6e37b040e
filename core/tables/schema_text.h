// The schema of a table as its TDAT header states it.
#pragma once

#include <optional>
#include <string_view>

#include "core/tdat/tdat_header.h"

namespace heafs {

// `header` from <HEADER> to <DATA>, each alone on its line, as tdat_header() writes it. Nothing for
// other text, and where values and fields do not agree.
std::optional<TdatHeader> parse_schema_text(std::string_view header);

}  // namespace heafs
