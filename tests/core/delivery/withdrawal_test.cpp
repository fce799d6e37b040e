// What is taken back by withdraw.txt, replaced as a whole, and released on its date.
#include <gmock/gmock.h>

#include "core/base/clock.h"
#include "core/simulation/halosat_observation.h"
#include "tests/support/small_fits.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

constexpr const char* kFile = "obs/halosat/123402/products/a.fits";

class DeliveredWithdrawal : public testing::Test {
   protected:
    void deliver(StagingRun& run, uint64_t number, const std::string& delivery = "first") {
        const uint64_t root = run.delivery(delivery);
        const uint64_t folder = run.folder(root, "obs/123402/products");
        if (run.staging().find(folder, "a.fits")) run.staging().remove_file(folder, "a.fits");
        run.put(root, "obs/123402/products/a.fits", small_fits_file(number, "123402"));
    }
    std::string withdraw(StagingRun& run, const std::string& text,
                         const std::string& delivery = "back") {
        run.put(run.delivery(delivery), "withdraw.txt", text);
        run.staging().wait_until_idle();
        return run.verdict(delivery);
    }
    std::string says(const std::string& sql) const { return archive_.catalogue_says(sql); }
    TestArchive archive_;
};

TEST_F(DeliveredWithdrawal, ADeliveredTextHidesTheObservation) {
    StagingRun run(archive_.archive());
    deliver(run, 1, "now");
    run.staging().wait_until_idle();
    ASSERT_TRUE(run.published(kFile));
    EXPECT_EQ(withdraw(run, "reason: wrong gain\n123402\n"), "published");
    EXPECT_FALSE(run.published(kFile));
    EXPECT_EQ(says("SELECT state || reason FROM retirement"), "withdrawnwrong gain");
    EXPECT_EQ(says("SELECT count(*) FROM dir WHERE path = 'obs/halosat/123402' AND published"),
              "0");
    EXPECT_THAT(run.told(), testing::Contains(ChangedName{"obs/halosat", "123402"}));
    EXPECT_EQ(run.verdict("now"), "withdrawn");
}

TEST_F(DeliveredWithdrawal, IsNotCarriedOutAgainByARestart) {
    {
        StagingRun run(archive_.archive());
        deliver(run, 1, "now");
        run.staging().wait_until_idle();
        withdraw(run, "reason: wrong gain\n123402\n");
        deliver(run, 2, "now");
        run.staging().wait_until_idle();
        ASSERT_TRUE(run.published(kFile));
    }
    StagingRun again(archive_.archive());
    again.staging().wait_until_idle();
    ASSERT_TRUE(again.published(kFile));
    EXPECT_EQ(again.published(kFile)->version, 2);
}

TEST_F(DeliveredWithdrawal, OfAnObservationThatIsNotThereIsRejected) {
    StagingRun run(archive_.archive());
    EXPECT_EQ(withdraw(run, "reason: wrong gain\n999999\n"), "rejected");
    EXPECT_TRUE(run.summary("back").files.empty());
}

TEST_F(DeliveredWithdrawal, WithoutAReasonIsRejectedAndHidesNothing) {
    StagingRun run(archive_.archive());
    deliver(run, 1, "now");
    run.staging().wait_until_idle();
    EXPECT_EQ(withdraw(run, "123402\n"), "rejected");
    EXPECT_TRUE(run.published(kFile));
}

TEST_F(DeliveredWithdrawal, ReplacingTheObservationRetiresWhatIsNotDeliveredAgain) {
    StagingRun run(archive_.archive());
    deliver(run, 1, "now");
    run.staging().wait_until_idle();
    const uint64_t root = run.delivery("second");
    run.put(root, "delivery.toml", "replaces = \"observation\"\n");
    for (const SimulatedFile& file : simulate_halosat_observation("123402", 1, 20))
        run.put(root, "obs/123402/" + file.path, file.bytes);
    EXPECT_EQ(run.verdict("second"), "published");
    EXPECT_FALSE(run.published(kFile));
    EXPECT_EQ(says("SELECT count(*) FROM file WHERE state = 'published'"), "14");
    EXPECT_THAT(run.told(),
                testing::Contains(ChangedName{"obs/halosat/123402/products", "a.fits"}));
}

// HaloSat as if it had a proprietary period.
std::string proprietary_mission() {
    TestArchive shipped;
    std::string text = shipped.archive().find_mission("halosat")->source_text;
    const auto replace = [&](const std::string& from, const std::string& to) {
        for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
            text.replace(at, from.size(), to);
    };
    replace("halosat", "secret");
    replace("halomaster", "secretmaster");
    replace("proprietary = false", "proprietary = true");
    return text;
}

class Proprietary : public testing::Test {
   protected:
    std::string deliver(StagingRun& run, const std::string& toml) {
        const uint64_t root = run.delivery("first", "secret");
        if (!toml.empty()) run.put(root, "delivery.toml", toml);
        for (const SimulatedFile& file : simulate_halosat_observation("123402", 1, 20))
            run.put(root, "obs/123402/" + file.path, file.bytes);
        return run.verdict("first", "secret");
    }
    void expect_nothing_is_public() const {
        EXPECT_EQ(archive_.catalogue_says("SELECT count(*) FROM file"), "0");
        EXPECT_EQ(archive_.catalogue_says("SELECT count(*) FROM observation"), "0");
        EXPECT_EQ(archive_.catalogue_says("SELECT count(*) FROM segment"), "0");
    }
    std::string published() const {
        return archive_.catalogue_says("SELECT count(*) FROM file WHERE state = 'published'");
    }
    TestArchive archive_{{}, {proprietary_mission()}};
};

TEST_F(Proprietary, WithoutADateItIsHeld) {
    StagingRun run(archive_.archive());
    EXPECT_EQ(deliver(run, ""), "held");
    run.staging().release_public("2999-01-01");
    run.staging().wait_until_idle();
    expect_nothing_is_public();
}

TEST_F(Proprietary, WithADateThatIsPastItIsPublished) {
    StagingRun run(archive_.archive());
    EXPECT_EQ(deliver(run, "public_date = \"2020-01-01\"\n"), "published");
    EXPECT_EQ(published(), "14");
    EXPECT_EQ(archive_.catalogue_says("SELECT public_date FROM observation"), "2020-01-01");
}

TEST_F(Proprietary, OnItsDateItIsPublishedByItselfAlsoAfterARestart) {
    std::string date = utc_text(now_nanoseconds()).substr(0, 10);
    date.replace(0, 4, std::to_string(std::stoi(date.substr(0, 4)) + 1));
    if (date.ends_with("02-29")) date.replace(5, 5, "03-01");
    {
        StagingRun run(archive_.archive());
        EXPECT_EQ(deliver(run, "public_date = \"" + date + "\"\n"), "held");
        EXPECT_TRUE(has_rule(run.summary("first", "secret").findings, "SEC-001"));
    }
    StagingRun run(archive_.archive());
    EXPECT_EQ(run.verdict("first", "secret"), "held");
    expect_nothing_is_public();
    run.staging().release_public(date);
    EXPECT_EQ(run.verdict("first", "secret"), "published");
    EXPECT_EQ(published(), "14");
}

TEST_F(Proprietary, ADateBeyondAnyPeriodIsAnError) {
    StagingRun run(archive_.archive());
    EXPECT_EQ(deliver(run, "public_date = \"2999-01-01\"\n"), "rejected");
    EXPECT_TRUE(has_rule(run.summary("first", "secret").findings, "SEC-002"));
    expect_nothing_is_public();
}

}  // namespace
}  // namespace heafs
