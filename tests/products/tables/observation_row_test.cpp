#include "products/tables/observation_row.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/missions/mission.h"

namespace heafs {
namespace {

// A table of one column beside obsid; `column` are further lines of it.
TableDefinition table_with(const std::string& column) {
    return *parse_mission(
                "[mission]\nname = 'small'\ntitle = 'Small'\n[delivery]\npublish = 'file'\n"
                "[obs]\nfolder = '{obs_id}'\nparts = { obs_id = '\\d{4}' }\n"
                "[[obs.file]]\nclass = 'events'\nlevel = 1\nfiles = 'u.*'\n"
                "[[obs.file]]\nclass = 'events'\nlevel = 2\nfiles = 'c.*'\n"
                "[[obs.file]]\nclass = 'attitude'\nlevel = 1\nfiles = 'a.*'\n"
                "[table]\nname = 'smallmaster'\nfrom = ['events:2', 'events', 'attitude']\n"
                "[[table.column]]\nname = 'obsid'\ntype = 'char4'\nvalue = 'obs_id'\n"
                "[[table.column]]\nname = 'x'\n" +
                    column,
                "small.toml")
                .table;
}

FileHeader file(const std::string& path, const std::string& file_class, int level,
                std::map<std::string, std::string> values) {
    return {path, file_class, level, std::move(values)};
}

TableCell x_of(const std::string& column, std::vector<FileHeader> files) {
    const ObservationRow row =
        make_observation_row(table_with(column), {"small", "0001", true, std::move(files)});
    EXPECT_EQ(row.cells.at(0), TableCell("0001"));
    return row.cells.at(1);
}

TableCell x_of(const std::string& column, const std::string& value) {
    return x_of(column, {file("c1", "events", 2, {{"X", value}})});
}

const std::string kReal = "type = 'float8'\nkeywords = ['X']\n";
const std::string kWhole = "type = 'int2'\nkeywords = ['X']\n";
const std::string kText = "type = 'char8'\nkeywords = ['X']\n";
const TableCell kNull;

TEST(ObservationRow, WithoutFilesIsNullButForItsIdentifier) {
    EXPECT_EQ(x_of(kReal, std::vector<FileHeader>()), kNull);
}

TEST(ObservationRow, TheFirstClassThatHasTheKeywordWins) {
    EXPECT_EQ(
        x_of(kReal, {file("a", "attitude", 1, {{"X", "1"}}), file("c", "events", 2, {{"Y", "2"}}),
                     file("u", "events", 1, {{"X", "3"}})}),
        TableCell(3.0));
}

TEST(ObservationRow, WithinAClassTheFirstPathWins) {
    EXPECT_EQ(
        x_of(kReal, {file("c1", "events", 2, {{"X", "1"}}), file("c2", "events", 2, {{"X", "2"}})}),
        TableCell(1.0));
}

TEST(ObservationRow, TheFirstKeywordThatAFileHasCounts) {
    const std::string both = "type = 'float8'\nkeywords = ['RA_PNT', 'RA_OBJ']\n";
    EXPECT_EQ(x_of(both, {file("c1", "events", 2, {{"RA_OBJ", "1"}, {"RA_PNT", "2"}})}),
              TableCell(2.0));
    EXPECT_EQ(x_of(both, {file("c1", "events", 2, {{"RA_OBJ", "1"}})}), TableCell(1.0));
}

TEST(ObservationRow, FilesOfAClassAreCombined) {
    const std::vector<FileHeader> files = {
        file("c1", "events", 2, {{"X", "2"}}), file("c2", "events", 2, {}),
        file("c3", "events", 2, {{"X", "1"}}), file("u1", "events", 1, {{"X", "100"}})};
    EXPECT_EQ(x_of(kReal + "combine = 'min'\n", files), TableCell(1.0));
    EXPECT_EQ(x_of(kReal + "combine = 'max'\n", files), TableCell(2.0));
    EXPECT_EQ(x_of(kWhole + "combine = 'sum'\n", files), TableCell(int64_t{3}));
}

TEST(ObservationRow, OnlyFilesThatFulfilTheConditionCount) {
    const std::string where = kReal + "combine = 'sum'\nwhere = { DATAMODE = 'PHOTON' }\n";
    EXPECT_EQ(x_of(where, {file("c1", "events", 2, {{"X", "1"}, {"DATAMODE", "PHOTON"}}),
                           file("c2", "events", 2, {{"X", "2"}, {"DATAMODE", "WINDOWED"}}),
                           file("c3", "events", 2, {{"X", "4"}})}),
              TableCell(1.0));
}

TEST(ObservationRow, ReadsNumbersAsFitsWritesThem) {
    EXPECT_EQ(x_of(kReal, "7.4D-4"), TableCell(7.4e-4));
    EXPECT_EQ(x_of(kReal, "+1.5E3"), TableCell(1500.0));
    EXPECT_EQ(x_of(kWhole, "38.0"), TableCell(int64_t{38}));
    EXPECT_EQ(x_of(kWhole, "+38"), TableCell(int64_t{38}));
}

TEST(ObservationRow, WhatIsNoValueOfTheTypeIsNull) {
    for (const char* value : {"abc", "1 2", "", "1e999", "nan", "inf", "T"})
        EXPECT_EQ(x_of(kReal, value), kNull) << value;
    for (const char* value : {"1.5", "32768", "-32769", "1e300", "abc"})
        EXPECT_EQ(x_of(kWhole, value), kNull) << value;
}

TEST(ObservationRow, FallsBackToTheNextFileWhereAValueCannotBeRead) {
    EXPECT_EQ(x_of(kReal, {file("c1", "events", 2, {{"X", "bad"}}),
                           file("u1", "events", 1, {{"X", "5"}})}),
              TableCell(5.0));
}

TEST(ObservationRow, TextIsPrintableAscii) {
    EXPECT_EQ(x_of(kText, " Sgr A* "), TableCell("Sgr A*"));
    EXPECT_EQ(x_of(kText, "a\nb\xc3\xa4"), TableCell("a?b??"));
    EXPECT_EQ(x_of(kText, "  "), kNull);
}

// astropy: Time('2008-08-22T22:03:15').mjd
TEST(ObservationRow, DatesBecomeMjd) {
    const TableCell cell = x_of(kReal + "convert = 'date_to_mjd'\n", "2008-08-22T22:03:15");
    EXPECT_NEAR(std::get<double>(cell), 54700.91892361111, 1e-9);
    EXPECT_EQ(x_of(kReal + "convert = 'date_to_mjd'\n", "yesterday"), kNull);
}

TEST(ObservationRow, ItsDatesAreThoseOfTheFilesItUses) {
    const ObservationRow row = make_observation_row(
        table_with(kReal), {"small",
                            "0001",
                            true,
                            {file("a", "attitude", 1, {{"DATE", "2002-01-01"}}),
                             file("c", "events", 2, {{"DATE", "2001-01-01T01:00:00"}}),
                             file("l", "log", 2, {{"DATE", "1999-01-01"}}),
                             file("u", "events", 1, {{"DATE", "never"}})}});
    EXPECT_EQ(text_of(*row.first_date), "2001-01-01T01:00:00");
    EXPECT_EQ(text_of(*row.last_date), "2002-01-01T00:00:00");
}

}  // namespace
}  // namespace heafs
