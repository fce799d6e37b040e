#include "products/tables/metabase.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/products/tables/random_table.h"

namespace heafs {
namespace {

std::vector<DescribedTable> some_tables() {
    std::vector<DescribedTable> tables;
    std::set<std::string> names;
    for (uint64_t seed = 1; tables.size() < 5; ++seed) {
        const auto table = random_table(seed, 50);
        if (names.insert(table->schema().name).second)
            tables.push_back({table, "small", std::nullopt, {}});
    }
    return tables;
}

// zzgen, zzpar, zzext, zzlink by name.
std::map<std::string, LazyTable> metabase_of(const std::vector<DescribedTable>& tables) {
    std::map<std::string, LazyTable> metabase;
    for (const LazyTable& table : make_metabase(tables))
        metabase.emplace(table.schema().name, table);
    return metabase;
}

// The values of a column in the rows whose first texts are these.
std::vector<TableCell> cells(const LazyTable& table, const std::vector<std::string>& first,
                             const std::string& column) {
    std::vector<TableCell> found;
    for (int64_t row = 0; row < table.size(); ++row) {
        bool same = true;
        for (size_t i = 0; i < first.size(); ++i) same = same && table->text(row, i) == first[i];
        if (same) found.push_back(table->cell(row, *table.schema().find_column(column)));
    }
    return found;
}

TableCell cell(const LazyTable& table, const std::vector<std::string>& first,
               const std::string& column) {
    const auto found = cells(table, first, column);
    EXPECT_EQ(found.size(), 1u) << column;
    return found.size() == 1 ? found[0] : TableCell();
}

TEST(Metabase, OfNoTablesDescribesItself) {
    const auto metabase = metabase_of({});
    ASSERT_EQ(metabase.size(), 4u);
    EXPECT_EQ(metabase.at("zzgen").size(), 4);
    size_t columns = 0;
    for (const auto& [name, table] : metabase) columns += table.schema().columns.size();
    EXPECT_EQ(metabase.at("zzpar").size(), static_cast<int64_t>(columns));
}

TEST(Metabase, SaysOfEachTableHowManyRowsItHas) {
    const auto tables = some_tables();
    const auto metabase = metabase_of(tables);
    const LazyTable& zzgen = metabase.at("zzgen");
    EXPECT_EQ(zzgen.size(), static_cast<int64_t>(tables.size()) + 4);
    for (const DescribedTable& one : tables)
        EXPECT_EQ(cell(zzgen, {one.table.schema().name}, "table_rows"),
                  TableCell(one.table.size()));
    for (const auto& [name, table] : metabase)
        EXPECT_EQ(cell(zzgen, {name}, "table_rows"), TableCell(table.size())) << name;
}

TEST(Metabase, SaysOfEachColumnWhatItHolds) {
    const auto tables = some_tables();
    const auto metabase = metabase_of(tables);
    std::vector<LazyTable> all;
    for (const auto& [name, table] : metabase) all.push_back(table);
    for (const DescribedTable& one : tables) all.push_back(one.table);
    const LazyTable& zzpar = metabase.at("zzpar");
    for (const LazyTable& table : all)
        for (size_t i = 0; i < table.schema().columns.size(); ++i) {
            const TableColumn& column = table.schema().columns[i];
            const std::vector<std::string> key = {table.schema().name, column.name};
            if (column.type.cell == CellType::kFloat4) continue;
            const ColumnRange& range = table->ranges()[i];
            EXPECT_EQ(cell(zzpar, key, "parameter_min"),
                      range.least ? TableCell(*range.least) : TableCell())
                << key[0] << " " << key[1];
            EXPECT_EQ(cell(zzpar, key, "parameter_max"),
                      range.most ? TableCell(*range.most) : TableCell())
                << key[0] << " " << key[1];
            EXPECT_EQ(cell(zzpar, key, "parameter_type"), TableCell(name_of(column.type)));
        }
}

// 0.1 as float4 is 0.100000001490116 as float8.
TEST(Metabase, SaysRangesAsTheColumnsValuesAreWritten) {
    TableSchema schema;
    schema.name = "stars";
    schema.columns = {column_of("vmag", "float4")};
    const std::vector<TableCells> rows = {{double{0.1F}}, {double{6.5F}}};
    const auto metabase = metabase_of({{build_table(schema, rows, {}), "", std::nullopt, {}}});
    const LazyTable& zzpar = metabase.at("zzpar");
    EXPECT_EQ(cell(zzpar, {"stars", "vmag"}, "parameter_min"), TableCell(0.1));
    EXPECT_EQ(cell(zzpar, {"stars", "vmag"}, "parameter_max"), TableCell(6.5));
}

TEST(Metabase, HasEachValueOfARepeatedVirtualParameter) {
    TableSchema schema;
    schema.name = "nebulae";
    schema.columns = {column_of("name", "char8")};
    schema.unique_key = {"name"};
    schema.virtual_parameters = {
        {"row_type", "Galaxy"}, {"default_search_radius", "60"}, {"row_type", "Nebula"}};
    const auto metabase = metabase_of({{build_table(schema, {}, {}), "", std::nullopt, {}}});
    const LazyTable& zzext = metabase.at("zzext");
    EXPECT_THAT(cells(zzext, {"nebulae", "row_type"}, "parameter_value"),
                testing::ElementsAre(TableCell("Galaxy"), TableCell("Nebula")));
    EXPECT_EQ(cell(zzext, {"nebulae", "default_search_radius"}, "parameter_value"),
              TableCell("60"));
    EXPECT_EQ(cell(zzext, {"nebulae", "unique_key"}, "parameter_value"), TableCell("name"));
}

TEST(Metabase, HasTheLinksOfEachTable) {
    auto tables = some_tables();
    const std::string name = tables[0].table.schema().name;
    tables[0].links = {{name, "wgacat", 2, "W", "cone: a.ra,a.dec,30", "Nearby sources"},
                       {name, "rosmaster", 1, "R", "target_name = a.name", ""}};
    const auto metabase = metabase_of(tables);
    const LazyTable& zzlink = metabase.at("zzlink");
    EXPECT_EQ(zzlink.size(), 2);
    EXPECT_EQ(cell(zzlink, {name, "W"}, "link_table_name"), TableCell("wgacat"));
    EXPECT_EQ(cell(zzlink, {name, "W"}, "link_priority"), TableCell(int64_t{2}));
    EXPECT_EQ(cell(zzlink, {name, "W"}, "link_criterion"), TableCell("cone: a.ra,a.dec,30"));
    EXPECT_EQ(cell(zzlink, {name, "R"}, "link_description"), TableCell());
}

// 2008-08-22T22:03:15 is MJD 54700.918923611115 (astropy); ten days more.
TEST(Metabase, SaysFromWhenATableIsStale) {
    TableSchema schema;
    schema.name = "stars";
    schema.columns = {column_of("name", "char8")};
    const auto date = parse_calendar_moment("2008-08-22T22:03:15");
    const auto table = build_table(schema, {}, {date, date});
    const auto metabase = metabase_of({{table, "small", 10, {}}});
    const LazyTable& zzgen = metabase.at("zzgen");
    EXPECT_NEAR(std::get<double>(cell(zzgen, {"stars"}, "next_update")), 54710.918923611115, 1e-9);
    EXPECT_EQ(cell(zzgen, {"zzgen"}, "next_update"), TableCell());
    EXPECT_EQ(cell(zzgen, {"stars"}, "table_mission"), TableCell("small"));
}

TEST(Metabase, DoesNotDependOnTheOrderOfTheTables) {
    auto tables = some_tables();
    const auto one = metabase_of(tables);
    std::reverse(tables.begin(), tables.end());
    const auto other = metabase_of(tables);
    for (const auto& [name, table] : one)
        EXPECT_EQ(table->content_hash(), other.at(name)->content_hash()) << name;
}

TEST(Metabase, RowsAreInTheOrderOfTheirKey) {
    const auto metabase = metabase_of(some_tables());
    const LazyTable& zzpar = metabase.at("zzpar");
    for (int64_t row = 1; row < zzpar.size(); ++row)
        EXPECT_LT(std::make_pair(zzpar->text(row - 1, 0), zzpar->text(row - 1, 1)),
                  std::make_pair(zzpar->text(row, 0), zzpar->text(row, 1)));
}

TEST(Metabase, IsAsOldAsItsTables) {
    const auto tables = some_tables();
    std::optional<CalendarMoment> last;
    for (const DescribedTable& one : tables) {
        const auto& modified = one.table.summary().dates.modified;
        if (modified && (!last || *modified > *last)) last = modified;
    }
    for (const auto& [name, table] : metabase_of(tables))
        EXPECT_EQ(table->modified(), last) << name;
}

}  // namespace
}  // namespace heafs
