#include "core/tables/table_input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/files.h"
#include "core/tables/input_columns.h"
#include "tests/support/outside_programs.h"
#include "tests/support/temporary_folder.h"

namespace heafs {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct ReadTable {
    TableInputHeader header;
    std::vector<std::string> rows;  // values joined by bars
    std::vector<std::string> problems;
    std::vector<std::string> columns() const {
        std::vector<std::string> words;
        for (const TableColumn& column : header.schema.columns)
            words.push_back(column.name + " " + name_of(column.type) +
                            (column.unit.empty() ? "" : "_" + column.unit));
        return words;
    }
};

ReadTable read(const std::string& bytes, const std::string& extension) {
    ReadTable table;
    TableInputTake take;
    take.header = [&](const TableInputHeader& header) { table.header = header; };
    take.row = [&](const TableInputRow& row) {
        std::string text;
        for (const std::string_view value : row.values) text += std::string(value) + "|";
        table.rows.push_back(text);
    };
    take.problem = [&](const Finding& finding) { table.problems.push_back(finding.text); };
    read_table_input(std::as_bytes(std::span(bytes)), extension, take);
    return table;
}

ReadTable made_by_astropy(const std::string& script, const std::string& extension) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "made";
    EXPECT_EQ(output_of_astropy("import sys, numpy\nfrom astropy.io import fits\n"
                                "from astropy.table import Table\n" +
                                    script,
                                path),
              "");
    return read(read_file(path), extension);
}

TEST(FitsInput, ColumnsOfEachTypeComeInWordsOfTdat) {
    const ReadTable table = made_by_astropy(R"(
c = fits.Column
t = fits.BinTableHDU.from_columns([
    c('Flag', 'L', array=[True, False]), c('B1', 'B', array=[0, 255]),
    c('I', 'I', array=[-1, 2], null=-1), c('U', 'J', bzero=2**31, array=numpy.array([0, 4294967295], 'u4')),
    c('K', 'K', array=[-9223372036854775808, 1]), c('E', 'E', unit='uJy', array=[0.1, numpy.nan]),
    c('D', 'D', unit='deg', disp='F8.4', array=[1e-300, numpy.inf]),
    c('0Name', '4A', array=['a', 'b c ']), c('arr', '2I', array=[[1, 2], [3, 4]]),
    c('two', '4A', dim='(2,2)', array=[['ab', 'cd'], ['ef', 'g']]),
    c('var', 'PJ()', array=numpy.array([numpy.array([7]), numpy.array([8, 9])], dtype=object)),
    c('s', 'I', array=[2, 3])], name='made')
t.writeto(sys.argv[1])
fits.setval(sys.argv[1], 'TSCAL12', value=0.5, ext=1)
)",
                                            "fits");
    EXPECT_THAT(
        table.columns(),
        ElementsAre("flag char1", "b1 int2", "i int2", "u int8", "k int8", "e float4_microJy",
                    "d float8_degree", "n0name char4", "arr_1 int2", "arr_2 int2", "two_1 char2",
                    "two_2 char2", "var_1 int4", "var_2 int4", "s float8"));
    EXPECT_THAT(table.rows, ElementsAre("T|0||0|-9223372036854775808|0.1|1e-300|a|1|2|ab|cd|7||1|",
                                        "F|255|2|4294967295|1|||b c|3|4|ef|g|8|9|1.5|"));
    EXPECT_THAT(table.problems, ElementsAre(HasSubstr("d: 1 infinite values become null")));
    ASSERT_EQ(table.columns().size(), 15u);
    EXPECT_EQ(table.header.schema.columns[6].format, "8.4f");
}

TEST(FitsInput, AFileWithoutABinaryTableIsTold) {
    EXPECT_THAT(made_by_astropy("fits.PrimaryHDU().writeto(sys.argv[1])", "fits").problems,
                ElementsAre("there is no binary table in the file"));
    EXPECT_THAT(read("SIMPLE  = nonsense", "fits").problems, testing::SizeIs(1));
}

TEST(VotableInput, AllFormsOfAstropyAreReadAlike) {
    for (const char* form : {"tabledata", "binary", "binary2"}) {
        const ReadTable table = made_by_astropy(
            std::string("t = Table({'name': ['a', 'bb'], 'RA': [1.5, numpy.nan], 'n': "
                        "numpy.array([1, -2], 'i2'), 'v': numpy.array([[1, 2], [3, 4]], 'f4'), "
                        "'b': [True, False]})\n"
                        "t['RA'].unit = 'deg'\n"
                        "t.write(sys.argv[1], format='votable', tabledata_format='") +
                form + "')",
            "vot");
        EXPECT_THAT(table.problems, IsEmpty()) << form;
        EXPECT_THAT(table.columns(),
                    ElementsAre(testing::StartsWith("name char"), "ra float8_degree", "n int2",
                                "v_1 float4", "v_2 float4", "b int1"))
            << form;
        ASSERT_EQ(table.rows.size(), 2u) << form;
        if (form == std::string("tabledata")) continue;  // its numbers are astropy's texts
        EXPECT_THAT(table.rows, ElementsAre("a|1.5|1|1|2|1|", "bb||-2|3|4|0|")) << form;
    }
}

std::string votable(const std::string& fields, const std::string& data) {
    return "<?xml version='1.0'?>\n<VOTABLE version='1.4'><RESOURCE><TABLE name='x'>\n" + fields +
           "\n<DATA>" + data + "</DATA></TABLE></RESOURCE></VOTABLE>\n";
}

