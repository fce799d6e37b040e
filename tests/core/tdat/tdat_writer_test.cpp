#include "core/tdat/tdat_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <limits>
#include <sstream>

#include "config/base/error.h"
#include "config/base/pattern.h"
#include "core/base/files.h"

namespace heafs {
namespace {

using testing::HasSubstr;
using testing::Not;

TableColumn column(const std::string& name, const std::string& type) {
    TableColumn made;
    made.name = name;
    made.type = *parse_column_type(type);
    return made;
}

std::string cell_text(const std::string& type, const TableCell& cell) {
    const std::string row = tdat_row({column("x", type)}, {cell});
    return row.substr(0, row.size() - 2);
}

TEST(TdatFieldLine, HasTheBlanksOfHeasarc) {
    EXPECT_EQ(tdat_field_line(column("m_cnt", "int2")), "field[m_cnt] = int2  ");
    TableColumn ads = column("ads", "char6");
    ads.ucd = "meta.id.cross";
    ads.index = "index";
    ads.description = "ADS Catalog Designation";
    EXPECT_EQ(tdat_field_line(ads),
              "field[ads] = char6  [meta.id.cross] (index) // ADS Catalog Designation");
    TableColumn bii = column("bii", "float4");
    bii.format = ".5f";
    bii.unit = "degree";
    EXPECT_EQ(tdat_field_line(bii), "field[bii] = float4:.5f_degree ");
}

TEST(TdatRow, EndsEveryValueWithABar) {
    EXPECT_EQ(tdat_row({column("a", "char3"), column("b", "int4"), column("c", "float8")},
                       {std::string("abc"), int64_t{-7}, 0.5}),
              "abc|-7|0.5|\n");
}

TEST(TdatRow, WritesNullsAsNothing) {
    EXPECT_EQ(
        tdat_row({column("a", "char3"), column("b", "int4"), column("c", "float8")}, {{}, {}, {}}),
        "|||\n");
    EXPECT_EQ(cell_text("float8", std::numeric_limits<double>::quiet_NaN()), "");
    EXPECT_EQ(cell_text("float4", 1e300), "");
}

TEST(TdatRow, KeepsWhatOnlyLooksLikeSyntax) {
    for (const char* text : {"# no comment", "a=b", "<END>", "BD+88    8", "http://x//y", "\"q\""})
        EXPECT_EQ(cell_text("char20", std::string(text)), text);
}

// Worked out by hand from tables.md, rule 7 of reading.
TEST(TdatRow, EscapesBarsAndTheBackslashesBeforeThem) {
    EXPECT_EQ(cell_text("char20", std::string("a|b")), "a\\|b");
    EXPECT_EQ(cell_text("char20", std::string("a\\|b")), "a\\\\\\|b");
    EXPECT_EQ(cell_text("char20", std::string("a\\b")), "a\\b");
    EXPECT_EQ(cell_text("char20", std::string("a\\")), "a\\\\");
    EXPECT_EQ(cell_text("char20", std::string("a\\\\")), "a\\\\\\\\");
}

TEST(TdatRow, RefusesControlCharacters) {
    for (const char* text : {"a\nb", "a\tb", "\x7f"}) {
        try {
            tdat_row({column("x", "char9")}, {std::string(text)});
            FAIL() << "it was taken";
        } catch (const Error& error) {
            EXPECT_EQ(error.fault(), Fault::kMalformed);
        }
    }
}

TEST(TdatRow, WritesTheShortestNumberThatReadsBack) {
    EXPECT_EQ(cell_text("float8", 218.82525833), "218.82525833");
    EXPECT_EQ(cell_text("float8", 1e-12), "1e-12");
    EXPECT_EQ(cell_text("float8", 1904.0), "1904");
    EXPECT_EQ(cell_text("float4", double{0.1F}), "0.1");
    EXPECT_EQ(cell_text("int8", std::numeric_limits<int64_t>::min()), "-9223372036854775808");
}

// Numbers of every size, by their bits; strtod of the C library is the judge.
TEST(TdatRow, NumbersReadBackAsTheSameBits) {
    uint64_t bits = 0x9e3779b97f4a7c15;
    for (int i = 0; i < 20000; ++i) {
        bits = bits * 6364136223846793005 + 1442695040888963407;
        double value = 0;
        std::memcpy(&value, &bits, sizeof value);
        if (!(value - value == 0)) continue;
        EXPECT_EQ(std::strtod(cell_text("float8", value).c_str(), nullptr), value);
        const auto narrow = static_cast<float>(value);
        if (!(narrow - narrow == 0)) continue;
        EXPECT_EQ(std::strtof(cell_text("float4", double{narrow}).c_str(), nullptr), narrow);
    }
}

TableSchema small_schema() {
    TableSchema schema;
    schema.name = "small";
    schema.description = "A small table";
    schema.columns = {column("name", "char8"), column("ra", "float8")};
    schema.columns[1].unit = "degree";
    schema.parameter_defaults = {"name", "ra"};
    schema.unique_key = {"name"};
    schema.virtual_parameters = {{"target_name", "@name"}, {"row_type", "B"}, {"row_type", "A"}};
    return schema;
}

TEST(TdatHeader, HasTheSectionsOfHeasarcsExports) {
    EXPECT_EQ(tdat_header(small_schema(), {2, "2001-01-01 00:00:00", "2002-02-02 00:00:00"}),
              "<HEADER>\n"
              "#\n"
              "#         TABLE: small\n"
              "#    TOTAL ROWS: 2\n"
              "#\n"
              "# CREATION DATE: 2001-01-01 00:00:00\n"
              "# LAST MODIFIED: 2002-02-02 00:00:00\n"
              "#\n"
              "table_name = small\n"
              "table_description = \"A small table\"\n"
              "table_security = public\n"
              "#\n"
              "# Table Parameters\n"
              "#\n"
              "field[name] = char8  \n"
              "field[ra] = float8_degree \n"
              "#\n"
              "parameter_defaults = name ra\n"
              "#\n"
              "# Virtual Parameters\n"
              "#\n"
              "row_type = B\n"
              "row_type = A\n"
              "target_name = @name\n"
              "unique_key = name\n"
              "#\n"
              "# Data Format Specification\n"
              "#\n"
              "line[1] = name ra\n"
              "#\n"
              "<DATA>\n");
}

TEST(TdatHeader, WithoutDatesSaysNone) {
    EXPECT_THAT(tdat_header(small_schema(), {}),
                testing::AllOf(Not(HasSubstr("DATE")), HasSubstr("TOTAL ROWS: 0\n#\ntable_name")));
}

TEST(TdatHeader, QuotesValuesWhoseEndsAReaderWouldTakeOff) {
    TableSchema schema = small_schema();
    schema.virtual_parameters = {{"a", " blank"}, {"b", "'quoted'"}, {"c", "it's"}};
    schema.relations = {{"d", "\"e\""}};
    EXPECT_THAT(tdat_header(schema, {}),
                testing::AllOf(HasSubstr("\na = \" blank\"\n"), HasSubstr("\nb = \"'quoted'\"\n"),
                               HasSubstr("\nc = it's\n"), HasSubstr("\nrelate[d] = \"\"e\"\"\n")));
}

// A reader of genuine headers, good enough for these.
struct GenuineHeader {
    TableSchema schema;
    TdatHeading heading;
};

TableColumn parse_field(const std::string& line) {
    static const Pattern kField(
        "field\\[(?<name>\\w+)\\] = (?<type>[a-z]+\\d+)(:(?<format>[^_\\s]+))?(_(?<unit>\\S+))?"
        "\\s*(\\[(?<ucd>[^\\]]*)\\])?\\s*(\\((?<index>\\w+)\\))?\\s*(//\\s?(?<description>.*))?");
    auto parts = *kField.match(line);
    TableColumn made = column(parts["name"], parts["type"]);
    made.format = parts["format"];
    made.unit = parts["unit"];
    made.ucd = parts["ucd"];
    made.index = parts["index"];
    made.description = parts["description"];
    return made;
}

std::vector<std::string> words_of(const std::string& text, char separator) {
    std::vector<std::string> words;
    std::istringstream in(text);
    for (std::string word; std::getline(in, word, separator);) words.push_back(word);
    return words;
}

void take_value(const std::string& key, const std::string& value, GenuineHeader& header) {
    TableSchema& schema = header.schema;
    if (key == "table_name")
        schema.name = value;
    else if (key == "table_description")
        schema.description = value.substr(1, value.size() - 2);
    else if (key == "table_document_url")
        schema.document_url = value;
    else if (key == "table_security")
        schema.security = value;
    else if (key == "parameter_defaults")
        schema.parameter_defaults = words_of(value, ' ');
    else if (key == "unique_key")
        schema.unique_key = words_of(value, ',');
    else if (key.substr(0, 7) == "relate[")
        schema.relations.emplace_back(key.substr(7, key.size() - 8), value);
    else if (key != "line[1]")
        schema.virtual_parameters.emplace_back(key, value);
}

GenuineHeader parse_genuine(const std::string& text) {
    GenuineHeader header;
    for (const std::string& line : words_of(text, '\n')) {
        const size_t equals = line.find(" = ");
        if (line.rfind("#    TOTAL ROWS: ", 0) == 0)
            header.heading.rows = std::stoll(line.substr(17));
        else if (line.rfind("# CREATION DATE: ", 0) == 0)
            header.heading.created = line.substr(17);
        else if (line.rfind("# LAST MODIFIED: ", 0) == 0)
            header.heading.modified = line.substr(17);
        else if (line.rfind("field[", 0) == 0)
            header.schema.columns.push_back(parse_field(line));
        else if (line[0] != '#' && equals != std::string::npos)
            take_value(line.substr(0, equals), line.substr(equals + 3), header);
    }
    return header;
}

std::vector<std::string> genuine_headers() {
    const std::filesystem::path folder =
        HEAFS_SOURCE_DIR "/../shared/data/tdat/HEASARC-Utilities_hdr";
    std::vector<std::string> texts;
    if (std::filesystem::exists(folder))
        for (const auto& entry : std::filesystem::directory_iterator(folder))
            if (entry.path().extension() == ".hdr") texts.push_back(read_file(entry.path()));
    return texts;
}

TEST(GenuineHeaders, EveryFieldLineIsWrittenByteForByte) {
    const auto texts = genuine_headers();
    if (texts.empty()) GTEST_SKIP() << "no genuine TDAT headers in ../shared/data/tdat";
    int lines = 0;
    for (const std::string& text : texts)
        for (const std::string& line : words_of(text, '\n'))
            if (line.rfind("field[", 0) == 0) {
                EXPECT_EQ(tdat_field_line(parse_field(line)), line);
                ++lines;
            }
    EXPECT_EQ(lines, 392);
}

// Where the table stood (LOCATION) and when it was exported (EXGEST DATE) are not ours to say.
TEST(GenuineHeaders, AreWrittenByteForByteButForPlaceAndTimeOfTheExport) {
    const auto texts = genuine_headers();
    if (texts.empty()) GTEST_SKIP() << "no genuine TDAT headers in ../shared/data/tdat";
    for (const std::string& text : texts) {
        std::string expected;
        for (const std::string& line : words_of(text, '\n'))
            if (line.find("#      LOCATION: ") != 0 && line.find("#   EXGEST DATE: ") != 0)
                expected += line + "\n";
        const GenuineHeader header = parse_genuine(text);
        EXPECT_EQ(tdat_header(header.schema, header.heading), expected) << header.schema.name;
    }
}

}  // namespace
}  // namespace heafs
