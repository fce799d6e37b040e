// The operator's program: nobody waits for one that hangs or fails, and the log says so.
#include "core/delivery/state_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <thread>

#include "core/base/files.h"
#include "core/base/log.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

template <typename Condition>
bool eventually(const Condition& condition) {
    const auto deadline = std::chrono::steady_clock::now() + seconds(20);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(milliseconds(5));
    }
    return true;
}

class StateCommandTest : public testing::Test {
   protected:
    StateCommandTest() { open_log(log_path(), LogLevel::kInfo); }
    ~StateCommandTest() override { open_log("", LogLevel::kError); }

    std::string log_path() const { return folder_.path() / "log"; }
    std::string log() const { return read_file(log_path()); }
    std::string mark() const { return folder_.path() / "mark"; }
    // The words on_state has for a script.
    void use(const std::string& script) {
        program_ = folder_.write("program", bytes_of("#!/bin/sh\n" + script)).string();
        std::filesystem::permissions(program_, std::filesystem::perms::owner_all);
        use_program(program_);
    }
    void use_program(const std::string& program) {
        ArchiveSettings settings = made_.archive().settings();
        settings.on_state = {program};
        write_file_durably(made_.path() / "archive.toml", archive_settings_text(settings));
        archive_.emplace(made_.path());
    }
    void start(milliseconds limit = seconds(20)) {
        command_.emplace(
            *archive_, [this](const StateChange&) { ++told_; }, limit);
    }
    static StateChange change(const std::string& name) {
        StateChange made;
        made.standing.id = 7;
        made.standing.mission = "halosat";
        made.standing.name = name;
        made.standing.state = "published";
        made.report = "the report\n";
        return made;
    }
    bool is_report_gone() const {
        return !std::filesystem::exists(archive_->run() / "report_7.txt");
    }

    TemporaryFolder folder_;
    TestArchive made_;
    std::string program_;
    std::optional<Archive> archive_;
    std::atomic<int> told_ = 0;
    std::optional<StateCommand> command_;
};

TEST_F(StateCommandTest, OneThatDoesItsWorkIsNotInTheLog) {
    use("cat \"$HEAFS_REPORT\" >> '" + mark() + "'\n");
    start();
    command_->add(change("good"));
    ASSERT_TRUE(eventually([&] { return told_ == 1; }));
    EXPECT_EQ(read_file(mark()), "the report\n");
    EXPECT_EQ(log(), "");
    EXPECT_TRUE(is_report_gone());
}

TEST_F(StateCommandTest, OneThatFailsIsInTheLogAndTheNextOneIsTold) {
    use("echo \"$HEAFS_DELIVERY\" >> '" + mark() + "'\nexit 3\n");
    start();
    command_->add(change("first"));
    command_->add(change("second"));
    ASSERT_TRUE(eventually([&] { return told_ == 2; }));
    EXPECT_EQ(read_file(mark()), "first\nsecond\n");
    EXPECT_THAT(log(), HasSubstr("on_state for halosat/first (published): its exit status is 3"));
    EXPECT_THAT(log(), HasSubstr("on_state for halosat/second (published): its exit status is 3"));
    EXPECT_TRUE(is_report_gone());
}

TEST_F(StateCommandTest, OneThatDiesOfASignalIsInTheLog) {
    use("kill -TERM $$\n");
    start();
    command_->add(change("first"));
    ASSERT_TRUE(eventually([&] { return told_ == 1; }));
    EXPECT_THAT(log(), HasSubstr("it was ended by signal 15"));
}

TEST_F(StateCommandTest, OneThatIsNotThereIsInTheLogAndLeavesNothing) {
    use_program("/no/such/program");
    start();
    command_->add(change("first"));
    ASSERT_TRUE(eventually([&] { return log().find("on_state") != std::string::npos; }));
    EXPECT_THAT(log(), HasSubstr("start /no/such/program"));
    command_.reset();
    EXPECT_TRUE(is_report_gone());
}

// With what it started: a shell waits for its sleep.
TEST_F(StateCommandTest, OneThatHangsIsEndedAtTheLimitWithItsChildrenAndTheNextOneIsTold) {
    use("[ \"$HEAFS_DELIVERY\" = next ] && exit 0\nsleep 600 &\necho $! > '" + mark() +
        "'\nwait\n");
    start(milliseconds(300));
    command_->add(change("first"));
    command_->add(change("next"));
    ASSERT_TRUE(eventually([&] { return told_ == 2; }));
    EXPECT_THAT(log(), HasSubstr("on_state for halosat/first (published): it did not end in time"));
    EXPECT_THAT(log(), testing::Not(HasSubstr("halosat/next")));
    const int child = std::stoi(read_file(mark()));
    const std::string status = "/proc/" + std::to_string(child) + "/status";
    EXPECT_TRUE(eventually([&] {
        return ::kill(child, 0) != 0 || read_file(status).find("State:\tZ") != std::string::npos;
    }));
    EXPECT_TRUE(is_report_gone());
}

TEST_F(StateCommandTest, AHungOneKeepsTheEndWaitingForSecondsOnly) {
    use("echo > '" + mark() + "'\nexec sleep 600\n");
    start(seconds(600));
    command_->add(change("first"));
    command_->add(change("second"));
    ASSERT_TRUE(eventually([&] { return std::filesystem::exists(mark()); }));
    const auto begun = std::chrono::steady_clock::now();
    command_.reset();
    EXPECT_LT(std::chrono::steady_clock::now() - begun, seconds(15));
    EXPECT_THAT(log(), HasSubstr("halosat/first (published): it did not end in time"));
}

}  // namespace
}  // namespace heafs
