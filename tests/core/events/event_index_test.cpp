// The segments of an archive, found by position.
#include "core/events/event_index.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "core/archive/purge.h"
#include "core/base/clock.h"
#include "core/catalog/database.h"
#include "core/events/event_query.h"
#include "core/sky/healpix.h"
#include "tests/core/delivery/indexed_archive.h"

namespace heafs {
namespace {

using EventIndexTest = IndexedArchive;

std::vector<std::string> observations(const std::vector<const SegmentRow*>& rows) {
    std::vector<std::string> names;
    for (const SegmentRow* row : rows) names.push_back(row->obs_id);
    return names;
}

TEST_F(EventIndexTest, IsEmptyInAnEmptyArchive) {
    const auto map = index_.current();
    EXPECT_TRUE(map->rows().empty());
    EXPECT_TRUE(map->near("camera", direction_of(Angle{0}, Angle{0}), Angle{180}).empty());
}

TEST_F(EventIndexTest, ChangesWithAPublicationAndOnlyThen) {
    const auto before = index_.current();
    EXPECT_EQ(index_.current(), before);
    publish_with({staged("0001", "a.evt", list_around(10, 20))});
    const auto after = index_.current();
    EXPECT_NE(after, before);
    EXPECT_EQ(after->rows().size(), 1u);
    EXPECT_TRUE(before->rows().empty());
    EXPECT_EQ(index_.current(), after);
}

TEST_F(EventIndexTest, AReplacedListIsReplacedAndTheOldSegmentStaysReadable) {
    publish_with({staged("0001", "a.evt", list_around(10, 20, 100, 1))});
    const auto old_map = index_.current();
    const auto old = index_.open(old_map->rows().at(0));
    publish_with({staged("0001", "a.evt", list_around(11, 21, 70, 2))});
    const auto map = index_.current();
    ASSERT_EQ(map->rows().size(), 1u);
    EXPECT_EQ(map->rows()[0].events, 70);
    EXPECT_NE(map->rows()[0].source_sha256, old->source_sha256());
    EXPECT_EQ(index_.open(map->rows()[0])->size(), 70);
    EXPECT_EQ(old->size(), 100);
    EXPECT_EQ(select_events(*old, {}).size(), 100u);
    EXPECT_EQ(old_map->rows().at(0).events, 100);
}

// Says that what was published last was so on another day (UTC).
void set_day(const std::filesystem::path& archive, const std::string& day) {
    Database database(archive / "catalog.db", Access::kWrite);
    database.run(
        "UPDATE file SET published_at = unixepoch(?) * 1000000000 + 5 WHERE id = (SELECT max(id) "
        "FROM file)",
        day);
}

TEST_F(EventIndexTest, AsOfADayHasWhatWasPublishedByItsEnd) {
    publish_with({staged("0001", "a.evt", list_around(10, 20, 100, 1))});
    set_day(archive_.path(), "2026-03-10 23:59:59");
    publish_with({staged("0001", "a.evt", list_around(11, 21, 70, 2))});
    set_day(archive_.path(), "2026-03-12");
    publish_with({staged("0002", "b.evt", list_around(12, 22, 50, 3))});
    set_day(archive_.path(), "2026-03-12 08:00:00");
    EXPECT_TRUE(index_.as_of("2026-03-09")->rows().empty());
    for (const char* day : {"2026-03-10", "2026-03-11"}) {
        const auto old = index_.as_of(day);
        ASSERT_EQ(old->rows().size(), 1u) << day;
        EXPECT_EQ(old->rows()[0].events, 100);
        EXPECT_EQ(index_.open(old->rows()[0])->size(), 100);
    }
    const auto today = index_.as_of("2026-03-12");
    ASSERT_EQ(today->rows().size(), 2u);
    EXPECT_EQ(today->rows()[0].events, 70);
    EXPECT_EQ(index_.as_of("2026-03-12"), today);
}

TEST_F(EventIndexTest, WhatIsPurgedHasNoSegmentAnyMore) {
    publish_with({staged("0001", "a.evt", list_around(10, 20, 100, 1))});
    set_day(archive_.path(), "2026-03-10");
    publish_with({staged("0001", "a.evt", list_around(11, 21, 70, 2))});
    set_day(archive_.path(), "2026-03-12");
    const auto old = index_.as_of("2026-03-10")->rows().at(0);
    {
        CatalogWriter writer(archive_.archive().catalogue());
        purge_superseded(archive_.archive(), writer, now_nanoseconds());
    }
    EXPECT_FALSE(std::filesystem::exists(archive_.path() / old.path));
    EXPECT_TRUE(index_.as_of("2026-03-10")->rows().empty());
    ASSERT_EQ(index_.current()->rows().size(), 1u);
    EXPECT_EQ(index_.open(index_.current()->rows()[0])->size(), 70);
}

TEST_F(EventIndexTest, ASegmentIsMappedOnce) {
    publish_with({staged("0001", "a.evt", list_around(10, 20))});
    const auto map = index_.current();
    EXPECT_EQ(index_.open(map->rows()[0]), index_.open(map->rows()[0]));
}

TEST_F(EventIndexTest, AFieldAtAPoleAndOneOnTheZeroMeridianAreFound) {
    publish_with({staged("0001", "a.evt", list_around(0, 89.99)),
                  staged("0002", "b.evt", list_around(359.99, 0))});
    const auto map = index_.current();
    const auto near = [&](double ra, double dec) {
        return observations(map->near("camera", direction_of(Angle{ra}, Angle{dec}), Angle{0.01}));
    };
    EXPECT_THAT(near(180, 89.99), testing::ElementsAre("0001"));
    EXPECT_THAT(near(0.005, 0), testing::ElementsAre("0002"));
    EXPECT_TRUE(near(180, 0).empty());
    EXPECT_TRUE(map->near("other", direction_of(Angle{0}, Angle{90}), Angle{180}).empty());
}

// Against the definition, for a map of many fields that no archive had to publish.
TEST_F(EventIndexTest, NearIsWhatATestOfEveryFieldFinds) {
    std::mt19937 random(1);
    std::uniform_real_distribution<double> share(0, 1);
    std::vector<SegmentRow> rows(3000);
    for (size_t i = 0; i < rows.size(); ++i) {
        rows[i].instrument = i % 2 == 0 ? "camera" : "another";
        rows[i].mission = "test";
        rows[i].obs_id = std::to_string(i);
        rows[i].ra = Angle{360 * share(random)};
        rows[i].dec = Angle{std::clamp(200 * share(random) - 100, -90.0, 90.0)};
        rows[i].reach = Angle{i % 7 == 0 ? 40 * share(random) : 0.3 * share(random)};
    }
    const SegmentMap map(archive_.archive(), rows, 1);
    for (int i = 0; i < 300; ++i) {
        const Direction centre =
            direction_of(Angle{360 * share(random)}, Angle{180 * share(random) - 90});
        const Angle radius{i % 3 == 0 ? 180 * share(random) : 0.01};
        std::vector<std::string> expected;
        for (const SegmentRow& row : rows) {
            // 10 arcmin: the field of view in the mission file.
            const double reach =
                row.instrument == "camera" ? std::max(row.reach.degrees, 10.0 / 60) : 0;
            const Angle distance = separation(direction_of(row.ra, row.dec), centre);
            if (reach > 0 && distance.degrees <= reach + radius.degrees)
                expected.push_back(row.obs_id);
        }
        ASSERT_EQ(observations(map.near("camera", centre, radius)), expected) << i;
    }
}

}  // namespace
}  // namespace heafs
