// Segments as a step of publications: made, made again after a crash, and never a reason to keep a
// publication back.
#include "core/delivery/indexer.h"

#include <gmock/gmock.h>

#include <fstream>

#include "core/base/files.h"
#include "core/base/sha256.h"
#include "tests/core/delivery/indexed_archive.h"
#include "tests/support/outside_programs.h"

namespace heafs {
namespace {

using testing::HasSubstr;

constexpr const char* kCommitted = "SELECT count(*) FROM journal WHERE done = 1";

class IndexerTest : public IndexedArchive {
   protected:
    std::vector<JournalEntry> two_lists() {
        return {staged("0001", "a.evt", list_around(10, 20)),
                staged("0002", "b.evt", list_around(200, -40, 50, 2)),
                staged("0002", "notes.txt", bytes_of("no events here"))};
    }
    static std::vector<std::string> shell(const std::string& script) {
        return {"/bin/sh", "-c",
                "printf '\\016\\000\\000\\000{\"missing\":[]}' >&3; "
                "head -c 4 <&3 >/dev/null; " +
                    script};
    }
    std::filesystem::path path_of(const SegmentRow& row) const {
        return archive_.path() / row.path;
    }
};

TEST_F(IndexerTest, APublicationLeavesASegmentOfEachEventList) {
    publish_with(two_lists());
    const auto rows = segments();
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].obs_id, "0001");
    EXPECT_EQ(rows[0].source_path, "obs/test/0001/events/a.evt");
    EXPECT_EQ(rows[0].events, 100);
    EXPECT_EQ(rows[0].ra.degrees, 10);
    EXPECT_EQ(rows[0].last_channel, 1023);
    EXPECT_EQ(rows[1].events, 50);
    for (const SegmentRow& row : rows) {
        EXPECT_EQ(row.path,
                  "index/camera/" + row.obs_id + "_" + row.source_sha256.substr(0, 12) + ".fits");
        const auto segment = EventSegment::open(path_of(row));
        EXPECT_EQ(segment->source_sha256(), row.source_sha256);
        EXPECT_EQ(segment->size(), row.events);
        EXPECT_NEAR(segment->reach().degrees, row.reach.degrees, 0);
    }
}

// 51910 + 7.4287037e-4 is MJD (TT) of the reference, the good time is [0, 1000) s.
TEST_F(IndexerTest, TheRowHasTheSpanOfTheGoodTime) {
    publish_with(two_lists());
    EXPECT_NEAR(segments()[0].start_mjd, 51910 + 7.4287037e-4, 1e-9);
    EXPECT_NEAR(segments()[0].stop_mjd, 51910 + 7.4287037e-4 + 1000 / 86400.0, 1e-9);
}

TEST_F(IndexerTest, NothingElseIsLeftInTheIndex) {
    publish_with(two_lists());
    EXPECT_EQ(output_of("find '" + archive_.path().string() + "/index' -type f | wc -l"), "2\n");
}

TEST_F(IndexerTest, AGzippedListIsIndexedToo) {
    const TemporaryFolder folder;
    const auto file = folder.write("a.evt", list_around(10, 20));
    output_of("gzip -n '" + file.string() + "'");
    publish_with({staged("0001", "a.evt", bytes_of(read_file(file.string() + ".gz")))});
    ASSERT_EQ(segments().size(), 1u);
    EXPECT_EQ(segments()[0].events, 100);
}

class DyingIndexer : public IndexerTest, public testing::WithParamInterface<PublishStep> {};

TEST_P(DyingIndexer, LeavesTheSameAfterRecovery) {
    publish_and_die(two_lists(), GetParam());
    EXPECT_TRUE(segments().empty());
    recover();
    ASSERT_EQ(segments().size(), 2u);
    EXPECT_EQ(says("SELECT count(*) FROM journal WHERE done = 0"), "0");
    const std::string recovered = index_sums();
    std::filesystem::remove_all(archive_.path() / "index/camera");
    WorkerPool workers(own_worker_command(), 1);
    Indexer indexer(archive_.archive(), workers);
    for (const SegmentRow& row : segments())
        EXPECT_TRUE(indexer.index_again(*ledger_.borrow()->find_published(row.source_path)));
    EXPECT_EQ(index_sums(), recovered);
}

INSTANTIATE_TEST_SUITE_P(Each, DyingIndexer,
                         testing::Values(PublishStep::kRecorded, PublishStep::kIndexed,
                                         PublishStep::kMoved, PublishStep::kSettled));

TEST_F(IndexerTest, AListThatCannotBeIndexedIsPublishedAndNotInTheIndex) {
    hand_made::EventList list{.events = {{1, 10, 20, 5}}, .degrees = true, .left_out = "PI"};
    publish_with({staged("0001", "a.evt", hand_made::fits_of(list)),
                  staged("0002", "b.evt", list_around(200, -40)),
                  staged("0003", "c.evt", bytes_of("no FITS at all"))});
    EXPECT_EQ(says(kCommitted), "3");
    ASSERT_EQ(segments().size(), 1u);
    EXPECT_EQ(segments()[0].obs_id, "0002");
    EXPECT_TRUE(ledger_.borrow()->find_published("obs/test/0001/events/a.evt"));
}

TEST_F(IndexerTest, AWorkerThatDiesDoesNotKeepThePublicationBack) {
    for (const char* script :
         {"kill -SEGV $$", "exit 0", "printf '\\004\\000\\000\\000null' >&3; cat <&3",
          "printf '\\016\\000\\000\\000{\"why_not\": \"\"}' >&3; cat <&3"}) {
        const std::string name = "x" + std::to_string(std::hash<std::string>()(script)) + ".evt";
        publish_with({staged("0001", name, list_around(10, 20))}, shell(script));
        EXPECT_TRUE(ledger_.borrow()->find_published("obs/test/0001/events/" + name)) << script;
        EXPECT_TRUE(segments().empty()) << script;
    }
}

