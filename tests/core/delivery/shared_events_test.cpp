// EVT-001 through staging and publisher: lists of one instrument and observation with the same
// events.
#include "core/delivery/shared_events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/catalog/schema.h"
#include "core/events/list_sketch.h"
#include "tests/core/events/hand_made_list.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

constexpr const char* kPath = "obs/0001/events/";

std::string mission_text() {
    std::string text =
        "[mission]\nname = \"small\"\ntitle = \"Small\"\n[delivery]\npublish = \"commit\"\n"
        "[obs]\nfolder = \"{obs_id}\"\nparts = { obs_id = '\\d{4}' }\n" +
        hand_made::instrument_text(true);
    for (const char* rule : {"KEY-003", "KEY-004", "KEY-007", "KEY-010"})
        text += std::string("[[waive]]\nrule = \"") + rule +
                "\"\nfiles = \"events/*\"\nreason = \"lists of tests\"\nuntil = \"2099-01-01\"\n";
    return text;
}

// `count` events of one sky, of which `seed` is the number.
std::vector<hand_made::Event> events_of(uint64_t seed, size_t count = 50) {
    return hand_made::scattered(count, seed, 0.1, 10, 20);
}

std::vector<std::byte> list_of(std::vector<hand_made::Event> events) {
    hand_made::EventList list{.events = std::move(events), .gti = {{0, 1000}}, .degrees = true};
    return hand_made::fits_of(list);
}

class SharedEvents : public testing::Test {
   protected:
    void put(const std::string& delivery, const std::string& name,
             std::span<const std::byte> bytes) {
        run_.put(run_.delivery(delivery, "small"), kPath + name, bytes);
    }
    std::string commit(const std::string& delivery) {
        run_.put(run_.delivery(delivery, "small"), "COMMIT", "");
        return run_.verdict(delivery, "small");
    }
    std::string told(const std::string& delivery) {
        std::string text;
        for (const Finding& finding : run_.summary(delivery, "small").findings)
            if (rejects(finding)) text += finding.rule + " " + finding.text + "\n";
        return text;
    }
    bool is_public(const std::string& name) {
        return run_.published("obs/small/0001/events/" + name).has_value();
    }

    TestArchive archive_{{"halosat"}, {mission_text()}};
    StagingRun run_{archive_.archive()};
};

TEST_F(SharedEvents, TwoProcessingsInOneDeliveryKeepItBack) {
    auto both = events_of(1, 30);
    put("first", "a.evt", list_of(both));
    both.push_back(events_of(2, 1).front());
    put("first", "b.evt", list_of(both));
    EXPECT_EQ(commit("first"), "rejected");
    EXPECT_EQ(told("first"),
              "EVT-001 obs/small/0001/events/b.evt and obs/small/0001/events/a.evt hold 30 common "
              "events: deliver one processing, or name the other in the mission file\n");
    EXPECT_FALSE(is_public("a.evt"));
}

TEST_F(SharedEvents, AnotherProcessingOfAPublicListIsRefused) {
    put("first", "a.evt", list_of(events_of(1)));
    ASSERT_EQ(commit("first"), "published") << told("first");
    put("second", "b.evt", list_of(events_of(1)));
    EXPECT_EQ(commit("second"), "rejected");
    EXPECT_THAT(told("second"), testing::HasSubstr("EVT-001"));
    EXPECT_FALSE(is_public("b.evt"));
}

TEST_F(SharedEvents, ANewVersionOfTheSameNameIsNone) {
    put("first", "a.evt", list_of(events_of(1)));
    ASSERT_EQ(commit("first"), "published") << told("first");
    auto more = events_of(1);
    more.push_back(events_of(2, 1).front());
    put("second", "a.evt", list_of(more));
    EXPECT_EQ(commit("second"), "published") << told("second");
}

TEST_F(SharedEvents, AProcessingThatReplacesTheObservationIsNone) {
    put("first", "a.evt", list_of(events_of(1)));
    ASSERT_EQ(commit("first"), "published") << told("first");
    run_.put(run_.delivery("second", "small"), "delivery.toml", "replaces = \"observation\"\n");
    put("second", "b.evt", list_of(events_of(1)));
    EXPECT_EQ(commit("second"), "published") << told("second");
    EXPECT_FALSE(is_public("a.evt"));
}

TEST_F(SharedEvents, ListsOfOtherEventsAreNone) {
    put("first", "a.evt", list_of(events_of(1)));
    put("first", "b.evt", list_of(events_of(2)));
    EXPECT_EQ(commit("first"), "published") << told("first");
}

TEST_F(SharedEvents, OfLongListsTheNumberIsAnEstimate) {
    put("first", "a.evt", list_of(events_of(1, 2000)));
    put("first", "b.evt", list_of(events_of(1, 2000)));
    EXPECT_EQ(commit("first"), "rejected");
    EXPECT_THAT(told("first"), testing::HasSubstr("hold about 2000 common events"));
}

