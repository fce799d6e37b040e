// Files that are compared with each other before they are sent, and with what an archive has.
#include "core/delivery/neighbours.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/delivery/report.h"
#include "core/events/list_sketch.h"
#include "tests/core/events/hand_made_list.h"
#include "tests/support/small_fits.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string mission_text() {
    return "[mission]\nname = \"small\"\ntitle = \"Small\"\n[delivery]\npublish = \"file\"\n"
           "[obs]\nfolder = \"{obs_id}\"\nparts = { obs_id = '\\d{4}' }\n"
           "[[obs.file]]\nclass = \"events\"\nlevel = 2\nfiles = 'events/.*'\n"
           "[doc.describes]\nevents = 'events_format\\.txt'\n" +
           hand_made::instrument_text(true);
}

const Mission& mission() {
    static const Mission kMission = parse_mission(mission_text(), "small.toml");
    return kMission;
}

// Events first, first + 1, ... last - 1, one a second.
Content list_of(int64_t first, int64_t last) {
    EventSketcher sketcher;
    for (int64_t i = first; i < last; ++i) sketcher.add({static_cast<double>(i), i, 0});
    Content content;
    content.event_sketch = list_sketch_text({"DETX,DETY", sketcher.sketch()});
    return content;
}

Content response(const std::string& date) {
    CalibrationEntry entry;
    entry.hdu = 2;
    entry.telescop = "SMALL";
    entry.instrume = "EYE";
    entry.name = "MATRIX";
    entry.date = date;
    entry.time = "00:00:00";
    entry.boundaries = {"CHAN(0-1023)"};
    Content content;
    content.calibration = {entry};
    return content;
}

const std::string kCalibration = "caldb/eye/cpf/";

class NeighboursTest : public testing::Test {
   protected:
    void begin(std::vector<std::string> paths, LedgerPool* published = nullptr,
               bool replaces = false) {
        neighbours_.emplace(mission(), std::move(paths), replaces, published);
    }
    std::vector<std::string> add(const std::string& path, const Content& content = {},
                                 const std::string& sha256 = "aa") {
        last_ = neighbours_->add(path, sha256, content);
        return rules(last_);
    }
    static std::vector<std::string> rules(const std::vector<Finding>& findings) {
        std::vector<std::string> names;
        for (const Finding& finding : findings) names.push_back(finding.rule);
        return names;
    }

    std::optional<Neighbours> neighbours_;
    std::vector<Finding> last_;
};

TEST_F(NeighboursTest, TwoListsOfAnObservationThatShareEventsAreTold) {
    begin({"obs/0001/events/a.evt", "obs/0001/events/b.evt"});
    EXPECT_THAT(add("obs/0001/events/a.evt", list_of(0, 100)), IsEmpty());
    EXPECT_THAT(add("obs/0001/events/b.evt", list_of(70, 200)), ElementsAre("EVT-001"));
    EXPECT_EQ(last_[0].file, "obs/0001/events/b.evt");
    EXPECT_THAT(last_[0].text, HasSubstr("events/a.evt hold 30 common events"));
}

TEST_F(NeighboursTest, ListsOfOtherEventsOrObservationsAreNot) {
    begin({});
    EXPECT_THAT(add("obs/0001/events/a.evt", list_of(0, 100)), IsEmpty());
    EXPECT_THAT(add("obs/0001/events/b.evt", list_of(100, 200)), IsEmpty());
    EXPECT_THAT(add("obs/0002/events/a.evt", list_of(0, 100)), IsEmpty());
}

TEST_F(NeighboursTest, TwoCopiesForOnePlaceAreOneFile) {
    begin({});
    EXPECT_THAT(add("obs/0001/events/a.evt", list_of(0, 100)), IsEmpty());
    EXPECT_THAT(add("obs/0001/events/a.evt", list_of(0, 100)), IsEmpty());
}

TEST_F(NeighboursTest, WhatIsEncryptedAndInClearInOneFolderIsTold) {
    begin({});
    EXPECT_THAT(add("obs/0001/events/a.evt"), IsEmpty());
    EXPECT_THAT(add("obs/0002/events/a.evt.gpg"), IsEmpty());
    EXPECT_THAT(add("obs/0001/events/a.evt.gpg"), ElementsAre("SEC-005"));
    EXPECT_THAT(last_[0].text, HasSubstr("'a.evt' also unencrypted in obs/0001/events"));
    EXPECT_THAT(add("obs/0002/events/a.png"), ElementsAre("SEC-005"));
    EXPECT_THAT(last_[0].text, HasSubstr("'a.png' also encrypted, as 'a.evt.gpg'"));
}

TEST_F(NeighboursTest, CalibrationFilesOfOneTreeAreComparedInTheirOrder) {
    begin({});
    EXPECT_THAT(add(kCalibration + "r_20130101v001.rmf", response("2013-01-01")), IsEmpty());
    EXPECT_THAT(add(kCalibration + "r_20130101v003.rmf", response("2013-01-01")),
                ElementsAre("CAL-011"));
    EXPECT_THAT(add(kCalibration + "r_20130101v004.rmf", response("2014-01-01")),
                ElementsAre("CAL-015"));
    EXPECT_THAT(add(kCalibration + "other_20130101v001.rmf", response("2014-01-01")),
                ElementsAre("CAL-013"));
    EXPECT_THAT(add("caldb/ear/cpf/other_20130101v001.rmf", response("2013-01-01")), IsEmpty());
}

