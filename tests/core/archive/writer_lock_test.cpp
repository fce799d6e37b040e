#include "core/archive/writer_lock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "config/base/error.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

TEST(WriterLock, ASecondWriterIsRefusedAndToldOfTheFirst) {
    const TestArchive archive;
    const WriterLock first(archive.archive(), "mounted on /mnt/a");
    try {
        const WriterLock second(archive.archive(), "ingesting");
        FAIL() << "there are two writers";
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kBusy);
        EXPECT_THAT(error.what(), testing::HasSubstr("mounted on /mnt/a"));
        EXPECT_THAT(error.what(), testing::HasSubstr(std::to_string(::getpid())));
    }
}

TEST(WriterLock, IsFreeAgainWhenItsOwnerEnds) {
    const TestArchive archive;
    { const WriterLock first(archive.archive(), "ingesting"); }
    EXPECT_NO_THROW(WriterLock(archive.archive(), "ingesting"));
}

TEST(WriterLock, IsFreeAgainWhenItsProcessIsKilled) {
    const TestArchive archive;
    const pid_t child = ::fork();
    if (child == 0) {
        const WriterLock lock(archive.archive(), "dying");
        ::raise(SIGKILL);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_NO_THROW(WriterLock(archive.archive(), "ingesting"));
}

TEST(WriterLock, TwoArchivesHaveTwoLocks) {
    const TestArchive one, two;
    const WriterLock first(one.archive(), "a");
    EXPECT_NO_THROW(WriterLock(two.archive(), "b"));
}

TEST(Ballast, TakesTheSpaceThatTheSettingsSay) {
    const TestArchive archive;
    Ballast(archive.archive()).restore();
    EXPECT_EQ(std::filesystem::file_size(archive.path() / "run/ballast"), 4096u);
}

TEST(Ballast, GivesItBackAndMayGiveItBackAgain) {
    const TestArchive archive;
    Ballast ballast(archive.archive());
    ballast.restore();
    ballast.release();
    ballast.release();
    EXPECT_FALSE(std::filesystem::exists(archive.path() / "run/ballast"));
}

TEST(Ballast, TakingItTwiceTakesItOnce) {
    const TestArchive archive;
    Ballast ballast(archive.archive());
    ballast.restore();
    ballast.restore();
    EXPECT_EQ(std::filesystem::file_size(archive.path() / "run/ballast"), 4096u);
}

// A child that was forked holds the lock a moment longer than its parent, which is dead.
TEST(WriterLock, OfADeadHolderIsWaitedFor) {
    const TestArchive archive;
    const pid_t holder = ::fork();
    ASSERT_GE(holder, 0);
    if (holder == 0) {
        const WriterLock lock(archive.archive(), "about to die");
        if (::fork() == 0) ::usleep(300'000);  // the child
        ::_exit(0);
    }
    ASSERT_EQ(::waitpid(holder, nullptr, 0), holder);
    EXPECT_NO_THROW(WriterLock(archive.archive(), "next"));
}

}  // namespace
}  // namespace heafs
