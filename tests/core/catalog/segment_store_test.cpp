#include "core/catalog/segment_store.h"

#include <gmock/gmock.h>

#include "core/catalog/targets.h"
#include "tests/core/catalog/catalogue_fixture.h"

namespace heafs {
namespace {

class SegmentStore : public Catalogue {
   protected:
    SegmentRow row_of(const FileRow& file, const std::string& obs_id = "123401") const {
        SegmentRow row;
        row.instrument = "halosat";
        row.mission = "halosat";
        row.obs_id = obs_id;
        row.file_id = file.id;
        row.path = "index/halosat/" + obs_id + "_aa.fits";
        row.start_mjd = 58000.123456789;
        row.stop_mjd = 58001;
        row.last_channel = 1023;
        row.events = 77;
        row.ra = Angle{329.71672089466704};
        row.dec = Angle{-30.225600000000001};
        row.reach = Angle{5e-7};
        return row;
    }
    std::vector<SegmentRow> loaded() { return load_segments(database_); }
};

TEST_F(SegmentStore, GivesBackWhatWasStored) {
    const FileRow file = publish_one(entry("obs/halosat/123401/a.fits", "ab"));
    store_segment(database_, row_of(file));
    ASSERT_EQ(loaded().size(), 1u);
    const SegmentRow row = loaded()[0];
    EXPECT_EQ(row.instrument, "halosat");
    EXPECT_EQ(row.obs_id, "123401");
    EXPECT_EQ(row.file_id, file.id);
    EXPECT_EQ(row.path, "index/halosat/123401_aa.fits");
    EXPECT_EQ(row.start_mjd, 58000.123456789);
    EXPECT_EQ(row.last_channel, 1023);
    EXPECT_EQ(row.events, 77);
    EXPECT_EQ(row.ra.degrees, 329.71672089466704);
    EXPECT_EQ(row.dec.degrees, -30.225600000000001);
    EXPECT_EQ(row.reach.degrees, 5e-7);
    EXPECT_EQ(row.source_path, "obs/halosat/123401/a.fits");
    EXPECT_EQ(row.source_sha256, "ab");
}

TEST_F(SegmentStore, AnotherSegmentOfTheSameListTakesItsPlace) {
    const FileRow file = publish_one(entry("obs/halosat/123401/a.fits"));
    SegmentRow row = row_of(file);
    store_segment(database_, row);
    row.events = 78;
    store_segment(database_, row);
    ASSERT_EQ(loaded().size(), 1u);
    EXPECT_EQ(loaded()[0].events, 78);
}

TEST_F(SegmentStore, TwoInstrumentsMayReadOneList) {
    SegmentRow row = row_of(publish_one(entry("obs/halosat/123401/a.fits")));
    store_segment(database_, row);
    row.instrument = "another";
    row.path = "index/another/123401_aa.fits";
    store_segment(database_, row);
    ASSERT_EQ(loaded().size(), 2u);
    EXPECT_EQ(loaded()[0].instrument, "another");
}

TEST_F(SegmentStore, ASegmentOfASupersededListIsNotLoaded) {
    const FileRow file = publish_one(entry("obs/halosat/123401/a.fits", "ab"));
    store_segment(database_, row_of(file));
    const FileRow newer = publish_one(entry_over(file, "cd"));
    EXPECT_TRUE(loaded().empty());
    store_segment(database_, row_of(newer));
    ASSERT_EQ(loaded().size(), 1u);
    EXPECT_EQ(loaded()[0].source_sha256, "cd");
}

TEST_F(SegmentStore, RowsComeByObservationAndPath) {
    const FileRow b = publish_one(entry("obs/halosat/123401/b.fits"));
    const FileRow a = publish_one(entry("obs/halosat/123401/a.fits"));
    const FileRow first = publish_one(entry("obs/halosat/000001/z.fits"));
    for (const FileRow& file : {b, a}) {
        SegmentRow row = row_of(file);
        row.path = "index/halosat/" + file.name;
        store_segment(database_, row);
    }
    store_segment(database_, row_of(first, "000001"));
    std::vector<std::string> paths;
    for (const SegmentRow& row : loaded()) paths.push_back(row.source_path);
    EXPECT_THAT(paths,
                testing::ElementsAre("obs/halosat/000001/z.fits", "obs/halosat/123401/a.fits",
                                     "obs/halosat/123401/b.fits"));
}

TEST_F(SegmentStore, TheLastPublicationIsTheLastCommitted) {
    EXPECT_EQ(last_publication(database_), 0);
    publish_one(entry("obs/halosat/123401/a.fits"));
    const int64_t first = last_publication(database_);
    EXPECT_GT(first, 0);
    const int64_t second = begin({entry("obs/halosat/123401/b.fits")});
    EXPECT_EQ(last_publication(database_), first);
    commit(second);
    EXPECT_GT(last_publication(database_), first);
}

class Targets : public Catalogue {
   protected:
    void observe(const std::string& obs_id, std::optional<std::string> object,
                 std::optional<double> ra, std::optional<double> dec) {
        database_.run(
            "INSERT INTO observation(mission, obs_id, object, ra, dec) VALUES('halosat', ?, ?, ?, "
            "?)",
            obs_id, object, ra, dec);
    }
};

TEST_F(Targets, AreOneForEachNameAndPosition) {
    observe("000002", "Crab", 83.63, 22.01);
    observe("000001", "Crab", 83.63, 22.01);
    observe("000003", "Crab", 83.64, 22.02);
    observe("000004", "3C 273", 187.28, 2.05);
    const auto targets = load_targets(database_);
    ASSERT_EQ(targets.size(), 3u);
    EXPECT_EQ(targets[0].object, "Crab");
    EXPECT_EQ(targets[0].ra.degrees, 83.63);
    EXPECT_EQ(targets[0].observations, 2);
    EXPECT_EQ(targets[0].mission, "halosat");
    EXPECT_EQ(targets[1].ra.degrees, 83.64);
    EXPECT_EQ(targets[2].object, "3C 273");
    EXPECT_EQ(targets[2].dec.degrees, 2.05);
}

TEST_F(Targets, TheEarliestObservedComesFirst) {
    observe("000001", "Crab", 83.63, 22.01);
    observe("000002", "Crab", 83.64, 22.02);
    observe("000003", "Crab", 83.65, 22.03);
    database_.run("UPDATE observation SET start = '2019-01-02T00:00:00' WHERE obs_id = '000002'");
    database_.run("UPDATE observation SET start = '2018-12-31T00:00:00' WHERE obs_id = '000003'");
    const auto targets = load_targets(database_);
    ASSERT_EQ(targets.size(), 3u);
    EXPECT_EQ(targets[0].ra.degrees, 83.65);
    EXPECT_EQ(targets[0].first, "2018-12-31T00:00:00");
    EXPECT_EQ(targets[1].ra.degrees, 83.64);
    EXPECT_EQ(targets[2].first, "");
}

TEST_F(Targets, WithoutNameOrPositionAreNone) {
    observe("000001", {}, 83.63, 22.01);
    observe("000002", "Crab", {}, 22.01);
    observe("000003", "Crab", 83.63, {});
    EXPECT_TRUE(load_targets(database_).empty());
}

}  // namespace
}  // namespace heafs