// A worker that answers every order with the same file, and keeps it or lets it go.
class LyingWorker : public IndexerTest {
   protected:
    std::vector<std::string> worker_with(std::span<const std::byte> answer,
                                         const std::string& and_then = "lets go") {
        const auto file = folder_.write("answer", answer);
        const auto script = folder_.write("worker.py", bytes_of(R"(
import os, socket, struct, sys
s = socket.socket(fileno=3)
greeting = b'{"missing":[]}'
s.send(struct.pack('<I', len(greeting)) + greeting)
kept = []
while True:
    data, fds, _, _ = socket.recv_fds(s, 65536, 3)
    if not data: break
    size = struct.unpack('<I', data[:4])[0] + 4
    while len(data) < size: data += s.recv(size - len(data))
    os.write(fds[1], open(sys.argv[1], 'rb').read())
    if sys.argv[2] == 'keeps it': kept.append(fds.pop(1))
    for fd in fds: os.close(fd)
    text = b'{"why_not":"","no_space":false}'
    if sys.argv[2] == 'says it is full': text = b'{"why_not":"full","no_space":true}'
    s.send(struct.pack('<I', len(text)) + text)
for fd in kept: os.pwrite(fd, b'changed', 0)
)"));
        return {HEAFS_PYTHON, script.string(), file.string(), and_then};
    }
    TemporaryFolder folder_;
};

TEST_F(LyingWorker, ASegmentOfOtherBytesIsNotAccepted) {
    const auto other =
        build_segment(list_around(50, 50), hand_made::instrument(true), hand_made::source());
    publish_with({staged("0001", "a.evt", list_around(10, 20))}, worker_with(other));
    EXPECT_EQ(says(kCommitted), "1");
    EXPECT_TRUE(segments().empty());
    EXPECT_THAT(index_sums(), testing::Not(HasSubstr(".fits\n")));
}

TEST_F(LyingWorker, RubbishIsNotAccepted) {
    publish_with({staged("0001", "a.evt", list_around(10, 20))}, worker_with(bytes_of("rubbish")));
    EXPECT_EQ(says(kCommitted), "1");
    EXPECT_TRUE(segments().empty());
}

TEST_F(LyingWorker, TheRightSegmentIsAccepted) {
    const auto list = list_around(10, 20);
    SegmentSource source{"obs/test/0001/events/a.evt", sha256_hex(text_of(list)), "test", "0001",
                         sha256_hex(archive_.archive().find_mission("test")->source_text)};
    const auto right = build_segment(list, hand_made::instrument(true), source);
    publish_with({staged("0001", "a.evt", list)}, worker_with(right));
    EXPECT_EQ(segments().size(), 1u);
}

TEST_F(LyingWorker, WhatItChangesAfterwardsIsNotTheSegment) {
    const auto list = list_around(10, 20);
    SegmentSource source{"obs/test/0001/events/a.evt", sha256_hex(text_of(list)), "test", "0001",
                         sha256_hex(archive_.archive().find_mission("test")->source_text)};
    const auto right = build_segment(list, hand_made::instrument(true), source);
    publish_with({staged("0001", "a.evt", list)}, worker_with(right, "keeps it"));
    ASSERT_EQ(segments().size(), 1u);
    EXPECT_EQ(read_file(path_of(segments()[0])), text_of(right));
}

// Nobody is kept waiting for space that is there.
TEST_F(LyingWorker, ADiskThatIsNotFullDoesNotKeepThePublicationBack) {
    publish_with({staged("0001", "a.evt", list_around(10, 20))},
                 worker_with(bytes_of(""), "says it is full"));
    EXPECT_EQ(says(kCommitted), "1");
    EXPECT_TRUE(segments().empty());
}

// What stands under a segment's name and is none, or that of another list, is made anew.
TEST_F(IndexerTest, WhatIsNoSegmentIsMadeAnew) {
    publish_with(two_lists());
    const SegmentRow row = segments()[0];
    const std::string good = index_sums();
    WorkerPool workers(own_worker_command(), 1);
    Indexer indexer(archive_.archive(), workers);
    for (const auto& wrong :
         {std::string("rubbish"), std::string(), read_file(path_of(segments()[1]))}) {
        std::ofstream(path_of(row), std::ios::binary | std::ios::trunc) << wrong;
        ASSERT_TRUE(indexer.index_again(*ledger_.borrow()->find_published(row.source_path)));
        EXPECT_EQ(index_sums(), good);
    }
}

TEST_F(IndexerTest, ARemainderOfACrashIsWrittenOver) {
    const auto list = list_around(10, 20);
    const auto folder = archive_.path() / "index/camera";
    std::filesystem::create_directories(folder);
    std::ofstream(folder / ("0001_" + sha256_hex(text_of(list)).substr(0, 12) + ".fits.new"))
        << std::string(1000000, 'x');
    publish_with({staged("0001", "a.evt", list)});
    EXPECT_EQ(segments().size(), 1u);
    EXPECT_EQ(output_of("ls '" + folder.string() + "' | wc -l"), "1\n");
}

TEST_F(IndexerTest, AFileThatIsNoEventListHasNoSegment) {
    publish_with(two_lists());
    WorkerPool workers(own_worker_command(), 1);
    Indexer indexer(archive_.archive(), workers);
    EXPECT_FALSE(
        indexer.index_again(*ledger_.borrow()->find_published("obs/test/0002/events/notes.txt")));
}

}  // namespace
}  // namespace heafs
