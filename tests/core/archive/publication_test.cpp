#include "core/archive/publication.h"

#include <gmock/gmock.h>

#include "config/base/error.h"
#include "tests/core/archive/interrupted_publication.h"

namespace heafs {
namespace {

using Publication = InterruptedPublication;

TEST_F(Publication, PublishesNewFilesAndKeepsWhatTheyReplace) {
    publish_all();
    expect_all_is_published();
}

TEST_F(Publication, GoesThroughItsStepsInOrder) {
    std::vector<PublishStep> steps;
    CatalogWriter writer(archive_.archive().catalogue());
    publish(archive_.archive(), writer, staged_, [&](PublishStep step) { steps.push_back(step); });
    const auto linked = PublishStep::kLinked;
    const auto moved = PublishStep::kMoved;
    EXPECT_THAT(steps, testing::ElementsAre(PublishStep::kSynced, PublishStep::kJournalled,
                                            PublishStep::kRecorded, PublishStep::kIndexed, linked,
                                            moved, moved, linked, moved, moved, linked, moved,
                                            moved, PublishStep::kSettled, PublishStep::kCommitted));
}

TEST_F(Publication, NothingIsVisibleBeforeTheCommit) {
    CatalogWriter writer(archive_.archive().catalogue());
    publish(archive_.archive(), writer, staged_, [&](PublishStep step) {
        if (step != PublishStep::kCommitted) expect_old_is_visible();
    });
}

TEST_F(Publication, FillsInTheNumbersOfItsEntries) {
    publish_all();
    for (const JournalEntry& entry : staged_)
        EXPECT_EQ(says("SELECT sha256 FROM file WHERE id = " + std::to_string(entry.file_id)),
                  entry.sha256);
}

TEST_F(Publication, NothingToPublishIsNoPublication) {
    std::vector<JournalEntry> none;
    CatalogWriter writer(archive_.archive().catalogue());
    publish(archive_.archive(), writer, none);
    EXPECT_EQ(says("SELECT max(publication) FROM journal"), "1");
}

TEST_F(Publication, ASecondOneOfADeliveryWritesARecordOfItsOwn) {
    std::vector<JournalEntry> later(staged_.begin() + 1, staged_.begin() + 2);
    staged_.erase(staged_.begin() + 1);
    publish_all();
    CatalogWriter writer(archive_.archive().catalogue());
    publish(archive_.archive(), writer, later);
    const auto folder = archive_.archive().deliveries() / "halosat/second";
    EXPECT_TRUE(std::filesystem::exists(folder / "record.json"));
    EXPECT_TRUE(std::filesystem::exists(folder / "record.000003.json"));
}

TEST_F(Publication, KeepsTheMissionFileThatWasInForce) {
    const std::string hash =
        sha256sum_of(bytes_of(archive_.archive().find_mission("halosat")->source_text));
    EXPECT_TRUE(
        std::filesystem::exists(archive_.archive().deliveries() / "missions" / (hash + ".toml")));
}

}  // namespace
}  // namespace heafs
