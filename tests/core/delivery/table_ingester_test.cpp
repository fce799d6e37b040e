// Versions of tables as a step of publications: made before the journal, made again after a crash.
#include "core/delivery/table_ingester.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/tables/table_segment.h"
#include "tests/support/outside_programs.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

using testing::HasSubstr;

std::string table_text(const std::string& records) {
    return "<HEADER>\ntable_name = small\ntable_description = \"A small table\"\n"
           "field[name] = char8 (key) // Name\nfield[ra] = float8_degree // RA\n"
           "field[dec] = float8_degree // Dec\nright_ascension = @ra\ndeclination = @dec\n"
           "target_name = @name\nunique_key = name\nline[1] = name ra dec\n<DATA>\n" +
           records + "<END>\n";
}

class TableIngesterTest : public testing::Test {
   protected:
    // A file in the delivery catalogs/<name>, which publishes each at once.
    static void put(StagingRun& run, const std::string& name, const std::string& path,
                    const std::string& text) {
        run.put(run.delivery(name, "catalogs"), path, text);
    }
    std::string publish(const std::string& name, const std::string& path, const std::string& text) {
        StagingRun run(archive_.archive());
        put(run, name, path, text);
        return run.verdict(name, "catalogs");
    }
    std::vector<TableVersionRow> versions() const {
        LedgerPool pool(archive_.archive().catalogue());
        auto loan = pool.borrow();
        return load_table_versions(loan.database());
    }
    std::shared_ptr<const TableSegment> table() const {
        const auto all = versions();
        return all.empty() ? nullptr : TableSegment::open(archive_.path() / all[0].path);
    }
    std::string files() const {
        return output_of("cd '" + archive_.path().string() + "' && find tables -type f | sort");
    }
    std::string withdraw(const std::string& name, const std::string& table = "small") {
        return publish(name, "withdraw.txt", "reason: wrong epoch\ntables/" + table + "\n");
    }
    // In a process of its own, which is killed at that step.
    void publish_and_die(PublishStep step, const std::string& path = "tables/small.tdat",
                         const std::string& text = table_text("b|2|2|\n")) {
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            StagingRun run(archive_.archive(), own_worker_command(), [&](PublishStep reached) {
                if (reached == step) ::raise(SIGKILL);
            });
            put(run, "second", path, text);
            run.verdict("second", "catalogs");
            ::_exit(99);
        }
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << status;
    }

    TestArchive archive_;
};

TEST_F(TableIngesterTest, APublishedFileIsAVersionOfItsTable) {
    EXPECT_EQ(publish("first", "tables/small.tdat", table_text("a|1|1|\n")), "published");
    ASSERT_EQ(versions().size(), 1u);
    EXPECT_EQ(versions()[0].table, "small");
    EXPECT_EQ(versions()[0].mission, "catalogs");
    EXPECT_EQ(versions()[0].version, 1);
    EXPECT_EQ(table()->record(0), "a|1|1|\n");
}

TEST_F(TableIngesterTest, ATableThatCannotBeLoadedChangesNothing) {
    publish("first", "tables/small.tdat", table_text("a|1|1|\n"));
    const std::string before = files();
    StagingRun run(archive_.archive());
    put(run, "second", "tables/small.tdat", table_text("b|1|1|\na|2|2|\n"));
    EXPECT_EQ(run.verdict("second", "catalogs"), "rejected");
    EXPECT_TRUE(has_rule(run.summary("second", "catalogs").findings, "TDT-002"));
    EXPECT_FALSE(run.published("tables/small/0002_append.tdat"));
    EXPECT_EQ(files(), before);
}

TEST_F(TableIngesterTest, TheCurrentVersionAndTheOneBeforeAreKept) {
    for (const char* name : {"a", "b", "c"})
        publish(name, "tables/small.tdat", table_text(std::string(name) + "|1|1|\n"));
    EXPECT_EQ(versions()[0].version, 3);
    EXPECT_EQ(table()->size(), 3);
    EXPECT_THAT(files(), testing::Not(HasSubstr("small.0001_")));
    EXPECT_THAT(files(), HasSubstr("small.0002_"));
}

