#include "core/delivery/worker_pool.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <thread>

#include "config/missions/mission.h"
#include "core/base/files.h"
#include "core/base/unique_fd.h"
#include "core/delivery/judgement.h"
#include "core/delivery/report.h"
#include "core/sandbox/sandbox.h"
#include "tests/support/outside_programs.h"
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
    static std::vector<std::string> shell(const std::string& script) {
        return {"/bin/sh", "-c", script};
    }
    // A shell that greets as a worker does, takes a request and goes on so.
    static std::vector<std::string> greeting_shell(const std::string& script) {
        return shell(
            "printf '\\016\\000\\000\\000{\"missing\":[]}' >&3; "
            "head -c 4 <&3 >/dev/null; " +
            script);
    }
    // A worker in its sandbox that misbehaves at its first request.
    static std::vector<std::string> probe(const std::string& how) {
        return {HEAFS_BINARY_DIR "/tests/heafs-sandbox-probe", "serve", how};
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

// The text of a mission file goes to a worker once; each file is judged by its own mission.
TEST_F(WorkerPoolTest, EachFileIsJudgedByItsMission) {
    const auto mission = [](const char* name) {
        return load_mission(name, {std::filesystem::path(HEAFS_SOURCE_DIR) / "config/missions"});
    };
    const Mission swift = mission("swift"), halosat = mission("halosat");
    const auto judged = [&](WorkerPool& pool, const Mission* judge) {
        const Content content = pool.examine(fd_.get(), static_cast<int64_t>(bytes_.size()), {},
                                             loose_content_place(judge, "a.evt"));
        return findings_text(content.findings);
    };
    const auto judged_alone = [&](const Mission* judge) {
        WorkerPool pool(own_worker_command(), 1);
        return judged(pool, judge);
    };
    const std::string by_swift = judged_alone(&swift), by_halosat = judged_alone(&halosat),
                      by_none = judged_alone(nullptr);
    EXPECT_NE(by_swift, by_halosat);
    EXPECT_NE(by_swift, by_none);
    WorkerPool pool(own_worker_command(), 1);
    for (int round = 0; round < 2; ++round) {
        EXPECT_EQ(judged(pool, &swift), by_swift);
        EXPECT_EQ(judged(pool, &swift), by_swift);
        EXPECT_EQ(judged(pool, nullptr), by_none);
        EXPECT_EQ(judged(pool, &halosat), by_halosat);
    }
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
    bool greets = true;
};
void PrintTo(const BadWorker& worker, std::ostream* out) { *out << worker.name; }

class BadWorkers : public WorkerPoolTest, public testing::WithParamInterface<BadWorker> {
   protected:
    static std::vector<std::string> command() {
        const BadWorker& worker = GetParam();
        return worker.greets ? greeting_shell(worker.script) : shell(worker.script);
    }
};

TEST_P(BadWorkers, AreFindingsAndNoFaultOfTheFile) {
    WorkerPool pool(command(), 1, 1);
    const Content content = examine(pool);
    ASSERT_EQ(content.findings.size(), 1u);
    EXPECT_EQ(content.findings[0].rule, "SEC-090");
    EXPECT_EQ(content.size, 5760);
}

TEST_P(BadWorkers, DoNotUseUpThePool) {
    WorkerPool pool(command(), 1, 1);
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(has_rule(examine(pool).findings, "SEC-090"));
}

INSTANTIATE_TEST_SUITE_P(
    Each, BadWorkers,
    testing::Values(BadWorker{"crashes", "kill -SEGV $$"},
                    BadWorker{"crashes at once", "kill -SEGV $$", false},
                    BadWorker{"greets with nonsense",
                              "printf '\\004\\000\\000\\000null' >&3; cat <&3", false},
                    BadWorker{"never greets", "sleep 30", false},
                    BadWorker{"never answers", "sleep 30"}, BadWorker{"hangs up", "exit 0"},
                    BadWorker{"nests", "printf '\\012\\000\\000\\000[[[[[[[[[[' >&3; cat <&3"},
                    BadWorker{"answers no JSON", "printf '\\004\\000\\000\\000what' >&3"},
                    BadWorker{"answers null", "printf '\\004\\000\\000\\000null' >&3"},
                    BadWorker{"answers half", "printf '\\100\\000\\000\\000half' >&3"},
                    BadWorker{"answers too much", "printf '\\377\\377\\377\\377' >&3"},
                    BadWorker{"talks on", "printf '\\004\\000\\000\\000null' >&3; cat <&3"}));

TEST_F(WorkerPoolTest, TheSignalIsInTheFinding) {
    WorkerPool pool(greeting_shell("kill -SEGV $$"), 1);
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

TEST_F(WorkerPoolTest, AWorkerHasNoEnvironment) {
    const std::string list = (folder_.path() / "list").string();
    WorkerPool pool(shell("exec cat /proc/self/environ > '" + list + "'"), 1);
    examine(pool);
    EXPECT_EQ(read_file(list).find("PATH="), std::string::npos);
    EXPECT_EQ(read_file(list).find("HOME="), std::string::npos);
}

struct Misdeed {
    const char* how;
    const char* why;
};
void PrintTo(const Misdeed& misdeed, std::ostream* out) { *out << misdeed.how; }

class ShutInWorkers : public WorkerPoolTest, public testing::WithParamInterface<Misdeed> {};

// While one misbehaves, a good file of another pool of the same process is judged.
TEST_P(ShutInWorkers, ThatMisbehaveAreFindingsAndOthersGoOn) {
    WorkerPool bad(probe(GetParam().how), 1, 1), good(own_worker_command(), 1);
    std::vector<Finding> findings;
    std::thread other([&] { findings = examine(bad).findings; });
    EXPECT_EQ(examine(good).kind, ContentKind::kFits);
    other.join();
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].rule, "SEC-090");
    EXPECT_NE(findings[0].text.find(GetParam().why), std::string::npos) << findings[0].text;
}

