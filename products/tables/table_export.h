// The exports of a table, and of rows selected from it, as products of the mount: the same values
// in each format. Sizes are exact and planned without making the bytes; rendering takes buffers of
// a MiB, whatever the rows.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/tables/table_query.h"
#include "core/tables/table_segment.h"
#include "products/plan/product.h"

namespace heafs {

enum class TableFormat { kTdat, kFits, kVot, kCsv, kHtml };
inline constexpr TableFormat kTableFormats[] = {TableFormat::kTdat, TableFormat::kFits,
                                                TableFormat::kVot, TableFormat::kCsv,
                                                TableFormat::kHtml};

// "tdat", "fits", "vot", "csv", "html"; nothing for other endings.
std::optional<TableFormat> parse_table_format(std::string_view ending);
std::string_view ending_of(TableFormat format);

// The last column of the rows of a cone: their distance from its centre in arcmin. A table that
// has a column of that name already gets search_offset_2.
inline constexpr const char* kSearchOffset = "search_offset";

// `path` is canonical below the mount and part of the key; without a selection all rows, in their
// order. The product keeps table and selection for as long as somebody holds it. kHtml shows the
// rows, the first kMostRowsOnPage of them, and says so; the documentation of a table is
// table_page.h.
std::shared_ptr<const Product> plan_table_export(const std::string& path,
                                                 std::shared_ptr<const TableSegment> table,
                                                 std::shared_ptr<const RowSelection> selection,
                                                 TableFormat format);
inline constexpr int64_t kMostRowsOnPage = 10'000;

}  // namespace heafs