TEST_F(TableIngesterTest, TheSameFileAgainMakesNoVersion) {
    publish("first", "tables/small.tdat", table_text("a|1|1|\n"));
    EXPECT_EQ(publish("again", "tables/small.tdat", table_text("a|1|1|\n")), "published");
    EXPECT_EQ(versions()[0].version, 1);
}

// HEASARC's name and the short one are one table.
TEST_F(TableIngesterTest, OneTableHasOneHistoryUnderBothOfItsNames) {
    publish("first", "tables/heasarc_small.tdat", table_text("a|1|1|\n"));
    EXPECT_EQ(publish("second", "tables/small.tdat", table_text("b|1|1|\n")), "published");
    ASSERT_EQ(versions().size(), 1u);
    EXPECT_EQ(table()->size(), 2);
}

TEST_F(TableIngesterTest, AFileFromBeforeThereWereVersionsIsLoadedWithTheNext) {
    publish("first", "tables/small.tdat", table_text("a|1|1|\n"));
    archive_.catalogue_says("DELETE FROM table_version");
    publish("second", "tables/small.tdat", table_text("b|1|1|\n"));
    EXPECT_EQ(table()->size(), 2);
}

TEST_F(TableIngesterTest, AVersionThatIsGoneIsMadeAgainWhenTheArchiveOpens) {
    publish("first", "tables/small.tdat", table_text("a|1|1|\n"));
    publish("second", "tables/small.tdat", table_text("b|1|1|\n"));
    const std::string before = versions()[0].path;
    output_of("rm '" + archive_.path().string() + "'/tables/*");
    { StagingRun run(archive_.archive()); }
    EXPECT_EQ(versions()[0].path, before);
    EXPECT_EQ(table()->size(), 2);
}

class DyingIngester : public TableIngesterTest, public testing::WithParamInterface<PublishStep> {};

TEST_P(DyingIngester, LeavesAWholeTableBeforeAndAfterRecovery) {
    publish("first", "tables/small.tdat", table_text("a|1|1|\n"));
    publish_and_die(GetParam());
    EXPECT_EQ(table()->size(), GetParam() == PublishStep::kCommitted ? 2 : 1);
    {
        StagingRun run(archive_.archive());
        EXPECT_EQ(run.verdict("second", "catalogs"), "published");
    }
    EXPECT_EQ(table()->size(), 2);
    EXPECT_EQ(versions()[0].version, 2);
}

TEST_P(DyingIngester, MakesAVersionAgainThatWasLost) {
    publish("first", "tables/small.tdat", table_text("a|1|1|\n"));
    publish_and_die(GetParam());
    if (GetParam() == PublishStep::kCommitted) return;
    const std::string made = output_of("cd '" + archive_.path().string() +
                                       "/tables' && ls small.0002_* && rm small.0002_*");
    { StagingRun run(archive_.archive()); }
    EXPECT_EQ("tables/" + made, versions()[0].path + "\n");
    EXPECT_EQ(table()->size(), 2);
}

INSTANTIATE_TEST_SUITE_P(AtEachStep, DyingIngester,
                         testing::Values(PublishStep::kJournalled, PublishStep::kRecorded,
                                         PublishStep::kIndexed, PublishStep::kMoved,
                                         PublishStep::kSettled, PublishStep::kCommitted));

