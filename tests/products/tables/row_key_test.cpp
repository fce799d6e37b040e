#include "products/tables/row_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "products/texts/row_text.h"
#include "tests/core/tables/small_table.h"

namespace heafs {
namespace {

using testing::HasSubstr;

std::string row_called(const TableSegment& table, const std::string& name) {
    const auto row = find_named_row(table, name);
    const auto* refusal = std::get_if<SkyRefusal>(&row);
    return refusal != nullptr ? refusal->reason : std::to_string(std::get<int64_t>(row));
}

TEST(RowKey, IsTheValueOfTheUniqueKey) {
    const auto table = table_of(schema_of({"name char20", "ra float8"}, {"name"}),
                                {{"M31", "1"}, {"NGC 224/5", "2"}, {"README.txt", "3"}});
    EXPECT_EQ(row_name(*table, 0), "M31");
    EXPECT_EQ(row_name(*table, 1), "NGC%20224%2F5");
    EXPECT_EQ(row_name(*table, 2), "README%2Etxt");
    EXPECT_EQ(row_called(*table, "NGC%20224%2f5"), "1");
    EXPECT_EQ(row_called(*table, "README%2Etxt"), "2");
    EXPECT_EQ(row_called(*table, "M32"), "small has no row whose name is M32");
}

TEST(RowKey, OfSeveralColumnsIsJoined) {
    const auto table = table_of(schema_of({"a char8", "n int4", "x float8"}, {"a", "n"}),
                                {{"u,v", "7", "1"}, {"u", "", "2"}, {"u", "8", "3"}});
    EXPECT_EQ(row_name(*table, 0), "u%252Cv%2C7");
    EXPECT_EQ(row_name(*table, 1), "u%2C");
    EXPECT_EQ(row_called(*table, "u%252cv,07"), "0");
    EXPECT_EQ(row_called(*table, "u,"), "1");
    EXPECT_THAT(row_called(*table, "u"), HasSubstr("the key here has 2"));
    EXPECT_EQ(row_called(*table, "u,9"), "small has no row whose a, n is u, 9");
    EXPECT_EQ(row_called(*table, "u,x"), "small has no row whose a, n is u, x");
}

TEST(RowKey, CapitalsMeanSmallLettersWhereOneRowIsMeant) {
    const auto table = table_of(schema_of({"name char20", "n int2"}, {"name"}),
                                {{"M31", "1"}, {"Ab", "2"}, {"aB", "3"}});
    EXPECT_EQ(row_called(*table, "m31"), "0");
    EXPECT_EQ(row_called(*table, "aB"), "2");
    EXPECT_EQ(row_called(*table, "ab"), "small has no row whose name is ab");
    EXPECT_EQ(row_called(*table, "m*"), "small has no row whose name is m*");
}

TEST(RowKey, WithoutAUniqueKeyIsThePlaceOfTheRow) {
    const auto table = table_of(schema_of({"ra float8"}), {{"1"}, {"2"}});
    EXPECT_EQ(row_name(*table, 1), "2");
    EXPECT_EQ(row_called(*table, "2"), "1");
    EXPECT_EQ(row_called(*table, "02"), "1");
    for (const char* name : {"0", "3", "1.5", "x", "-1"})
        EXPECT_THAT(row_called(*table, name), HasSubstr("1 to 2")) << name;
}

TEST(RowKey, LongerThanANameIsNone) {
    const auto table = table_of(schema_of({"t char200"}, {"t"}), {{std::string(200, '/')}});
    EXPECT_EQ(row_name(*table, 0), "");
}

TEST(RowText, ShowsColumnByColumn) {
    const auto table =
        table_of(schema_of({"name char8 // Designation", "ra float8_degree // Right Ascension",
                            "dec float8_degree", "mag float4 // Magnitude"},
                           {"name"}),
                 {{"M31", "10.68458", "41.26917", "3.4"}, {"M1", "83.6331", "22.0145", ""}});
    EXPECT_EQ(row_text(*table, 1),
              "small: A small table\n"
              "row 2 of 2\n"
              "at 05h34m31.94s +22d00m52.2s\n"
              "\n"
              "column  value    unit    what it is\n"
              "------  -------  ------  ----------\n"
              "name    M1               Designation\n"
              "ra      83.6331  degree  Right Ascension\n"
              "dec     22.0145  degree\n"
              "mag     null             Magnitude\n");
}

}  // namespace
}  // namespace heafs
