#include "core/catalog/header_store.h"

#include <gmock/gmock.h>

#include "core/catalog/observation_json.h"
#include "tests/core/catalog/catalogue_fixture.h"

namespace heafs {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class HeaderStore : public Catalogue {
   protected:
    JournalEntry with_header(JournalEntry made, const std::string& exposure) const {
        ObservationFacts facts;
        facts.header = {{"EXPOSURE", exposure}};
        made.observation = observation_to_json(facts);
        return made;
    }
    std::vector<ObservationHeaders> changed(int64_t after = 0) {
        std::vector<ObservationHeaders> all;
        newest_ = read_changed_observations(
            database_, after, [&](ObservationHeaders one) { all.push_back(std::move(one)); });
        return all;
    }
    int64_t newest_ = 0;
};

TEST_F(HeaderStore, ANewCatalogueHasNoChange) {
    EXPECT_EQ(newest_observation_change(database_), 0);
    EXPECT_THAT(changed(), IsEmpty());
    EXPECT_EQ(newest_, 0);
}

TEST_F(HeaderStore, GivesTheHeadersOfPublishedFilesByPath) {
    commit(begin({with_header(entry("obs/halosat/123401/b"), "2"),
                  with_header(entry("obs/halosat/123401/a"), "1")}));
    const auto all = changed();
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].mission, "halosat");
    EXPECT_EQ(all[0].obs_id, "123401");
    EXPECT_TRUE(all[0].published);
    EXPECT_THAT(all[0].files,
                ElementsAre(FileHeader{"obs/halosat/123401/a", "events", 2, {{"EXPOSURE", "1"}}},
                            FileHeader{"obs/halosat/123401/b", "events", 2, {{"EXPOSURE", "2"}}}));
    EXPECT_EQ(newest_, newest_observation_change(database_));
}

TEST_F(HeaderStore, AnObservationWithoutHeadersIsThereWithoutFiles) {
    publish_one(entry("obs/halosat/123401/a"));
    const auto all = changed();
    ASSERT_EQ(all.size(), 1u);
    EXPECT_TRUE(all[0].published);
    EXPECT_THAT(all[0].files, IsEmpty());
}

TEST_F(HeaderStore, AReplacedFilesHeaderIsNoLongerGiven) {
    const FileRow old = publish_one(with_header(entry("obs/halosat/123401/a", "aa"), "1"));
    publish_one(with_header(entry_over(old, "bb"), "2"));
    const auto all = changed();
    ASSERT_EQ(all.size(), 1u);
    EXPECT_THAT(all[0].files,
                ElementsAre(FileHeader{"obs/halosat/123401/a", "events", 2, {{"EXPOSURE", "2"}}}));
}

TEST_F(HeaderStore, GivesOnlyWhatChangedSince) {
    publish_one(with_header(entry("obs/halosat/123401/a"), "1"));
    changed();
    const int64_t before = newest_;
    JournalEntry other = with_header(entry("obs/halosat/123402/a"), "3");
    other.obs_id = "123402";
    publish_one(other);
    const auto later = changed(before);
    ASSERT_EQ(later.size(), 1u);
    EXPECT_EQ(later[0].obs_id, "123402");
    EXPECT_THAT(changed(newest_), IsEmpty());
}

TEST_F(HeaderStore, AnObservationWithoutPublishedFilesIsNotPublished) {
    publish_one(with_header(entry("obs/halosat/123401/a"), "1"));
    database_.script("UPDATE file SET state = 'withdrawn'");
    note_observation_change(database_, "halosat", "123401");
    const auto all = changed();
    ASSERT_EQ(all.size(), 1u);
    EXPECT_FALSE(all[0].published);
    EXPECT_THAT(all[0].files, IsEmpty());
}

TEST_F(HeaderStore, ValuesComeBackAsTheyWereKept) {
    const FileRow file = publish_one(entry("obs/halosat/123401/a"));
    const std::map<std::string, std::string> values = {
        {"A", ""}, {"B", "x=y"}, {"C", "{\"'|\\"}, {"D@2", " \xc3\xa4 "}};
    store_header(database_, file.id, "halosat", "123401", values);
    EXPECT_EQ(changed().at(0).files.at(0).values, values);
}

TEST_F(HeaderStore, ASketchIsKeptApartFromTheValues) {
    const FileRow file = publish_one(entry("obs/halosat/123401/a"));
    store_header(database_, file.id, "halosat", "123401",
                 {{"EXPOSURE", "1"}, {kSketchHeader, "PI [1]"}});
    EXPECT_EQ(changed().at(0).files.at(0).values,
              (std::map<std::string, std::string>{{"EXPOSURE", "1"}}));
    EXPECT_THAT(sketches_below(database_, "obs/halosat/123401"),
                ElementsAre(SketchedFile{"obs/halosat/123401/a", "PI [1]"}));
    EXPECT_THAT(sketches_below(database_, "obs/halosat/1234"), IsEmpty());
}

TEST_F(HeaderStore, ALineEndInAValueIsABlank) {
    const FileRow file = publish_one(entry("obs/halosat/123401/a"));
    store_header(database_, file.id, "halosat", "123401", {{"A", "1\nB=2"}});
    EXPECT_EQ(changed().at(0).files.at(0).values,
              (std::map<std::string, std::string>{{"A", "1 B=2"}}));
}

TEST_F(HeaderStore, FilesOfNoObservationAreNoChange) {
    JournalEntry trend = with_header(entry("trend/halosat/a"), "1");
    trend.obs_id = "";
    publish_one(trend);
    EXPECT_EQ(newest_observation_change(database_), 0);
}

// What a crash leaves is finished from the journal: the values are in there.
TEST_F(HeaderStore, ValuesSurviveInTheJournal) {
    const int64_t publication = begin({with_header(entry("obs/halosat/123401/a"), "1")});
    const auto loaded = load_publication(database_, publication);
    EXPECT_THAT(observation_from_json(loaded[0].observation).header,
                ElementsAre(std::pair<const std::string, std::string>{"EXPOSURE", "1"}));
}

}  // namespace
}  // namespace heafs
