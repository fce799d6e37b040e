#include "config/missions/table_definition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/base/error.h"
#include "config/missions/mission.h"
#include "tests/config/missions/mission_texts.h"

namespace heafs {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

// Lines 9 to 30 of the mission's file.
constexpr const char* kTable =
    "[[obs.file]]\n"
    "class = 'events'\n"
    "level = 2\n"
    "files = '.*\\.evt'\n"
    "[table]\n"
    "name = 'smallmaster'\n"
    "description = 'All'\n"
    "from = ['events:2', 'events']\n"
    "defaults = ['obsid']\n"
    "[table.virtual]\n"
    "declination = '@dec'\n"
    "[[table.column]]\n"
    "name = 'obsid'\n"
    "type = 'char4'\n"
    "value = 'obs_id'\n"
    "[[table.column]]\n"
    "name = 'dec'\n"
    "type = 'float8'\n"
    "unit = 'degree'\n"
    "keywords = ['DEC_PNT', 'DEC_OBJ']\n"
    "hdu = 2\n";

std::string table_with(const std::string& from, const std::string& to) {
    std::string text = kTable;
    return kSmallMission + text.replace(text.find(from), from.size(), to);
}

TableDefinition definition_of(const std::string& text) {
    return *parse_mission(text, "small.toml").table;
}

std::string refusal_of(const std::string& text) {
    try {
        parse_mission(text, "small.toml");
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kMalformed);
        return error.what();
    }
    return "taken";
}

TEST(TableDefinition, AMissionWithoutATableHasNone) {
    EXPECT_FALSE(parse_mission(kSmallMission, "small.toml").table);
}

TEST(TableDefinition, ColumnsKeepTheirOrderAndSources) {
    const TableDefinition table = definition_of(kSmallMission + std::string(kTable));
    ASSERT_EQ(table.schema.columns.size(), 2u);
    EXPECT_EQ(table.schema.columns[0].name, "obsid");
    EXPECT_EQ(table.schema.columns[0].type, (ColumnType{CellType::kText, 4}));
    EXPECT_TRUE(table.sources[0].obs_id);
    EXPECT_THAT(table.sources[1].keywords,
                ElementsAre(HeaderKeyword{"DEC_PNT", 2}, HeaderKeyword{"DEC_OBJ", 2}));
    EXPECT_THAT(table.sources[1].from,
                ElementsAre(FileClassName{"events", 2}, FileClassName{"events", 0}));
}

TEST(TableDefinition, TheDateOfFilesIsAlwaysKept) {
    EXPECT_THAT(definition_of(kSmallMission + std::string(kTable)).keywords(),
                ElementsAre(HeaderKeyword{"DATE", 0}, HeaderKeyword{"DEC_PNT", 2},
                            HeaderKeyword{"DEC_OBJ", 2}));
}

TEST(TableDefinition, UsesFilesOfItsClassesOnly) {
    const auto table = definition_of(table_with("['events:2', 'events']", "['events:2']"));
    EXPECT_TRUE(table.uses("events", 2));
    EXPECT_FALSE(table.uses("events", 1));
    EXPECT_FALSE(table.uses("log", 2));
}

TEST(TableDefinition, AColumnMayHaveItsOwnClassesAndConditions) {
    const auto table = definition_of(
        table_with("hdu = 2\n", "from = ['events']\nwhere = { DATAMODE = 'PHOTON' }\n"));
    EXPECT_THAT(table.sources[1].from, ElementsAre(FileClassName{"events", 0}));
    EXPECT_THAT(table.keywords(), Contains(HeaderKeyword{"DATAMODE", 0}));
}

struct Refusal {
    const char* from;
    const char* to;
    const char* says;
};

class TableRefusals : public testing::TestWithParam<Refusal> {};

