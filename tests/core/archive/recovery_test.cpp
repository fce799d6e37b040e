// Publications that a crash cut short: whatever the moment, the archive is as before or as after.
#include <gmock/gmock.h>

#include <fstream>

#include "config/base/error.h"
#include "core/base/files.h"
#include "tests/core/archive/interrupted_publication.h"
#include "tests/support/outside_programs.h"

namespace heafs {
namespace {

TEST_F(InterruptedPublication, BeforeTheJournalNothingHappened) {
    publish_and_stop({PublishStep::kSynced});
    EXPECT_TRUE(recover().empty());
    expect_nothing_happened();
}

TEST_F(InterruptedPublication, BeforeTheJournalItCanBeTriedAgain) {
    publish_and_stop({PublishStep::kSynced});
    recover();
    publish_all();
    expect_all_is_published();
}

TEST_F(InterruptedPublication, AfterTheCommitThereIsNothingToRecover) {
    publish_and_stop({PublishStep::kCommitted});
    EXPECT_TRUE(recover().empty());
    expect_all_is_published();
}

// First, middle and last file of the steps that come for each file.
const StopPoint kOpenPoints[] = {
    {PublishStep::kJournalled}, {PublishStep::kRecorded},  {PublishStep::kIndexed},
    {PublishStep::kLinked, 1},  {PublishStep::kLinked, 2}, {PublishStep::kLinked, 3},
    {PublishStep::kMoved, 1},   {PublishStep::kMoved, 2},  {PublishStep::kMoved, 3},
    {PublishStep::kMoved, 4},   {PublishStep::kMoved, 6},  {PublishStep::kSettled}};

class StoppedPublication : public InterruptedPublication,
                           public testing::WithParamInterface<StopPoint> {};

TEST_P(StoppedPublication, ShowsTheOldUntilItIsRecovered) {
    publish_and_stop(GetParam());
    expect_old_is_visible();
}

TEST_P(StoppedPublication, IsFinishedByRecovery) {
    publish_and_stop(GetParam());
    EXPECT_EQ(recover().size(), static_cast<size_t>(kMoved));
    expect_all_is_published();
}

TEST_P(StoppedPublication, IsFinishedOnce) {
    publish_and_stop(GetParam());
    recover();
    EXPECT_TRUE(recover().empty());
    expect_all_is_published();
}

INSTANTIATE_TEST_SUITE_P(Each, StoppedPublication, testing::ValuesIn(kOpenPoints));

struct TwoStops {
    StopPoint publishing;
    StopPoint recovering;
};
void PrintTo(const TwoStops& stops, std::ostream* out) {
    PrintTo(stops.publishing, out);
    *out << ", then ";
    PrintTo(stops.recovering, out);
}

class TwiceStoppedPublication : public InterruptedPublication,
                                public testing::WithParamInterface<TwoStops> {};

TEST_P(TwiceStoppedPublication, IsFinishedByTheSecondRecovery) {
    publish_and_stop(GetParam().publishing);
    recover_and_stop(GetParam().recovering);
    expect_old_is_visible();
    EXPECT_EQ(recover().size(), static_cast<size_t>(kMoved));
    expect_all_is_published();
}

INSTANTIATE_TEST_SUITE_P(
    Each, TwiceStoppedPublication,
    testing::Values(TwoStops{{PublishStep::kMoved, 1}, {PublishStep::kMoved, 1}},
                    TwoStops{{PublishStep::kMoved, 1}, {PublishStep::kLinked, 1}},
                    TwoStops{{PublishStep::kMoved, 3}, {PublishStep::kMoved, 3}},
                    TwoStops{{PublishStep::kMoved, 6}, {PublishStep::kSettled}},
                    TwoStops{{PublishStep::kLinked, 1}, {PublishStep::kLinked, 1}},
                    TwoStops{{PublishStep::kLinked, 2}, {PublishStep::kMoved, 2}},
                    TwoStops{{PublishStep::kRecorded}, {PublishStep::kRecorded}},
                    TwoStops{{PublishStep::kJournalled}, {PublishStep::kMoved, 4}}));

TEST_F(InterruptedPublication, ThreeStopsInARowAreRecovered) {
    publish_and_stop({PublishStep::kMoved, 2});
    recover_and_stop({PublishStep::kMoved, 2});
    recover_and_stop({PublishStep::kMoved, 1});
    recover();
    expect_all_is_published();
}

// Other bytes in the place of a file that was moved already.
class ForeignBytes : public InterruptedPublication {
   protected:
    ForeignBytes() {
        publish_and_stop({PublishStep::kMoved, 2});
        path_ = staged_[1].final_path;
        const auto file = archive_.archive().data() / path_;
        std::filesystem::remove(file);
        std::ofstream(file) << "somebody else's";
    }
    std::string path_;
};

TEST_F(ForeignBytes, StopRecoveryWithTheirPlace) {
    try {
        recover();
        FAIL() << "it was recovered";
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kStale);
        EXPECT_THAT(error.what(), testing::HasSubstr(path_));
    }
}

TEST_F(ForeignBytes, AreNotOverwritten) {
    EXPECT_THROW(recover(), Error);
    EXPECT_EQ(disk_text(path_), "somebody else's");
}

TEST_F(ForeignBytes, LeaveTheOldVisible) {
    EXPECT_THROW(recover(), Error);
    expect_old_is_visible();
}

TEST_F(ForeignBytes, AreNoObstacleOnceTheOperatorPutTheRightFileThere) {
    EXPECT_THROW(recover(), Error);
    std::ofstream(archive_.archive().data() / path_) << new_texts_.at(path_);
    recover();
    EXPECT_EQ(says("SELECT count(*) FROM journal WHERE done = 0"), "0");
    EXPECT_EQ(disk_text(path_), new_texts_.at(path_));
    EXPECT_EQ(says("SELECT disk_inode FROM file WHERE disk_path = '" + path_ + "'") + "\n",
              output_of("stat -c %i '" + (archive_.archive().data() / path_).string() + "'"));
}

TEST_F(InterruptedPublication, AFileThatVanishedAfterItsMoveStopsRecovery) {
    publish_and_stop({PublishStep::kMoved, 2});
    std::filesystem::remove(archive_.archive().data() / staged_[1].final_path);
    try {
        recover();
        FAIL() << "it was recovered";
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kStale);
    }
}

TEST_F(InterruptedPublication, OtherBytesWhereTheOldVersionGoesAreNotOverwritten) {
    const std::string kept = staged_[0].replaces->superseded_path;
    const auto path = archive_.archive().data() / kept;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << "somebody else's";
    CatalogWriter writer(archive_.archive().catalogue());
    EXPECT_THROW(publish(archive_.archive(), writer, staged_), Error);
    EXPECT_EQ(disk_text(kept), "somebody else's");
    EXPECT_EQ(disk_text(staged_[0].final_path), old_texts_.at(staged_[0].final_path));
}

}  // namespace
}  // namespace heafs
