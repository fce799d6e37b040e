// The README.txt of each folder below tables/<table>/.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/tables/link_definition.h"
#include "core/tables/table_segment.h"
#include "products/plan/table_request.h"

namespace heafs {

std::string table_readme(const TableSchema& schema, int64_t rows, bool has_links,
                         bool has_products);
std::string cone_readme(const TableSchema& schema);
std::string where_readme(const TableSchema& schema);

// Of the folder that has a column's values as names: `values` are those there are, absent when they
// are more than are listed.
std::string column_readme(const TableSchema& schema, size_t column, const ColumnRange& range,
                          const std::optional<std::vector<std::string>>& values);

// "within 30 arcmin of 10.68, 41.27 (00h42m43.20s +41d16m12.0s) and class = 6600"
std::string words_of(const TableSchema& schema, const TableRequest& request);
// Of a folder with rows.<fmt>.
std::string selection_readme(const TableSchema& schema, const TableRequest& request,
                             const RowSelection& rows);

// `listed` is how many names the folder shows: all of `rows`, or none when there are too many.
std::string rows_readme(const TableSchema& schema, int64_t rows, int64_t listed);

// One link as its folder shows it.
struct ShownLink {
    LinkDefinition link;
    int64_t rows = 0;
    std::string why_not;  // why it cannot be followed, or empty
};
std::string links_readme(const std::string& row_name, const std::vector<ShownLink>& links);

}  // namespace heafs
