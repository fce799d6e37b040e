#include "core/tables/table_builder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>

#include <limits>

#include "config/base/error.h"
#include "core/base/sha256.h"
#include "core/tdat/tdat_writer.h"
#include "tests/core/tables/small_table.h"
#include "tests/support/outside_programs.h"
#include "tests/support/temporary_folder.h"

namespace heafs {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Fails when nothing is raised.
std::string message_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kMalformed) << error.what();
        return error.what();
    }
    ADD_FAILURE() << "it was taken";
    return {};
}

const std::vector<std::string> kFields = {"name char8 (key)", "ra float8_degree", "dec float8",
                                          "n int2 (index)",   "flux float4",      "big int8"};
const TextRows kRows = {{"M31", "10.68471", "41.26875", "3", "3.4", "9223372036854775807"},
                        {"M33", "23.4621", "30.659942", "", "", ""},
                        {"", "", "", "-5", "1e-30", "-1"}};

TEST(TableBuilder, KeepsValuesOfEveryType) {
    const auto table = table_of(schema_of(kFields), kRows);
    ASSERT_EQ(table->size(), 3);
    EXPECT_THAT(table->cells(0),
                ElementsAre(TableCell("M31"), TableCell(10.68471), TableCell(41.26875),
                            TableCell(int64_t{3}), TableCell(double{3.4F}),
                            TableCell(std::numeric_limits<int64_t>::max())));
    EXPECT_THAT(table->cells(1),
                ElementsAre(TableCell("M33"), TableCell(23.4621), TableCell(30.659942), TableCell(),
                            TableCell(), TableCell()));
    EXPECT_EQ(table->cell(2, 0), TableCell());
    EXPECT_EQ(table->cell(2, 4), TableCell(double{1e-30F}));
}

// Worked out by hand: bars end values, numbers are the shortest that read back.
TEST(TableBuilder, WritesRecordsAsTdatHasThem) {
    const auto table = table_of(schema_of({"a char9", "b float8", "c int4", "d float4"}),
                                {{"x|y", ".5", "+7", "1908.0"},
                                 {"e\\", "-0.0", "1e3", "0.10000"},
                                 {"", "1D2", "", "37.952962499999998"}});
    EXPECT_EQ(table->record(0), "x\\|y|0.5|7|1908|\n");
    EXPECT_EQ(table->record(1), "e\\\\|-0|1000|0.1|\n");
    EXPECT_EQ(table->record(2), "|100||37.95296|\n");
    EXPECT_EQ(table->records(0, 3), std::string(table->record(0)) + std::string(table->record(1)) +
                                        std::string(table->record(2)));
}

// RFC 4180, by hand: `"x,""y"`, 1 and CRLF are 7, 1, 1 and 2 bytes.
TEST(TableBuilder, KnowsTheLengthOfEachRecordInCsv) {
    const auto table =
        table_of(schema_of({"a char9", "b int4"}), {{"x,\"y", "1"}, {"xy", "+12"}, {"", ""}});
    EXPECT_EQ(table->csv_bytes(0), 11);
    EXPECT_EQ(table->csv_bytes(1), 7);
    EXPECT_EQ(table->csv_bytes(2), 3);
    EXPECT_EQ(table_of(schema_of({"a char9"}), {{""}})->csv_bytes(0), 4);  // "" and CRLF
}

TEST(TableBuilder, RefusesWhatIsNoValueByRowAndColumn) {
    const TableSchema schema = schema_of({"a char3", "b int1", "c float4"});
    const auto add = [&](const std::vector<std::string>& row) {
        return message_of([&] { table_of(schema, {{"x", "1", "2"}, row}); });
    };
    EXPECT_THAT(add({"abcd", "", ""}), HasSubstr("row 2: a is 'abcd': 4 characters"));
    EXPECT_THAT(add({"a\xe9", "", ""}), HasSubstr("byte 0xe9 at position 2"));
    EXPECT_THAT(add({"a\nb", "", ""}), HasSubstr("byte 0x0a at position 2"));
    EXPECT_THAT(add({"", "200", ""}), HasSubstr("b is '200': beyond -128 to 127"));
    EXPECT_THAT(add({"", "1.5", ""}), HasSubstr("no whole number"));
    EXPECT_THAT(add({"", "", "abc"}), HasSubstr("no number"));
    EXPECT_THAT(add({"", "", "1e39"}), HasSubstr("beyond 3.403e+38"));
    EXPECT_THAT(message_of([&] {
                    build_table(schema, std::vector<TableCells>{{{}, int64_t{128}, {}}}, {});
                }),
                HasSubstr("beyond -128 to 127"));
}