TEST(VotableInput, NullsHexadecimalsAndEntitiesOfXmlAreRead) {
    const ReadTable table =
        read(votable("<FIELD name='n' datatype='int'><VALUES null='-99'/></FIELD>"
                     "<FIELD name='t' datatype='char' arraysize='*'/>",
                     "<TABLEDATA><TR><TD>-99</TD><TD>a &lt; b</TD></TR>"
                     "<TR><TD>0x1F</TD><TD/></TR></TABLEDATA>"),
             "vot");
    EXPECT_THAT(table.problems, IsEmpty());
    EXPECT_THAT(table.rows, ElementsAre("|a < b|", "31||"));
    EXPECT_FALSE(table.header.has_widths);
}

TEST(VotableInput, WhatCannotBeATableSaysWhereAndWhy) {
    const auto problem = [](const std::string& text) {
        const auto problems = read(text, "vot").problems;
        return problems.empty() ? std::string("none") : problems[0];
    };
    EXPECT_THAT(problem(votable("<FIELD name='v' datatype='float' arraysize='*'/>", "")),
                HasSubstr("line 3: FIELD v is an array whose length varies"));
    EXPECT_THAT(problem(votable("<FIELD name='n' datatype='int'/>",
                                "<TABLEDATA><TR><TD>1</TD><TD>2</TD></TR></TABLEDATA>")),
                HasSubstr("row 1 (line 4): 2 values, expected 1"));
    EXPECT_THAT(problem("<!DOCTYPE V [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><V>&a;</V>"),
                HasSubstr("DTD"));
    EXPECT_THAT(problem(votable("<FIELD name='n' datatype='int'/>",
                                "<BINARY><STREAM href='ftp://x'/></BINARY>")),
                HasSubstr("its data are elsewhere"));
    EXPECT_THAT(problem(votable("<FIELD name='n' datatype='int'/>",
                                "<BINARY><STREAM encoding='base64'>AAA</STREAM></BINARY>")),
                HasSubstr("not whole"));
    EXPECT_THAT(problem("<VOTABLE><TABLE>"), HasSubstr("no well-formed VOTable"));
    EXPECT_THAT(problem(votable("<FIELD name='n' datatype='int'/>", "<TR><TD>1</TD></TR>")),
                HasSubstr("line 4: a TR outside of a table's data"));
    EXPECT_THAT(problem(votable("<FIELD name='n' datatype='int'/>",
                                "<STREAM encoding='base64'>AAAAAQ==</STREAM>")),
                HasSubstr("line 4: a STREAM outside of a table's data"));
    EXPECT_THAT(problem(votable("<FIELD name='n' datatype='int'/>",
                                "<TABLEDATA><STREAM encoding='base64'>AA</STREAM></TABLEDATA>")),
                HasSubstr("line 4: a STREAM outside of BINARY and BINARY2"));
    EXPECT_THAT(problem(votable("<FIELD name='n' datatype='int'/>",
                                "<TABLEDATA><FIELD name='m' datatype='int'/></TABLEDATA>")),
                HasSubstr("line 4: a FIELD after the data began"));
    EXPECT_THAT(problem(votable("<FIELD name='n' datatype='int'/>", "<TABLEDATA/><TABLEDATA/>")),
                HasSubstr("line 4: a second TABLEDATA"));
    EXPECT_THAT(problem(votable("", "<BINARY><STREAM encoding='base64'>AA</STREAM></BINARY>")),
                HasSubstr("no FIELD"));
    EXPECT_THAT(problem("<VOTABLE/>"), HasSubstr("no TABLE"));
}

TEST(CsvInput, IsRfc4180) {
    const ReadTable table = read("a,b\r\n\"x, \"\"y\"\"\",1\r\n\"two\nlines\",2\n,\n", "csv");
    EXPECT_THAT(table.problems, IsEmpty());
    EXPECT_THAT(table.rows, ElementsAre("x, \"y\"|1|", "two\nlines|2|", "||"));
}

TEST(CsvInput, MistakesNameRowAndLine) {
    EXPECT_THAT(read("a,b\n\"1\n1\",2\n3\n", "csv").problems,
                ElementsAre("row 2 (line 4): 1 values, expected 2"));
    EXPECT_THAT(read("a,b\n1,x\"y\n", "csv").problems,
                ElementsAre(HasSubstr("row 1 (line 2): value 2 has a quote inside")));
    EXPECT_THAT(read("a,b\n1,\"y\n", "csv").problems,
                ElementsAre(HasSubstr("the quote before value 2 is not closed")));
}

TEST(InputColumns, NamesUnitsAndFormats) {
    EXPECT_EQ(input_column_name("0FGL_Name"), "n0fgl_name");
    EXPECT_EQ(input_column_name("Flux (1-10)"), "flux__1_10_");
    EXPECT_EQ(input_unit("cm-2 s-1 TeV-1"), "cm-2.s-1.TeV-1");
    EXPECT_EQ(input_unit("photon/cm**2/s"), "photon/cm**2/s");
    EXPECT_EQ(input_unit("uJy"), "microJy");
    EXPECT_EQ(input_format("F15.5", {CellType::kFloat8, 1}), ".5f");
    EXPECT_EQ(input_format("I3", {CellType::kInt2, 1}), "3d");
    EXPECT_EQ(input_format("A8", {CellType::kText, 8}), "");
}

}  // namespace
}  // namespace heafs
