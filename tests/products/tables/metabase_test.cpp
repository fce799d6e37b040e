#include "products/tables/metabase.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/products/tables/random_table.h"

namespace heafs {
namespace {

std::vector<std::shared_ptr<const TableVersion>> some_tables() {
    std::vector<std::shared_ptr<const TableVersion>> tables;
    std::set<std::string> names;
    for (uint64_t seed = 1; tables.size() < 5; ++seed) {
        TableVersion table = random_table(seed, 50);
        if (names.insert(table.schema.name).second)
            tables.push_back(std::make_shared<const TableVersion>(std::move(table)));
    }
    return tables;
}

const TableRow* row_of(const TableVersion& table, const std::string& first,
                       const std::string& second = "") {
    for (const auto& row : table.rows)
        if (row->cells[0] == TableCell(first) &&
            (second.empty() || row->cells[1] == TableCell(second)))
            return row.get();
    return nullptr;
}

TableCell cell(const TableVersion& table, const TableRow* row, const std::string& column) {
    return row->cells.at(*table.schema.find_column(column));
}

TEST(Metabase, OfNoTablesDescribesItself) {
    const Metabase metabase = make_metabase({});
    EXPECT_EQ(metabase.zzgen.rows.size(), 2u);
    EXPECT_EQ(metabase.zzpar.rows.size(),
              metabase.zzgen.schema.columns.size() + metabase.zzpar.schema.columns.size());
}

TEST(Metabase, CountsTheRowsOfAllTablesAndItsOwn) {
    const auto tables = some_tables();
    const Metabase metabase = make_metabase(tables);
    EXPECT_EQ(metabase.zzgen.rows.size(), tables.size() + 2);
    for (const auto& table : tables)
        EXPECT_EQ(cell(metabase.zzgen, row_of(metabase.zzgen, table->schema.name), "table_rows"),
                  TableCell(static_cast<int64_t>(table->rows.size())));
    EXPECT_EQ(cell(metabase.zzgen, row_of(metabase.zzgen, "zzgen"), "table_rows"),
              TableCell(static_cast<int64_t>(metabase.zzgen.rows.size())));
    EXPECT_EQ(cell(metabase.zzgen, row_of(metabase.zzgen, "zzpar"), "table_rows"),
              TableCell(static_cast<int64_t>(metabase.zzpar.rows.size())));
}

// What zzpar says of every column, its own among them, is what the column is.
TEST(Metabase, RangesAndTypesAreTrueOfAllTablesAndItself) {
    const auto tables = some_tables();
    const Metabase metabase = make_metabase(tables);
    std::vector<const TableVersion*> all = {&metabase.zzgen, &metabase.zzpar};
    for (const auto& table : tables) all.push_back(table.get());
    for (const TableVersion* table : all)
        for (size_t i = 0; i < table->schema.columns.size(); ++i) {
            const TableColumn& column = table->schema.columns[i];
            const TableRow* row = row_of(metabase.zzpar, table->schema.name, column.name);
            ASSERT_NE(row, nullptr) << table->schema.name << " " << column.name;
            const ColumnRange& range = table->ranges[i];
            EXPECT_EQ(cell(metabase.zzpar, row, "parameter_min"),
                      range.least ? TableCell(*range.least) : TableCell())
                << table->schema.name << " " << column.name;
            EXPECT_EQ(cell(metabase.zzpar, row, "parameter_max"),
                      range.most ? TableCell(*range.most) : TableCell())
                << table->schema.name << " " << column.name;
            EXPECT_EQ(cell(metabase.zzpar, row, "parameter_type"), TableCell(name_of(column.type)));
        }
}

TEST(Metabase, DoesNotDependOnTheOrderOfTheTables) {
    auto tables = some_tables();
    const Metabase one = make_metabase(tables);
    std::reverse(tables.begin(), tables.end());
    const Metabase other = make_metabase(tables);
    EXPECT_EQ(one.zzgen.content_hash, other.zzgen.content_hash);
    EXPECT_EQ(one.zzpar.content_hash, other.zzpar.content_hash);
}

TEST(Metabase, RowsAreInTheOrderOfTheirKey) {
    const Metabase metabase = make_metabase(some_tables());
    for (size_t i = 1; i < metabase.zzpar.rows.size(); ++i) {
        const TableCells& before = metabase.zzpar.rows[i - 1]->cells;
        const TableCells& here = metabase.zzpar.rows[i]->cells;
        EXPECT_LT(std::tie(before[0], before[1]), std::tie(here[0], here[1]));
    }
}

TEST(Metabase, IsAsOldAsItsTables) {
    const auto tables = some_tables();
    const Metabase metabase = make_metabase(tables);
    std::optional<CalendarMoment> last;
    for (const auto& table : tables)
        if (table->last_date && (!last || *table->last_date > *last)) last = table->last_date;
    EXPECT_EQ(metabase.zzgen.last_date, last);
    EXPECT_EQ(metabase.zzpar.last_date, last);
}

}  // namespace
}  // namespace heafs
