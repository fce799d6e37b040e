// Event lists that are published and not in the index come into it while the archive is mounted.
#include "core/delivery/index_catch_up.h"

#include <gmock/gmock.h>

#include <chrono>
#include <thread>

#include "tests/core/delivery/indexed_archive.h"

namespace heafs {
namespace {

class IndexCatchUpTest : public IndexedArchive {
   protected:
    void publish_lists() {
        publish_with({staged("0001", "a.evt", list_around(10, 20)),
                      staged("0002", "b.evt", list_around(200, -40, 50, 2)),
                      staged("0002", "notes.txt", bytes_of("no events here"))});
    }
    // Runs it until there are so many segments, at most ten seconds.
    void catch_up(size_t expected) {
        CatalogWriter writer(archive_.archive().catalogue());
        WorkerPool workers(own_worker_command(), 1);
        Indexer indexer(archive_.archive(), workers);
        const IndexCatchUp running(writer, ledger_, indexer);
        for (int i = 0; i < 500 && segments().size() < expected; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
};

TEST_F(IndexCatchUpTest, AnArchiveFromBeforeTheIndexGetsOne) {
    publish_lists();
    const std::string sums = index_sums();
    says("DELETE FROM segment");
    std::filesystem::remove_all(archive_.path() / "index");
    ASSERT_TRUE(segments().empty());
    catch_up(2);
    ASSERT_EQ(segments().size(), 2u);
    EXPECT_EQ(index_sums(), sums);
}

TEST_F(IndexCatchUpTest, AListWhoseWorkerDiedIsInTheIndexAfterwards) {
    publish_with({staged("0001", "a.evt", list_around(10, 20))}, {"/bin/false"});
    ASSERT_TRUE(segments().empty());
    catch_up(1);
    EXPECT_EQ(segments().size(), 1u);
}

TEST_F(IndexCatchUpTest, TheMapThatReadersHaveIsReplaced) {
    publish_lists();
    says("DELETE FROM segment WHERE obs_id = '0002'");
    EXPECT_EQ(index_.current()->rows().size(), 1u);
    catch_up(2);
    EXPECT_EQ(index_.current()->rows().size(), 2u);
}

// Two names of the same bytes are one list: its events count once.
TEST_F(IndexCatchUpTest, TheSameBytesUnderTwoNamesAreOneSegment) {
    const auto list = list_around(10, 20);
    publish_with({staged("0001", "b.evt", list), staged("0001", "a.evt", list)});
    EXPECT_EQ(says("SELECT count(*) FROM segment"), "2");
    ASSERT_EQ(segments().size(), 1u);
    EXPECT_EQ(segments()[0].source_path, "obs/test/0001/events/a.evt");
}

}  // namespace
}  // namespace heafs
