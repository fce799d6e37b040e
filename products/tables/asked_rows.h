// The rows that a path below tables/ asks for.
#pragma once

#include "core/tables/table_query.h"
#include "core/tables/table_segment.h"
#include "products/plan/table_request.h"

namespace heafs {

// For a request that selects(). Where each row has its own radius, those whose radius reaches the
// centre. Any thread may call it.
RowSelection select_asked_rows(const TableSegment& table, const TableRequest& request);

// The request for a position alone: "83.63", "22.01" and a radius in arcmin, or without one the
// default of the table. Nothing when it has neither positions nor, if it is needed, a default.
std::optional<TableRequest> cone_request(const TableSchema& schema, const Decimal& ra,
                                         const Decimal& dec,
                                         const std::optional<Decimal>& radius_arcmin);

}  // namespace heafs
