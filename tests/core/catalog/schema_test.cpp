#include "core/catalog/schema.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <optional>

#include "config/base/error.h"
#include "core/catalog/delivery_store.h"
#include "core/catalog/header_store.h"
#include "core/catalog/ledger.h"
#include "core/catalog/segment_store.h"
#include "core/catalog/table_store.h"
#include "tests/support/outside_programs.h"
#include "tests/support/temporary_folder.h"

namespace heafs {
namespace {

class Schema : public testing::Test {
   protected:
    std::filesystem::path path() const { return folder_.path() / "catalog.db"; }
    std::string sqlite3_says(const std::string& sql) {
        return output_of("sqlite3 '" + path().string() + "' \"" + sql + "\"");
    }
    TemporaryFolder folder_;
};

TEST_F(Schema, ANewCatalogueIsAtTheNewestStep) {
    Database database(path(), Access::kWrite);
    bring_up_schema(database);
    EXPECT_EQ(sqlite3_says("SELECT max(step) FROM schema"),
              std::to_string(newest_schema_step()) + "\n");
}

TEST_F(Schema, HasTheTablesOfTheDesign) {
    Database database(path(), Access::kWrite);
    bring_up_schema(database);
    EXPECT_EQ(
        sqlite3_says("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE "
                     "'sqlite%' ORDER BY name"),
        "delivery\ndir\nevent_sketch\nfile\nfile_header\njournal\nobservation\nobservation_change\n"
        "purged\nretirement\nschema\nsegment\n"
        "staged\nstanding\ntable_version\n");
}

TEST_F(Schema, BringingUpTwiceChangesNothing) {
    Database database(path(), Access::kWrite);
    bring_up_schema(database);
    const std::string before = sqlite3_says(".dump");
    bring_up_schema(database);
    EXPECT_EQ(sqlite3_says(".dump"), before);
}

TEST_F(Schema, ANewerCatalogueIsRefusedAndLeftAlone) {
    Database database(path(), Access::kWrite);
    bring_up_schema(database);
    database.run("INSERT INTO schema(step, at) VALUES(?, 'later')", newest_schema_step() + 1);
    const std::string before = sqlite3_says(".dump");
    try {
        bring_up_schema(database);
        FAIL() << "it was taken";
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kUsage);
        EXPECT_NE(std::string(error.what()).find("newer heafs"), std::string::npos);
    }
    EXPECT_EQ(sqlite3_says(".dump"), before);
}

// Each step as it was released, with rows in all of its tables: every later heafs must open it. A
// new step comes with a dump.
class OldSchema : public Schema, public testing::WithParamInterface<int> {
   protected:
    void SetUp() override {
        const std::string dump =
            fmt::format("{}/tests/core/catalog/schema_step_{}.sql", HEAFS_SOURCE_DIR, GetParam());
        ASSERT_EQ(output_of("sqlite3 '" + path().string() + "' < '" + dump + "' 2>&1"), "");
        ASSERT_EQ(sqlite3_says("SELECT max(step) FROM schema"), fmt::format("{}\n", GetParam()));
        database_.emplace(path(), Access::kWrite);
        bring_up_schema(*database_);
    }
    std::optional<Database> database_;
};

TEST_P(OldSchema, OpensWithAllItsRows) {
    EXPECT_EQ(sqlite3_says("SELECT max(step) FROM schema"),
              fmt::format("{}\n", newest_schema_step()));
    EXPECT_EQ(sqlite3_says("SELECT id, name FROM file WHERE state = 'published'"),
              "2|hs123401.att.gz\n");
    EXPECT_EQ(sqlite3_says("PRAGMA foreign_key_check; PRAGMA integrity_check"), "ok\n");
    const auto count = [&](const char* table, int since) {
        EXPECT_EQ(sqlite3_says(fmt::format("SELECT count(*) FROM {}", table)),
                  GetParam() >= since ? "1\n" : "0\n")
            << table;
    };
    count("segment", 2);
    count("file_header", 3);
    count("retirement", 4);
    count("purged", 4);
    count("event_sketch", 6);
    count("table_version", 7);
}

// Whoever changes a released step breaks catalogues that exist: a change is a new step.
TEST_P(OldSchema, BecomesLikeANewOne) {
    const std::string brought_up = sqlite3_says("SELECT sql FROM sqlite_schema ORDER BY name");
    const auto fresh = folder_.path() / "fresh.db";
    Database other(fresh, Access::kWrite);
    bring_up_schema(other);
    EXPECT_EQ(brought_up, output_of("sqlite3 '" + fresh.string() +
                                    "' 'SELECT sql FROM sqlite_schema ORDER BY name'"));
}

TEST_P(OldSchema, ItsObservationsAreKnownToTheTables) {
    EXPECT_EQ(sqlite3_says("SELECT * FROM observation_change"), "halosat|123401|1\n");
    EXPECT_EQ(sqlite3_says("SELECT delivery_id, told FROM standing"), "1|published\n");
}

// What a mount asks of its catalogue when it begins.
TEST_P(OldSchema, IsReadByThisHeafs) {
    EXPECT_EQ(Ledger(*database_).find_published("obs/halosat/hs123401.att.gz")->sha256, "ab");
    ASSERT_EQ(load_deliveries(*database_).size(), 1u);
    EXPECT_EQ(load_deliveries(*database_)[0].name, "first");
    EXPECT_EQ(list_standings(*database_, true).at(0).state, "published");
    EXPECT_EQ(load_segments(*database_).size(), GetParam() >= 2 ? 1u : 0u);
    EXPECT_EQ(headers_below(*database_, "obs/halosat").size(), GetParam() >= 3 ? 1u : 0u);
    EXPECT_EQ(load_table_versions(*database_).size(), GetParam() >= 7 ? 1u : 0u);
}

INSTANTIATE_TEST_SUITE_P(Each, OldSchema, testing::Range(1, newest_schema_step() + 1));

// A catalogue of step 5, in which a sketch stood among the header values of its file.
TEST_F(Schema, SketchesOfTheFifthStepMoveToTheirTable) {
    Database database(path(), Access::kWrite);
    bring_up_schema(database);
    database.script(
        "DELETE FROM schema WHERE step >= 6; DROP TABLE event_sketch; DROP TABLE table_version;"
        "PRAGMA foreign_keys = OFF;"
        "INSERT INTO file_header(file_id, mission, obs_id, header) VALUES"
        "(7, 'a', '1', 'OBJECT=Crab' || char(10) || 'event-sketch=PI [1,2]' || char(10)),"
        "(8, 'a', '1', 'event-sketch=X [3]' || char(10) || 'object=y' || char(10)),"
        "(9, 'a', '1', 'OBJECT=no event-sketch=here' || char(10))");
    bring_up_schema(database);
    EXPECT_EQ(sqlite3_says("SELECT * FROM event_sketch"), "7|PI [1,2]\n8|X [3]\n");
    EXPECT_EQ(sqlite3_says("SELECT file_id, replace(header, char(10), ';') FROM file_header"),
              "7|OBJECT=Crab;\n8|object=y;\n9|OBJECT=no event-sketch=here;\n");
}

TEST_F(Schema, TwoWritersCannotGiveOneNameTwoVisibleFiles) {
    Database database(path(), Access::kWrite);
    bring_up_schema(database);
    EXPECT_NE(
        sqlite3_says("SELECT sql FROM sqlite_schema WHERE name = 'file_visible'")
            .find("UNIQUE INDEX file_visible ON file(dir_id, name) WHERE state = 'published'"),
        std::string::npos);
}

}  // namespace
}  // namespace heafs