TEST_F(TableIngesterTest, AWithdrawnFileLeavesTheTableAsItWasBefore) {
    publish("first", "tables/small.tdat", table_text("a|1|1|\n"));
    const std::string before = versions()[0].path;
    publish("second", "tables/small.tdat", table_text("b|1|1|\n"));
    EXPECT_EQ(withdraw("back", "heasarc_small"), "published");
    EXPECT_EQ(versions()[0].path, before);
    EXPECT_EQ(table()->size(), 1);
    EXPECT_EQ(archive_.catalogue_says("SELECT state || reason FROM retirement"),
              "withdrawnwrong epoch");
    EXPECT_THAT(files(), testing::Not(HasSubstr("small.0002_")));
    StagingRun run(archive_.archive());
    EXPECT_EQ(run.verdict("second", "catalogs"), "withdrawn");
}

TEST_F(TableIngesterTest, VersionsThatAreGoneAreMadeAgainWhenLaterOnesAreWithdrawn) {
    for (const char* name : {"a", "b", "c", "d"})
        publish(name, "tables/small.tdat", table_text(std::string(name) + "|1|1|\n"));
    withdraw("back");
    withdraw("further");
    withdraw("still");
    EXPECT_EQ(table()->size(), 1);
    EXPECT_EQ(table()->record(0), "a|1|1|\n");
}

TEST_F(TableIngesterTest, WithoutItsOnlyFileThereIsNoTable) {
    publish("first", "tables/small.tdat", table_text("a|1|1|\n"));
    EXPECT_EQ(withdraw("back"), "published");
    EXPECT_TRUE(versions().empty());
    EXPECT_EQ(files(), "");
    EXPECT_EQ(withdraw("again"), "rejected");
}

TEST_F(TableIngesterTest, NumbersOfWithdrawnFilesAreNotGivenAgain) {
    publish("first", "tables/small.tdat", table_text("a|1|1|\n"));
    publish("second", "tables/small.tdat", table_text("b|1|1|\n"));
    withdraw("back");
    EXPECT_EQ(publish("third", "tables/small.tdat", table_text("b|1|1|\n")), "published");
    EXPECT_EQ(versions()[0].version, 3);
    EXPECT_EQ(table()->size(), 2);
    publish("fourth", "tables/small.tdat", table_text("b|1|1|\n"));  // the same once more
    EXPECT_EQ(versions()[0].version, 3);
}

TEST_F(TableIngesterTest, ATableOfAnotherMissionIsNotWithdrawn) {
    publish("first", "tables/small.tdat", table_text("a|1|1|\n"));
    StagingRun run(archive_.archive());
    run.put(run.delivery("back", "halosat"), "withdraw.txt", "reason: mine\ntables/small\n");
    EXPECT_EQ(run.verdict("back", "halosat"), "rejected");
    EXPECT_EQ(table()->size(), 1);
}

class DyingWithdrawal : public TableIngesterTest,
                        public testing::WithParamInterface<PublishStep> {};

TEST_P(DyingWithdrawal, LeavesAWholeTableBeforeAndAfterRecovery) {
    publish("first", "tables/small.tdat", table_text("a|1|1|\n"));
    const std::string before = versions()[0].path;
    publish("later", "tables/small.tdat", table_text("b|1|1|\n"));
    publish_and_die(GetParam(), "withdraw.txt", "reason: wrong epoch\ntables/small\n");
    EXPECT_EQ(table()->size(), GetParam() == PublishStep::kCommitted ? 1 : 2);
    {
        StagingRun run(archive_.archive());
        run.staging().wait_until_idle();
        EXPECT_FALSE(run.published("tables/small/0002_append.tdat"));
    }
    EXPECT_EQ(versions()[0].path, before);
    EXPECT_EQ(table()->size(), 1);
    EXPECT_EQ(archive_.catalogue_says("SELECT count(*) FROM file WHERE state = 'withdrawn'"), "1");
}

INSTANTIATE_TEST_SUITE_P(AtEachStep, DyingWithdrawal,
                         testing::Values(PublishStep::kJournalled, PublishStep::kRecorded,
                                         PublishStep::kIndexed, PublishStep::kRetired,
                                         PublishStep::kSettled, PublishStep::kCommitted));

}  // namespace
}  // namespace heafs
