#include "core/delivery/worker_pool.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <thread>

#include "core/base/files.h"
#include "core/base/unique_fd.h"
#include "tests/support/small_fits.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

class WorkerPoolTest : public testing::Test {
   protected:
    WorkerPoolTest() : fd_(::open(folder_.write("a.fits", bytes_).c_str(), O_RDONLY)) {}

    Content examine(WorkerPool& pool) {
        return pool.examine(fd_.get(), static_cast<int64_t>(bytes_.size()));
    }
    // A shell that answers the first request so, and takes what follows.
    static std::vector<std::string> shell(const std::string& script) {
        return {"/bin/sh", "-c", script};
    }

    TemporaryFolder folder_;
    std::vector<std::byte> bytes_ = small_fits_file(1);
    UniqueFd fd_;
};

TEST_F(WorkerPoolTest, AWorkerTellsWhatAFileIs) {
    WorkerPool pool(own_worker_command(), 1);
    const Content content = examine(pool);
    EXPECT_EQ(content.kind, ContentKind::kFits);
    EXPECT_EQ(content.size, 5760);
    EXPECT_TRUE(content.findings.empty());
}

TEST_F(WorkerPoolTest, AWorkerServesManyFiles) {
    WorkerPool pool(own_worker_command(), 1);
    for (int i = 0; i < 50; ++i) EXPECT_TRUE(examine(pool).findings.empty());
}

TEST_F(WorkerPoolTest, ManyThreadsShareFewWorkers) {
    WorkerPool pool(own_worker_command(), 2);
    std::atomic<int> good = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            for (int j = 0; j < 10; ++j)
                if (examine(pool).kind == ContentKind::kFits) ++good;
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(good, 80);
}

struct BadWorker {
    const char* name;
    const char* script;
};
void PrintTo(const BadWorker& worker, std::ostream* out) { *out << worker.name; }

class BadWorkers : public WorkerPoolTest, public testing::WithParamInterface<BadWorker> {};

TEST_P(BadWorkers, AreFindingsAndNoFaultOfTheFile) {
    WorkerPool pool(shell(GetParam().script), 1);
    const Content content = examine(pool);
    ASSERT_EQ(content.findings.size(), 1u);
    EXPECT_EQ(content.findings[0].rule, "SEC-090");
    EXPECT_EQ(content.size, 5760);
}

TEST_P(BadWorkers, DoNotUseUpThePool) {
    WorkerPool pool(shell(GetParam().script), 1);
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(has_rule(examine(pool).findings, "SEC-090"));
}

INSTANTIATE_TEST_SUITE_P(
    Each, BadWorkers,
    testing::Values(BadWorker{"crashes", "head -c 4 <&3 >/dev/null; kill -SEGV $$"},
                    BadWorker{"crashes at once", "kill -SEGV $$"}, BadWorker{"hangs up", "exit 0"},
                    BadWorker{"answers no JSON", "printf '\\004\\000\\000\\000what' >&3"},
                    BadWorker{"answers null", "printf '\\004\\000\\000\\000null' >&3"},
                    BadWorker{"answers half", "printf '\\100\\000\\000\\000half' >&3"},
                    BadWorker{"answers too much", "printf '\\377\\377\\377\\377' >&3"},
                    BadWorker{"talks on", "printf '\\004\\000\\000\\000null' >&3; cat <&3"}));

TEST_F(WorkerPoolTest, TheSignalIsInTheFinding) {
    WorkerPool pool(shell("head -c 4 <&3 >/dev/null; kill -SEGV $$"), 1);
    EXPECT_NE(examine(pool).findings.at(0).text.find("signal 11"), std::string::npos);
}

TEST_F(WorkerPoolTest, AWorkerThatCannotBeStartedIsAFindingToo) {
    WorkerPool pool({"/no/such/program"}, 1);
    for (int i = 0; i < 2; ++i) EXPECT_TRUE(has_rule(examine(pool).findings, "SEC-090"));
}

TEST_F(WorkerPoolTest, AfterACrashANewWorkerTakesTheNextFile) {
    // The first worker leaves a mark and dies; those after it are real.
    const std::string mark = (folder_.path() / "mark").string();
    const std::string program = std::filesystem::read_symlink("/proc/self/exe").string();
    WorkerPool pool(shell("if [ -e '" + mark + "' ]; then exec '" + program +
                          "' worker; fi; touch '" + mark + "'; kill -SEGV $$"),
                    1);
    EXPECT_TRUE(has_rule(examine(pool).findings, "SEC-090"));
    EXPECT_EQ(examine(pool).kind, ContentKind::kFits);
}

TEST_F(WorkerPoolTest, AWorkerHasOnlyItsOwnDescriptors) {
    const std::string list = (folder_.path() / "list").string();
    WorkerPool pool(shell("exec ls /proc/self/fd > '" + list + "'"), 1);
    examine(pool);
    EXPECT_EQ(read_file(list), "0\n1\n2\n3\n4\n");  // 4: the folder that ls lists
}

}  // namespace
}  // namespace heafs
