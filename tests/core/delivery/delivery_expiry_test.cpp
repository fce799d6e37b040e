// How deliveries end by their days, by a clock of the test.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <thread>

#include "core/archive/staging_folders.h"
#include "core/base/clock.h"
#include "core/delivery/delivery_watch.h"
#include "core/delivery/rehearsal.h"
#include "core/simulation/halosat_observation.h"
#include "tests/support/small_fits.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

using testing::ElementsAre;

constexpr int64_t kDayNs = int64_t{86400} * 1000000000;
constexpr const char* kSecretMission =
    "[mission]\n"
    "name = \"secret\"\n"
    "title = \"Proprietary\"\n"
    "proprietary = true\n"
    "[delivery]\n"
    "publish = \"file\"\n"
    "[obs]\n"
    "folder = \"{obs_id}\"\n"
    "parts = { obs_id = '\\d{6}' }\n";
const std::string kFile = "obs/123401/products/a.fits";

class DeliveryExpiry : public testing::Test {
   protected:
    DeliveryExpiry()
        : archive_({"halosat", "swift"}, {kSecretMission}),
          run_(std::in_place, archive_.archive()) {}

    static int64_t in_days(double days) {
        return now_nanoseconds() + static_cast<int64_t>(days * static_cast<double>(kDayNs));
    }
    void put_observation(const std::string& delivery) {
        const uint64_t root = run_->delivery(delivery);
        for (const SimulatedFile& file : simulate_halosat_observation("123401", 1, 20))
            run_->put(root, "obs/123401/" + file.path, file.bytes);
        ASSERT_EQ(run_->verdict(delivery), "published");
    }
    void put_one(const std::string& delivery, const std::string& mission = "halosat") {
        run_->put(run_->delivery(delivery, mission), kFile, small_fits_file(1));
        run_->staging().wait_until_idle();
    }
    bool is_there(const std::string& delivery, const std::string& mission = "halosat") {
        return run_->staging().find_delivery(mission, delivery).has_value();
    }
    std::vector<std::string> staged() {
        std::vector<std::string> names;
        each_staged_file(archive_.archive(), [&](const std::string& path) {
            names.push_back(std::filesystem::path(path).filename().string());
        });
        return names;
    }
    std::string ended(const std::string& delivery) {
        return archive_.catalogue_says(
            "SELECT delivery.state || ' ' || ended || ': ' || reason FROM delivery JOIN standing "
            "ON delivery_id = id WHERE name = '" +
            delivery + "'");
    }

    TestArchive archive_;
    std::optional<StagingRun> run_;
};

TEST_F(DeliveryExpiry, AnAbandonedDeliveryStaysForItsDaysAndGoesThenWithItsBytes) {
    put_one("left");
    ASSERT_EQ(staged().size(), 1u);
    EXPECT_EQ(run_->staging().expire(in_days(29.9)), 0u);
    EXPECT_TRUE(is_there("left"));
    EXPECT_EQ(run_->staging().expire(in_days(30.1)), 1u);
    EXPECT_FALSE(is_there("left"));
    EXPECT_THAT(staged(), ElementsAre());
    EXPECT_EQ(archive_.catalogue_says("SELECT count(*) FROM staged"), "0");
    EXPECT_EQ(ended("left"), "gone expired: receiving, and unchanged for 30 days");
}

TEST_F(DeliveryExpiry, WhatAnExpiredDeliveryPublishedStays) {
    put_observation("good");
    EXPECT_EQ(run_->staging().expire(in_days(30.1)), 1u);
    EXPECT_FALSE(is_there("good"));
    EXPECT_EQ(run_->ledger().borrow()->counts().files, 14);
    run_.reset();
    run_.emplace(archive_.archive());
    EXPECT_FALSE(is_there("good"));
    EXPECT_EQ(run_->ledger().borrow()->counts().files, 14);
}

TEST_F(DeliveryExpiry, ANameOfAnExpiredDeliveryIsFreeAndBeginsWithNothing) {
    put_one("left");
    run_->staging().expire(in_days(31));
    put_observation("left");
    EXPECT_EQ(run_->summary("left").files.size(), 14u);
}

TEST_F(DeliveryExpiry, WhatIsHeldAndNowStay) {
    put_one("kept", "secret");
    ASSERT_EQ(run_->verdict("kept", "secret"), "held");
    put_one("now");
    EXPECT_EQ(run_->staging().expire(in_days(4000)), 0u);
    EXPECT_TRUE(is_there("kept", "secret"));
    EXPECT_TRUE(is_there("now"));
}

TEST_F(DeliveryExpiry, AFileThatIsBeingWrittenKeepsItsDelivery) {
    const uint64_t folder = run_->folder(run_->delivery("first"), "obs/123401/products");
    const uint64_t handle = run_->staging().create(folder, "a.fits", {}, 0644).second;
    run_->staging().write(handle, small_fits_file(1), 0);
    EXPECT_EQ(run_->staging().expire(in_days(31)), 0u);
    run_->flush(handle);
    run_->staging().release(handle);
    run_->staging().wait_until_idle();
    EXPECT_EQ(run_->staging().expire(in_days(31)), 1u);
}