TEST_P(TableRefusals, NameTheFileTheLineAndTheKey) {
    EXPECT_THAT(refusal_of(table_with(GetParam().from, GetParam().to)),
                StartsWith(std::string("small.toml:") + GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    Each, TableRefusals,
    testing::Values(
        Refusal{"description =", "descriptoin =", "15: table.descriptoin"},
        Refusal{"unit =", "units =", "27: table.column.units"},
        Refusal{"'smallmaster'", "'Small'", "14: table.name"},
        Refusal{"'smallmaster'", "'a_name_of_21_letters_'", "14: table.name"},
        Refusal{"'smallmaster'", "'zzgen'", "14: table.name"},
        Refusal{"'All'", "'say \"all\"'", "15: table.description"},
        Refusal{"'events:2'", "'event:2'", "16: table.from"},
        Refusal{"'events:2'", "'events:4'", "16: table.from"},
        Refusal{"defaults = ['obsid']", "defaults = ['ra']", "17: table.defaults"},
        Refusal{"defaults = ['obsid']", "unique_key = 'ra'", "17: table.unique_key"},
        Refusal{"defaults = ['obsid']", "unique_key = 'dec'", "17: table.unique_key"},
        Refusal{"'@dec'", "'@ra'", "19: table.virtual.declination"},
        Refusal{"'char4'", "'text'", "22: table.column.type"},
        Refusal{"'char4'", "'int4'", "22: table.column.type"},
        Refusal{"value = 'obs_id'", "value = 'object'", "23: table.column.value"},
        Refusal{"value = 'obs_id'", "value = 'obs_id'\nhdu = 1", "24: table.column.hdu"},
        Refusal{"name = 'dec'", "name = 'obsid'", "25: table.column.name"},
        Refusal{"'degree'", "'a degree'", "27: table.column.unit"},
        Refusal{"'DEC_OBJ'", "'dec_obj'", "28: table.column.keywords"},
        Refusal{"hdu = 2", "hdu = 0", "29: table.column.hdu"},
        Refusal{"hdu = 2", "convert = 'mjd'", "29: table.column.convert"},
        Refusal{"hdu = 2", "combine = 'mean'", "29: table.column.combine"},
        Refusal{"'float8'", "'char8'\ncombine = 'sum'", "27: table.column.combine"},
        Refusal{"'float8'", "'float4'\nconvert = 'date_to_mjd'", "26: table.column.type"}));

TEST(TableDefinition, MoreKeywordsThanAreKeptOfAFileAreRefused) {
    std::string many = "keywords = ['K0'";
    for (int i = 1; i < 40; ++i) many += ", 'K" + std::to_string(i) + "'";
    EXPECT_THAT(refusal_of(table_with("keywords = ['DEC_PNT', 'DEC_OBJ']", many + "]")),
                HasSubstr("41 keywords"));
}

Mission shipped(const std::string& name) {
    return load_mission(name, {std::filesystem::path(HEAFS_SOURCE_DIR) / "config/missions"});
}

TEST(ShippedTables, BearTheNamesOfHeasarc) {
    EXPECT_EQ(shipped("swift").table->schema.name, "swiftmastr");
    EXPECT_EQ(shipped("halosat").table->schema.name, "halomaster");
}

TEST(ShippedTables, HaveAPositionAndATargetName) {
    for (const char* mission : {"swift", "halosat"})
        EXPECT_THAT(shipped(mission).table->schema.virtual_parameters,
                    testing::IsSupersetOf({KeyValue{"right_ascension", "@ra"},
                                           KeyValue{"declination", "@dec"},
                                           KeyValue{"target_name", "@name"}}));
}

TEST(ColumnType, TakesAllSpellingsOfTheGuide) {
    EXPECT_EQ(parse_column_type("char(30)"), (ColumnType{CellType::kText, 30}));
    EXPECT_EQ(parse_column_type("smallint")->cell, CellType::kInt2);
    EXPECT_EQ(parse_column_type("real")->cell, CellType::kFloat4);
    EXPECT_EQ(parse_column_type("bigint")->cell, CellType::kInt8);
}

TEST(ColumnType, RefusesWhatIsNoType) {
    for (const char* text : {"", "char", "char0", "char-1", "char(3", "int3", "date", "INT4"})
        EXPECT_FALSE(parse_column_type(text)) << text;
}

TEST(ColumnType, IsWrittenAsHeasarcWritesIt) {
    for (const char* text : {"char1", "char30", "int1", "int2", "int4", "int8", "float4", "float8"})
        EXPECT_EQ(name_of(*parse_column_type(text)), text);
}

TEST(TableDefinition, SaysWhereItsRowsComeFrom) {
    EXPECT_EQ(definition_of(std::string(kSmallMission) + kTable).origin, TableSource::kBoth);
    const auto origin = [](const std::string& source) {
        return definition_of(table_with("from = [", "source = '" + source + "'\nfrom = [")).origin;
    };
    EXPECT_EQ(origin("both"), TableSource::kBoth);
    EXPECT_EQ(origin("headers"), TableSource::kHeaders);
    EXPECT_EQ(origin("delivered"), TableSource::kDelivered);
    EXPECT_THAT(refusal_of(table_with("from = [", "source = 'mission'\nfrom = [")),
                HasSubstr("'mission' is none of both, headers, delivered"));
}

TEST(TableDefinition, IsMergedWithATableOfTheSameKeyAlone) {
    const TableDefinition definition = definition_of(std::string(kSmallMission) + kTable);
    TableSchema delivered;
    delivered.columns.resize(1);
    delivered.columns[0].name = "obsid";
    EXPECT_THAT(obstacle_to_merging(definition, delivered), HasSubstr("'unique_key = obsid'"));
    delivered.unique_key = {"obsid"};
    EXPECT_EQ(obstacle_to_merging(definition, delivered), "");
    delivered.columns[0].type.cell = CellType::kInt8;
    EXPECT_THAT(obstacle_to_merging(definition, delivered), HasSubstr("column obsid of text"));
}

}  // namespace
}  // namespace heafs
