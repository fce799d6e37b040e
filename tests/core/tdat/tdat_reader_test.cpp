#include "core/tdat/tdat_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "core/base/files.h"
#include "core/tdat/key_set.h"
#include "core/tdat/tdat_check.h"
#include "core/tdat/tdat_writer.h"

namespace heafs {
namespace {

namespace stdfs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const stdfs::path kData = stdfs::path(HEAFS_SOURCE_DIR) / "../shared/data/tdat";

struct Read {
    TdatHeader header;
    std::vector<std::vector<std::string>> rows;
    std::vector<std::string> errors;
    std::vector<std::string> warnings;
    TdatSummary summary;
};

Read read_table(std::string_view text, size_t chunk = 1 << 20) {
    Read read;
    TdatReader reader(
        {[&](const TdatHeader& header) { read.header = header; },
         [&](const TdatRow& row) { read.rows.emplace_back(row.values.begin(), row.values.end()); },
         [&](const TdatProblem& problem) {
             (problem.warning ? read.warnings : read.errors).push_back(problem.text);
         }});
    for (; !text.empty(); text.remove_prefix(std::min(chunk, text.size())))
        reader.feed(std::as_bytes(std::span(text.substr(0, chunk))));
    read.summary = reader.finish();
    return read;
}

std::string table_of(const std::string& rows, const std::string& more = "line[1] = a b\n") {
    return "<HEADER>\ntable_name = t\nfield[a] = char8\nfield[b] = float8\nunique_key = a\n" +
           more + "<DATA>\n" + rows;
}

TEST(TdatReader, RowsHaveTheValuesOfTheirFields) {
    const Read read = read_table(table_of("x| 1.5 |\n  BD+88    8 ||\n<END>\n"));
    EXPECT_THAT(read.rows, ElementsAre(ElementsAre("x", "1.5"), ElementsAre("BD+88    8", "")));
    EXPECT_TRUE(read.summary.ended);
    EXPECT_EQ(read.summary.rows, 2);
}

TEST(TdatReader, HoweverTheBytesAreCutTheTableIsTheSame) {
    const std::string text = table_of("x|1|\ny\\|z|2|\n<END>\n");
    const Read whole = read_table(text);
    for (const size_t chunk : {1, 2, 3, 7, 50}) EXPECT_EQ(read_table(text, chunk).rows, whole.rows);
}

TEST(TdatReader, CarriageReturnsBlankLinesAByteOrderMarkAndTextAroundAreTaken) {
    std::string text = "\xef\xbb\xbfwords\n" + table_of("x|1|\n\n<end>\nmore words|\n");
    for (size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2))
        text.insert(at, "\r");
    const Read read = read_table(text);
    EXPECT_THAT(read.errors, IsEmpty());
    EXPECT_THAT(read.rows, ElementsAre(ElementsAre("x", "1")));
}

TEST(TdatReader, RowsThatLookLikeCommentsOrKeywordsAreData) {
    const Read read = read_table(table_of("# x|1|\n//|2|\na=b|3|\n<END>\n"));
    EXPECT_THAT(read.rows, ElementsAre(ElementsAre("# x", "1"), ElementsAre("//", "2"),
                                       ElementsAre("a=b", "3")));
}

TEST(TdatReader, ReadsTheTextsThatTheWriterWrites) {
    std::vector<TableColumn> columns(2);
    columns[0].name = "a";
    columns[1].name = "b";
    for (const std::string text : {"a|b", "a\\|b", "a\\\\|", "a\\", "\\\\", "|", "a\\b", "||\\|"}) {
        const Read read =
            read_table(table_of(tdat_row(columns, {text, std::string("x")}) + "<END>\n"));
        EXPECT_THAT(read.rows, ElementsAre(ElementsAre(text, "x")));
    }
}

TEST(TdatReader, ARecordMayHaveSeveralLines) {
    const Read read = read_table(table_of("x|\n1|\ny|\n2|\n<END>\n", "line[1] = a\nline[2] = b\n"));
    EXPECT_THAT(read.errors, IsEmpty());
    EXPECT_THAT(read.rows, ElementsAre(ElementsAre("x", "1"), ElementsAre("y", "2")));
}

TEST(TdatReader, TheLastBarMayBeMissingTheLastValueMayNot) {
    EXPECT_THAT(read_table(table_of("x|1\n<END>\n")).rows, ElementsAre(ElementsAre("x", "1")));
    EXPECT_THAT(read_table(table_of("x|\n<END>\n")).errors, Contains("1 values, expected 2"));
}

TEST(TdatReader, WhatAHeaderLacksIsTold) {
    EXPECT_THAT(read_table("words\n").errors, ElementsAre("there is no line <HEADER>"));
    EXPECT_THAT(read_table("<HEADER>\na = b\n").errors, ElementsAre("there is no line <DATA>"));
    EXPECT_THAT(read_table(table_of("", "")).errors, Contains(HasSubstr("line[1], the order")));
    EXPECT_THAT(read_table(table_of("", "line[1] = a b c\n")).errors,
                Contains("line[1] names 'c', which no field defines"));
    EXPECT_THAT(read_table(table_of("", "line[1] = a b a\n")).errors,
                Contains("line[1] names 'a', which has its place already"));
    EXPECT_THAT(read_table(table_of("", "field[a] = int2\nline[1] = a b\n")).errors,
                Contains("field[a] is defined twice"));
    EXPECT_THAT(read_table(table_of("", "line[1] = a b\nright_ascension = @ra\n")).errors,
                Contains("right_ascension refers to '@ra', which no field defines"));
    EXPECT_THAT(read_table(table_of("", "line[1] = a b\nrecord_delimiter = ;\n")).errors,
                Contains(HasSubstr("record_delimiter is not read")));
}

TEST(TdatReader, ALineWithoutEndIsGivenUp) {
    const std::string endless(kMaxTdatLine + 1, 'x');
    EXPECT_THAT(read_table(table_of(endless)).errors, Contains(HasSubstr("a line of more than")));
}

TEST(TdatField, APartAfterTheTypeMayBeMissing) {
    const auto column =
        parse_tdat_field("X", "FLOAT8:.4f_km/s [em.X-ray;pos] (key) // Velocity (km/s) // in m");
    ASSERT_TRUE(column);
    EXPECT_EQ(column->name, "x");
    EXPECT_EQ(column->format, ".4f");
    EXPECT_EQ(column->unit, "km/s");
    EXPECT_EQ(column->ucd, "em.X-ray;pos");
    EXPECT_EQ(column->index, "key");
    EXPECT_EQ(column->description, "Velocity (km/s)");
    const auto bare = parse_tdat_field("y", "char(12)_degree   // (0-11: 12 detectors)");
    ASSERT_TRUE(bare);
    EXPECT_EQ(bare->type.length, 12);
    EXPECT_EQ(bare->unit, "degree");
    EXPECT_EQ(bare->index, "");
    EXPECT_EQ(bare->description, "(0-11: 12 detectors)");
}

TEST(TdatValues, OfEachType) {
    const auto fault = [](const std::string& type, const std::string& value) {
        TableColumn column;
        column.type = *parse_column_type(type);
        return tdat_value_fault(column, value);
    };
    for (const char* good : {"", "7", "+7", "-32768", "1908.0", "1e3"})
        EXPECT_EQ(fault("int2", good), "") << good;
    EXPECT_EQ(fault("int1", "200"), "beyond -128 to 127");
    EXPECT_EQ(fault("int2", "1.5"), "no whole number");
    EXPECT_EQ(fault("int8", "9223372036854775808"),
              "beyond -9223372036854775808 to "
              "9223372036854775807");
    for (const char* good : {".5", "-.5", "1904", "1.5D3", "37.952962499999998", "1e-400"})
        EXPECT_EQ(fault("float8", good), "") << good;
    EXPECT_EQ(fault("float4", "1e39"), "beyond 3.403e+38");
    for (const char* bad : {"nan", "inf", "0x10", "1,5", "1e", "--1"})
        EXPECT_NE(fault("float8", bad), "") << bad;
    EXPECT_EQ(fault("char3", "abc"), "");
    EXPECT_EQ(fault("char3", "abcd"), "4 characters");
    EXPECT_EQ(fault("char9", "caf\xe9"), "byte 0xe9 at position 4 is not printable ASCII");
}

TEST(KeySet, KnowsTheLineThatHadAKeyBefore) {
    KeySet keys(2000);
    for (uint32_t i = 1; i <= 2000; ++i) EXPECT_FALSE(keys.add("key" + std::to_string(i), i));
    EXPECT_TRUE(keys.is_full());
    EXPECT_EQ(keys.add("key1234", 5000), 1234u);
    EXPECT_FALSE(keys.add("new", 5001));
}

TEST(TdatCheck, OfManyFaultyRowsAHundredAreTold) {
    std::string rows;
    for (int i = 0; i < 500; ++i) rows += "x|no|\n";
    TdatCheck check;
    const std::string text = table_of(rows + "<END>\n");
    check.feed(std::as_bytes(std::span(text)));
    EXPECT_LE(check.finish().size(), kMostTdatProblems + 2);
}

TEST(GenuineHeaders, HaveNoErrorAndTheirFieldsAreWrittenAsTheyStand) {
    if (!stdfs::exists(kData)) GTEST_SKIP() << "no real headers beside the sources";
    int read = 0;
    for (const auto& entry : stdfs::directory_iterator(kData / "HEASARC-Utilities_hdr")) {
        if (entry.path().extension() != ".hdr") continue;
        const std::string text = read_file(entry.path());
        const Read table = read_table(text);
        EXPECT_THAT(table.errors, IsEmpty()) << entry.path();
        EXPECT_FALSE(table.header.schema.columns.empty()) << entry.path();
        EXPECT_TRUE(table.header.total_rows) << entry.path();
        for (const TableColumn& column : table.header.schema.columns)
            EXPECT_THAT(text, HasSubstr(tdat_field_line(column) + "\n"));
        ++read;
    }
    EXPECT_EQ(read, 12);
}

TEST(GenuineHeaders, TheirRowsAreRead) {
    const auto file = kData / "composite_sao_real_header_real_rows.tdat";
    if (!stdfs::exists(file)) GTEST_SKIP() << "no real rows beside the sources";
    const Read table = read_table(read_file(file));
    EXPECT_THAT(table.errors, IsEmpty());
    EXPECT_EQ(table.rows.size(), 3u);
    EXPECT_EQ(table.header.total_rows, 258944);
    EXPECT_THAT(table.rows.back(), Contains("BD+88    8"));
}

TEST(TheGuidesExample, WithAValueMissingSaysWhere) {
    // The second row of the HEASARC database guide's Messier example lacks a value.
    TdatCheck check;
    const std::string text =
        "<HEADER>\ntable_name = messier\nfield[name] = char6\nfield[ra] = float8\n"
        "field[dec] = float8\nunique_key = name\nline[1] = name ra dec\n<DATA>\n"
        "M 1 | 83.63 | 22.01 |\nM 31 | 10.68 |\n<END>\n";
    check.feed(std::as_bytes(std::span(text)));
    std::vector<std::string> texts;
    for (const Finding& finding : check.finish()) texts.push_back(finding.text);
    EXPECT_THAT(texts, Contains("row 2 (line 10): 2 values, expected 3"));
}

}  // namespace
}  // namespace heafs