TEST_F(NeighboursTest, CalibrationFilesComeWithADescription) {
    begin({kCalibration + "r.rmf"});
    EXPECT_THAT(rules(neighbours_->advice()), ElementsAre("CAL-016"));
    begin({kCalibration + "r.rmf", "doc/note.txt"});
    EXPECT_THAT(neighbours_->advice(), IsEmpty());
}

// Whether a document is public, and where the files of an index are, is not known.
TEST_F(NeighboursTest, WithoutAnArchiveNothingIsSaidOfWhatItMayHave) {
    begin({"obs/0001/events/a.evt", "caldb/eye/caldb.indx", "doc/note.txt"});
    Content index;
    index.indexed_files = {"data/small/eye/cpf/gone.rmf"};
    EXPECT_THAT(add("caldb/eye/caldb.indx", index), IsEmpty());
    EXPECT_THAT(neighbours_->advice(), IsEmpty());
}

class BesideAnArchive : public NeighboursTest {
   protected:
    BesideAnArchive() : archive_({}, {mission_text() + waivers()}), run_(archive_.archive()) {}

    static std::string waivers() {
        std::string text;
        for (const char* rule :
             {"KEY-001", "KEY-003", "KEY-004", "KEY-007", "KEY-010", "NAM-008", "NAM-009"})
            text +=
                std::string("[[waive]]\nrule = \"") + rule +
                "\"\nfiles = \"events/*\"\nreason = \"files of tests\"\nuntil = \"2099-01-01\"\n";
        return text;
    }
    std::string publish(const std::string& path, std::span<const std::byte> bytes) {
        run_.put(run_.delivery("first", "small"), path, bytes);
        return run_.verdict("first", "small");
    }
    static std::vector<std::byte> list_bytes() {
        hand_made::EventList list{.events = hand_made::scattered(50, 1, 0.1, 10, 20),
                                  .gti = {{0, 1000}},
                                  .degrees = true};
        return hand_made::fits_of(list);
    }
    // The sketch that the archive has of what is published.
    Content published_list() {
        Content content;
        content.event_sketch = archive_.catalogue_says("SELECT sketch FROM event_sketch");
        EXPECT_NE(content.event_sketch, "");
        return content;
    }

    TestArchive archive_;
    StagingRun run_;
    LedgerPool ledger_{archive_.archive().catalogue()};
};

TEST_F(BesideAnArchive, AnotherProcessingOfAPublicListIsToldUnlessItReplacesIt) {
    ASSERT_EQ(publish("obs/0001/events/a.evt", list_bytes()), "published")
        << findings_text(run_.summary("first", "small").findings);
    const Content same = published_list();
    begin({"obs/0001/events/b.evt"}, &ledger_);
    EXPECT_THAT(add("obs/0001/events/b.evt", same), ElementsAre("EVT-001"));
    begin({"obs/0001/events/a.evt"}, &ledger_);
    EXPECT_THAT(add("obs/0001/events/a.evt", same), IsEmpty());
    begin({"obs/0001/events/a.evt", "obs/0001/events/b.evt"}, &ledger_);
    EXPECT_THAT(add("obs/0001/events/b.evt", same), IsEmpty());
    begin({"obs/0001/events/b.evt"}, &ledger_, true);
    EXPECT_THAT(add("obs/0001/events/b.evt", same), IsEmpty());
    begin({"obs/0001/events/b.evt"});
    EXPECT_THAT(add("obs/0001/events/b.evt", same), IsEmpty());
}

TEST_F(BesideAnArchive, OtherBytesUnderTheNameOfAReleasedFileAreTold) {
    const std::string path = kCalibration + "t_20130101v001.fits";
    run_.put(run_.delivery("first", "small"), "doc/note.txt", "note\n");
    ASSERT_EQ(publish(path, small_fits_file(1)), "published")
        << run_.summary("first", "small").findings.at(0).text;
    begin({path}, &ledger_);
    EXPECT_THAT(add(path, {}, std::string(64, 'a')), ElementsAre("CAL-012"));
    EXPECT_THAT(add(path, {}, sha256sum_of(small_fits_file(1))), IsEmpty());
    begin({path});
    EXPECT_THAT(add(path, {}, std::string(64, 'a')), IsEmpty());
}

TEST_F(BesideAnArchive, DocumentsAndFilesOfAnIndexAreLookedForThereToo) {
    begin({"obs/0001/events/a.evt"}, &ledger_);
    EXPECT_THAT(rules(neighbours_->advice()), ElementsAre("DOC-001"));
    Content index;
    index.indexed_files = {"data/small/eye/cpf/gone.rmf"};
    begin({"caldb/eye/caldb.indx", "doc/note.txt"}, &ledger_);
    add("caldb/eye/caldb.indx", index);
    EXPECT_THAT(rules(neighbours_->advice()), ElementsAre("CAL-014"));

    ASSERT_EQ(publish("doc/events_format.txt", bytes_of("Columns\n")), "published");
    begin({"obs/0001/events/a.evt"}, &ledger_);
    EXPECT_THAT(neighbours_->advice(), IsEmpty());
}

}  // namespace
}  // namespace heafs
