// The values of conditions as they stand in paths: x, lo..hi, ..hi, lo.., null, text with * and ?,
// percent-encoded. Nothing here raises; any thread may call it.
#pragma once

#include <string>

#include "config/tables/table_schema.h"
#include "products/plan/parsed_part.h"
#include "products/plan/table_request.h"

namespace heafs {

// Of numbers the shortest decimal is canonical: "5.0..+7" is "5..7". Text stays as it is written.
ParsedPart<AskedValue> parse_asked_value(const TableSchema& schema, size_t column,
                                         const std::string& name);

// The canonical text of a condition, not yet encoded.
std::string text_of_condition(const TableSchema& schema, const ColumnCondition& condition);

}  // namespace heafs