TEST_F(DeliveryExpiry, ADeliveryThatChangesStartsItsDaysAnew) {
    put_one("left");
    run_.reset();
    archive_.catalogue_says("UPDATE delivery SET changed_at = changed_at - 86400000000000 * 29");
    run_.emplace(archive_.archive());
    EXPECT_EQ(run_->staging().expire(in_days(0.5)), 0u);
    run_->put(run_->delivery("left"), "obs/123401/products/b.fits", small_fits_file(2));
    run_->staging().wait_until_idle();
    EXPECT_EQ(run_->staging().expire(in_days(2)), 0u);
    EXPECT_EQ(run_->staging().expire(in_days(30.1)), 1u);
}

// The watch of a daemon asks its clock again and again.
TEST_F(DeliveryExpiry, TheWatchLetsADeliveryExpireWhenItsClockSaysSo) {
    put_one("left");
    std::atomic<int64_t> now = in_days(29.9);
    std::atomic<int> asked = 0;
    DeliveryWatch::Times times;
    times.clock = [&] {
        ++asked;
        return now.load();
    };
    times.look = times.between_expiries = std::chrono::milliseconds(5);
    const DeliveryWatch watch(archive_.archive(), run_->writer(), run_->staging(), times);
    const auto wait_for = [&](const auto& condition) {
        for (int i = 0; i < 4000 && !condition(); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        return condition();
    };
    ASSERT_TRUE(wait_for([&] { return asked > 3; }));
    EXPECT_TRUE(is_there("left"));
    now = in_days(30.1);
    EXPECT_TRUE(wait_for([&] { return !is_there("left"); }));
}

// From here on this process is killed where one of its threads is about to make that system call.
void die_at(long call) {
    sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<uint32_t>(call), 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog program{static_cast<unsigned short>(std::size(rules)), rules};
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) != 0)
        ::_exit(98);
}

class ExpiryCutShort : public DeliveryExpiry {
   protected:
    ExpiryCutShort() {
        for (const char* name : {"one", "two"}) {
            const uint64_t root = run_->delivery(name);
            run_->put(root, kFile, small_fits_file(1));
            run_->put(root, "obs/123401/products/b.fits", small_fits_file(2));
        }
        run_->staging().wait_until_idle();
        EXPECT_EQ(staged().size(), 4u);
    }
    // A process of its own is killed there, while it lets deliveries expire. This one has a single
    // thread meanwhile, so that the fork is whole.
    void expire_and_die_at(long call) {
        run_.reset();
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            StagingRun run(archive_.archive());
            run.staging().wait_until_idle();
            die_at(call);
            run.staging().expire(in_days(31));
            ::_exit(99);  // the call was never made
        }
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS) << status;
        run_.emplace(archive_.archive());
    }
    // With its files, or gone. Returns which.
    bool is_whole(const std::string& delivery) {
        if (!is_there(delivery)) return false;
        const DeliverySummary summary = run_->summary(delivery);
        EXPECT_EQ(summary.files.size(), 2u);
        for (const auto& file : summary.files) EXPECT_EQ(file.state, FileState::kValid);
        return true;
    }
    void expect_that_it_goes_on() {
        run_->staging().expire(in_days(31));
        EXPECT_FALSE(is_there("one"));
        EXPECT_FALSE(is_there("two"));
        EXPECT_THAT(staged(), ElementsAre());
        for (const char* name : {"one", "two"})
            EXPECT_EQ(ended(name), "gone expired: receiving, and unchanged for 30 days");
    }
};

TEST_F(ExpiryCutShort, BeforeTheFirstRowIsWrittenNothingHappened) {
    expire_and_die_at(SYS_pwrite64);
    EXPECT_TRUE(is_whole("one"));
    EXPECT_TRUE(is_whole("two"));
    EXPECT_EQ(staged().size(), 4u);
    expect_that_it_goes_on();
}

TEST_F(ExpiryCutShort, BeforeTheRowsAreDurableADeliveryIsWholeOrGone) {
    expire_and_die_at(SYS_fdatasync);
    const size_t left = (is_whole("one") ? 2u : 0u) + (is_whole("two") ? 2u : 0u);
    EXPECT_EQ(staged().size(), left);
    EXPECT_GE(left, 2u);
    expect_that_it_goes_on();
}

TEST_F(ExpiryCutShort, BeforeTheBytesGoTheyBelongToNobodyAndGoAtTheNextStart) {
    expire_and_die_at(SYS_unlinkat);
    EXPECT_FALSE(is_there("one"));
    EXPECT_TRUE(is_whole("two"));
    EXPECT_EQ(staged().size(), 2u);
    expect_that_it_goes_on();
}

TEST_F(ExpiryCutShort, ARehearsalWhoseNameIsGoneGoesWholeAtTheNextStart) {
    run_->staging().expire(in_days(31));
    put_observation("test_one");
    const auto site = rehearsal_site(archive_.archive(), "halosat", "test_one");
    ASSERT_TRUE(std::filesystem::exists(site / "data/obs/halosat/123401"));
    expire_and_die_at(SYS_unlinkat);
    EXPECT_FALSE(is_there("test_one"));
    EXPECT_FALSE(std::filesystem::exists(site));
}

}  // namespace
}  // namespace heafs