TEST_F(SharedEvents, ADamagedSketchOfThePublishedListStopsNobody) {
    put("first", "a.evt", list_of(events_of(1)));
    ASSERT_EQ(commit("first"), "published") << told("first");
    run_.writer().use_durably(
        [](Database& database) { database.run("UPDATE event_sketch SET sketch = 'PI [1'"); });
    put("second", "b.evt", list_of(events_of(1)));
    EXPECT_EQ(commit("second"), "published") << told("second");
}

TEST_F(SharedEvents, OtherObservationsAreNotCompared) {
    put("first", "a.evt", list_of(events_of(1)));
    run_.put(run_.delivery("first", "small"), "obs/0002/events/b.evt", list_of(events_of(1)));
    EXPECT_EQ(commit("first"), "published") << told("first");
}

TEST_F(SharedEvents, TheSameBytesUnderTwoNamesAreRefused) {
    put("first", "a.evt", list_of(events_of(1)));
    put("first", "b.evt", list_of(events_of(1)));
    EXPECT_EQ(commit("first"), "rejected");
    EXPECT_THAT(told("first"), testing::HasSubstr("hold 50 common events"));
}

TEST_F(SharedEvents, ListsThatTellEventsByOtherColumnsAreNotCompared) {
    put("first", "a.evt", list_of(events_of(1)));
    ASSERT_EQ(commit("first"), "published") << told("first");
    run_.writer().use_durably([](Database& database) {
        database.run("UPDATE event_sketch SET sketch = replace(sketch, 'PI [', 'RAWX,RAWY [')");
    });
    put("second", "b.evt", list_of(events_of(1)));
    EXPECT_EQ(commit("second"), "published") << told("second");
}

TEST_F(SharedEvents, HostileSketchesOfPublishedListsStopNobody) {
    put("first", "a.evt", list_of(events_of(1)));
    ASSERT_EQ(commit("first"), "published") << told("first");
    int number = 0;
    for (const std::string& sketch :
         {std::string(), std::string("PI"), std::string("PI []"), std::string("PI [1,0,0,true,7]"),
          std::string("PI [-1,0,0,true,\"\"]"), std::string("PI [1,0,1e999,true,\"00\"]"),
          std::string("PI ") + std::string(100000, '['), std::string(1000000, 'x')}) {
        run_.writer().use_durably([&](Database& database) {
            database.run("UPDATE event_sketch SET sketch = ?", sketch);
        });
        const std::string name = "x" + std::to_string(++number);
        put(name, name + ".evt", list_of(events_of(1)));
        EXPECT_EQ(commit(name), "published") << sketch.substr(0, 40) << told(name);
        run_.writer().use_durably(
            [](Database& database) { database.run("DELETE FROM event_sketch WHERE file_id > 2"); });
    }
}

// The units of one publication, in their order, without staging around them.
class Batch : public testing::Test {
   protected:
    Batch() { bring_up_schema(database_); }
    DueUnit unit(const std::string& name, uint64_t seed, bool replaces_observation = false) {
        DueFile due;
        due.mission = &mission_;
        due.delivery_path = kPath + name;
        due.place.obs_id = due.place.folder = "0001";
        due.place.rest = "events/" + name;
        due.place.final_path = "obs/small/0001/events/" + name;
        due.replaces_observation = replaces_observation;
        due.file = std::make_shared<StagedFile>();
        EventSketcher sketcher;
        for (int i = 0; i < 50; ++i) sketcher.add({static_cast<double>(seed), i, 0});
        due.file->content.event_sketch = list_sketch_text({"PI", sketcher.sketch()});
        return {due};
    }
    bool goes(const DueUnit& unit) { return lists_.obstacles_to(unit).at(0).empty(); }

    TemporaryFolder folder_;
    Mission mission_ = parse_mission(mission_text(), "small.toml");
    Database database_{folder_.path() / "catalog.db", Access::kWrite};
    ListComparison lists_{database_};
};

TEST_F(Batch, WhatAnEarlierUnitBringsIsCompared) {
    EXPECT_TRUE(goes(unit("a.evt", 1)));
    EXPECT_FALSE(goes(unit("b.evt", 1)));
    EXPECT_TRUE(goes(unit("b.evt", 2)));
}

TEST_F(Batch, WhatAnEarlierUnitReplacesIsComparedNoMore) {
    EXPECT_TRUE(goes(unit("a.evt", 1)));
    EXPECT_TRUE(goes(unit("a.evt", 2)));
    EXPECT_TRUE(goes(unit("b.evt", 1)));
    EXPECT_FALSE(goes(unit("c.evt", 2)));
}

TEST_F(Batch, AUnitThatGoesBackReplacesNothing) {
    EXPECT_TRUE(goes(unit("a.evt", 1)));
    EXPECT_TRUE(goes(unit("b.evt", 2)));
    EXPECT_FALSE(goes(unit("a.evt", 2)));
    EXPECT_FALSE(goes(unit("c.evt", 1)));
}

}  // namespace
}  // namespace heafs
