#include "core/catalog/database.h"

#include <gtest/gtest.h>

#include "config/base/error.h"
#include "tests/support/outside_programs.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

class DatabaseTest : public testing::Test {
   protected:
    DatabaseTest() : database_(path(), Access::kWrite) {
        database_.script("CREATE TABLE t(id INTEGER PRIMARY KEY, text TEXT, number REAL)");
    }
    std::filesystem::path path() const { return folder_.path() / "a.db"; }
    // What the sqlite3 program answers.
    std::string sqlite3_says(const std::string& sql) {
        return output_of("sqlite3 '" + path().string() + "' \"" + sql + "\"");
    }
    int64_t count() {
        Rows rows = database_.query("SELECT count(*) FROM t");
        rows.next();
        return rows.integer(0);
    }

    TemporaryFolder folder_;
    Database database_;
};

TEST_F(DatabaseTest, OtherProgramsReadWhatWasWritten) {
    database_.run("INSERT INTO t VALUES(?, ?, ?)", 7, "seven", 0.5);
    EXPECT_EQ(sqlite3_says("SELECT * FROM t"), "7|seven|0.5\n");
}

TEST_F(DatabaseTest, KeepsItsJournalAhead) {
    EXPECT_EQ(sqlite3_says("PRAGMA journal_mode"), "wal\n");
}

TEST_F(DatabaseTest, ATextIsAValueWhateverItHolds) {
    const std::string text = "'); DROP TABLE t; --";
    database_.run("INSERT INTO t(text) VALUES(?)", text);
    Rows rows = database_.query("SELECT text FROM t");
    ASSERT_TRUE(rows.next());
    EXPECT_EQ(rows.text(0), text);
}

TEST_F(DatabaseTest, ATextKeepsItsZeroBytes) {
    const std::string text("a\0b", 3);
    database_.run("INSERT INTO t(text) VALUES(?)", text);
    Rows rows = database_.query("SELECT text FROM t");
    rows.next();
    EXPECT_EQ(rows.text(0), text);
}

TEST_F(DatabaseTest, NothingBecomesNull) {
    database_.run("INSERT INTO t(text) VALUES(?)", std::optional<std::string>());
    Rows rows = database_.query("SELECT text FROM t");
    rows.next();
    EXPECT_TRUE(rows.is_null(0));
    EXPECT_EQ(rows.find_integer(0), std::nullopt);
}

TEST_F(DatabaseTest, NumbersBeyondThirtyTwoBitsSurvive) {
    database_.run("INSERT INTO t(id) VALUES(?)", int64_t{1} << 60);
    Rows rows = database_.query("SELECT id FROM t");
    rows.next();
    EXPECT_EQ(rows.integer(0), 1152921504606846976);
}

TEST_F(DatabaseTest, AStatementRunsAgainWithOtherValues) {
    for (int i = 0; i < 3; ++i) database_.run("INSERT INTO t(id) VALUES(?)", i);
    EXPECT_EQ(count(), 3);
}

TEST_F(DatabaseTest, ATransactionThatThrowsLeavesNothing) {
    EXPECT_THROW(database_.transaction([&] {
        database_.run("INSERT INTO t(id) VALUES(?)", 1);
        throw Error(Fault::kSystem, "on purpose");
    }),
                 Error);
    EXPECT_EQ(count(), 0);
}

TEST_F(DatabaseTest, ATransactionIsInvisibleToOthersUntilItsEnd) {
    Database reader(path(), Access::kRead);
    database_.transaction([&] {
        database_.run("INSERT INTO t(id) VALUES(?)", 1);
        Rows rows = reader.query("SELECT count(*) FROM t");
        rows.next();
        EXPECT_EQ(rows.integer(0), 0);
    });
    Rows rows = reader.query("SELECT count(*) FROM t");
    rows.next();
    EXPECT_EQ(rows.integer(0), 1);
}

TEST_F(DatabaseTest, AReaderCannotWrite) {
    Database reader(path(), Access::kRead);
    EXPECT_THROW(reader.run("INSERT INTO t(id) VALUES(?)", 1), Error);
}

TEST_F(DatabaseTest, WrongSqlRaisesWithSqlitesWords) {
    try {
        database_.run("SELECT nonsense FROM t");
        FAIL() << "it ran";
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("no such column: nonsense"), std::string::npos);
    }
}

TEST_F(DatabaseTest, ABreachedConstraintRaises) {
    database_.run("INSERT INTO t(id) VALUES(?)", 1);
    EXPECT_THROW(database_.run("INSERT INTO t(id) VALUES(?)", 1), Error);
}

TEST(Database, AnAbsentOneIsNotMadeByAReader) {
    const TemporaryFolder folder;
    EXPECT_THROW(Database(folder.path() / "none.db", Access::kRead), Error);
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "none.db"));
}

TEST(Database, AFileThatIsNoneRaises) {
    const TemporaryFolder folder;
    const auto path = folder.write("a.db", bytes_of(std::string(4096, 'x')));
    EXPECT_THROW(Database(path, Access::kWrite), Error);
}

}  // namespace
}  // namespace heafs