TEST(TableBuilder, WidensTextsWhereItIsAskedTo) {
    const TableSchema schema = schema_of({"a char3", "b int4", "c char2"});
    const TextRows rows = {{"abcdefg", "1", "x"}, {"ab|c", "", ""}};
    const auto table = table_of(schema, rows, {}, {.widen_texts = true});
    EXPECT_EQ(table->schema().columns[0].type.length, 7);
    EXPECT_EQ(table->schema().columns[2].type.length, 2);
    EXPECT_EQ(table->text(0, 0), "abcdefg");
    EXPECT_EQ(table->text(1, 0), "ab|c");
    EXPECT_EQ(table->cell(1, 1), TableCell());
    EXPECT_THAT(std::string(table->tdat_header()), HasSubstr("field[a] = char7"));
}

TEST(TableBuilder, TakesTheSmallestValueThatDoesNotOccurForNull) {
    const auto table =
        table_of(schema_of({"a int2", "b int4", "c int8"}),
                 {{"-32768", "1", ""}, {"", "-2147483648", "5"}, {"-32767", "-2147483647", ""}});
    EXPECT_EQ(table->null_of(0), -32766);
    EXPECT_EQ(table->null_of(1), -2147483646);
    EXPECT_EQ(table->null_of(2), std::numeric_limits<int64_t>::min());
    EXPECT_EQ(table->cell(0, 0), TableCell(int64_t{-32768}));
    EXPECT_EQ(table->cell(1, 0), TableCell());
    EXPECT_EQ(table->cell(1, 1), TableCell(int64_t{-2147483648}));
    EXPECT_EQ(table->ranges()[0].nulls, 1);
}

TEST(TableBuilder, RefusesNullsWhereEveryValueOccurs) {
    TextRows rows;
    for (int value = -32768; value <= 32767; ++value) rows.push_back({fmt::format("{}", value)});
    const TableSchema schema = schema_of({"a int2"});
    const auto full = table_of(schema, rows);
    EXPECT_EQ(full->null_of(0), std::nullopt);
    EXPECT_EQ(full->cell(0, 0), TableCell(int64_t{-32768}));
    rows.push_back({""});
    EXPECT_THAT(message_of([&] { table_of(schema, rows); }), HasSubstr("a has every value"));
}

TEST(TableBuilder, LooksBeyondTheLowestValuesForOneThatDoesNotOccur) {
    TextRows rows = {{""}};
    for (int64_t i = 0; i < 70000; ++i)
        rows.push_back({fmt::format("{}", std::numeric_limits<int32_t>::min() + i)});
    const auto table = table_of(schema_of({"a int4"}), rows);
    EXPECT_EQ(table->null_of(0), int64_t{std::numeric_limits<int32_t>::min()} + 70000);
    EXPECT_TRUE(table->is_null(0, 0));
    EXPECT_FALSE(table->is_null(1, 0));
}

TEST(TableBuilder, SumsUpWhatColumnsHold) {
    const auto table = table_of(schema_of({"a float8", "b int4", "c char4"}),
                                {{"1.5", "", "x"}, {"-3", "", "y"}, {"1.5", "", "x"}});
    EXPECT_EQ(table->ranges()[0], (ColumnRange{-3, 1.5, 0, 2}));
    EXPECT_EQ(table->ranges()[1], (ColumnRange{std::nullopt, std::nullopt, 3, 0}));
    EXPECT_EQ(table->ranges()[2], (ColumnRange{std::nullopt, std::nullopt, 0, 2}));
}

TEST(TableBuilder, CountsUpToAThousandDifferentValues) {
    TextRows rows;
    for (int i = 0; i < 1000; ++i) rows.push_back({fmt::format("{}", i - 3)});
    EXPECT_EQ(table_of(schema_of({"a int4"}), rows)->ranges()[0].distinct, 1000);
    rows.push_back({"5000"});
    EXPECT_EQ(table_of(schema_of({"a int4"}), rows)->ranges()[0].distinct, -1);
}