// SIGABRT is how a C++ program ends that is refused memory; 31 is SIGSYS.
INSTANTIATE_TEST_SUITE_P(Each, ShutInWorkers,
                         testing::ValuesIn(kSanitized
                                               ? std::vector<Misdeed>{{"hang", "no answer in time"}}
                                               : std::vector<Misdeed>{{"crash", "signal 11"},
                                                                      {"hang", "no answer in time"},
                                                                      {"memory", "signal 6"},
                                                                      {"open", "signal 31"}}));

// What /proc tells of a live worker (proc(5)): no capability, another user, seccomp in mode 2.
TEST_F(WorkerPoolTest, TheKernelSaysThatAWorkerIsShutIn) {
    WorkerPool pool(own_worker_command(), 1);
    examine(pool);
    const std::string pid = output_of("pgrep -o -P " + std::to_string(::getpid()));
    const std::string status = read_file("/proc/" + pid.substr(0, pid.find('\n')) + "/status");
    const std::string none = "\t0000000000000000\n";
    for (const char* set : {"CapEff:", "CapPrm:", "CapInh:", "CapAmb:"})
        EXPECT_NE(status.find(set + none), std::string::npos) << status;
    EXPECT_NE(status.find("NoNewPrivs:\t1\n"), std::string::npos) << status;
    EXPECT_NE(status.find(kSanitized ? "Seccomp:\t0\n" : "Seccomp:\t2\n"), std::string::npos)
        << status;
    if (::geteuid() != 0) return;
    EXPECT_NE(status.find("CapBnd:" + none), std::string::npos) << status;
    EXPECT_NE(status.find("Uid:\t65534\t65534\t65534\t65534\n"), std::string::npos) << status;
    EXPECT_NE(status.find("Gid:\t65534\t65534\t65534\t65534\n"), std::string::npos) << status;
    EXPECT_NE(status.find("Groups:\t \n"), std::string::npos) << status;
}

}  // namespace
}  // namespace heafs
