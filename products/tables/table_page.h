// The documentation of a table, tables/<table>.html, and the list of all tables,
// tables/index.html.
#pragma once

#include <string>
#include <vector>

#include "config/tables/link_definition.h"
#include "products/tables/lazy_table.h"

namespace heafs {

// What is told beside what the table says of itself.
struct TableDocument {
    std::string mission;      // its name; empty for the archive's own tables
    std::string contact;      // who delivers it: the mission's title
    std::string information;  // Markdown
    struct ProductSet {
        std::string name;
        std::string description;
        bool operator==(const ProductSet&) const = default;
    };
    std::vector<ProductSet> product_sets;
    std::vector<LinkDefinition> links;
    bool operator==(const TableDocument&) const = default;
};

// As the text of a column's values has them: of float4 the shortest decimals that read back.
ColumnRange shown_range(ColumnRange range, const ColumnType& type);

std::string table_page(const LazyTable::Summary& table, const TableDocument& document);

struct IndexedTable {
    const LazyTable::Summary& table;
    std::string mission;
};
std::string table_index(const std::vector<IndexedTable>& tables);

}  // namespace heafs