TEST(TableBuilder, PutsRowsInTheOrderOfAnIndexNullsLast) {
    const auto table =
        table_of(schema_of({"a float8 (index)", "b char12 (index)", "c int4 (key)", "d int4"}),
                 {{"2", "zeta", "5", ""},
                  {"", "NGC 10000000", "", ""},
                  {"-1", "ngc 10000000", "-7", ""},
                  {"2", "", "5", ""},
                  {"-1e300", "NGC 1000000", "2000000000", ""}});
    const auto order = [&](size_t column) {
        std::vector<int64_t> rows;
        for (int64_t i = 0; i < 5; ++i) rows.push_back(table->indexed_row(column, i));
        return rows;
    };
    EXPECT_THAT(order(0), ElementsAre(4, 2, 0, 3, 1));
    EXPECT_THAT(order(1), ElementsAre(4, 1, 2, 0, 3));
    EXPECT_THAT(order(2), ElementsAre(2, 0, 3, 4, 1));
    EXPECT_FALSE(table->has_index(3));
}

TEST(TableBuilder, HashesTheWholeExport) {
    TableDates dates{CalendarMoment{1, 2'000'000'000}, CalendarMoment{14000, 5}};
    const TableSchema schema = schema_of(kFields, {"name"});
    const auto table = table_of(schema, kRows, dates);
    EXPECT_EQ(table->tdat_header(),
              tdat_header(schema, {3, "1970-01-02 00:00:02", "2008-05-01 00:00:00"}));
    EXPECT_EQ(table->content_hash(), sha256_hex(fmt::format("{}{}{}", table->tdat_header(),
                                                            table->records(0, 3), kTdatEnd)));
    EXPECT_EQ(table->created(), dates.created);
    EXPECT_EQ(table->modified(), dates.modified);
    EXPECT_EQ(table->schema(), schema);
}

TEST(TableBuilder, GivesTheSameBytesForTheSameCalls) {
    const TableSchema schema = schema_of(kFields, {"name"});
    EXPECT_EQ(table_bytes(schema, kRows), table_bytes(schema, kRows));
}

TEST(TableBuilder, CopiesRowsOfAnotherVersion) {
    const TableSchema schema = schema_of(kFields, {"name"});
    const auto old = table_of(schema, {{"M31", "", "41.26875", "-32768", "3.4", "1"},
                                       {"a|,b", "23.4621", "30.659942", "", "", ""}});
    UniqueFd output(::memfd_create("table", MFD_CLOEXEC)), scratch(::memfd_create("x", 0));
    TableBuilder builder(output.get(), scratch.get(), schema);
    builder.add(*old, 1);
    builder.add(std::vector<std::string_view>{"new", "1", "2", "-32767", "", ""});
    builder.add(*old, 0);
    builder.finish({});
    const auto made = TableSegment::map(std::move(output), "made");
    EXPECT_EQ(made->cells(0), old->cells(1));
    EXPECT_EQ(made->cells(2), old->cells(0));
    EXPECT_EQ(made->record(0), old->record(1));
    EXPECT_EQ(made->csv_bytes(0), old->csv_bytes(1));
    EXPECT_EQ(made->null_of(3), -32766);
    EXPECT_EQ(made->ranges()[3].nulls, 1);
}

TEST(TableBuilder, MakesTablesWithoutRows) {
    const auto table = table_of(schema_of(kFields, {"name"}), {});
    EXPECT_EQ(table->size(), 0);
    EXPECT_EQ(table->records(0, 0), "");
    EXPECT_EQ(table->positions(), 0);
    EXPECT_EQ(table->ranges()[1].least, std::nullopt);
}

TEST(TableBuilder, RefusesSchemasThatTdatCannotWrite) {
    TableSchema two = schema_of({"a int4"});
    two.columns.push_back(two.columns[0]);
    EXPECT_THAT(message_of([&] { table_of(two, {}); }), HasSubstr("two columns a"));
    TableSchema lines = schema_of({"a int4"});
    lines.description = "one\ntwo";
    EXPECT_THAT(message_of([&] { table_of(lines, {}); }), HasSubstr("more than one line"));
    TableSchema blank = schema_of({"a int4"});
    blank.columns[0].name = "a b";
    EXPECT_THAT(message_of([&] { table_of(blank, {}); }), HasSubstr("cannot be read back"));
    EXPECT_THAT(message_of([&] { table_of(schema_of({}), {}); }), HasSubstr("no columns"));
}

}  // namespace
}  // namespace heafs
