// TIM-001 to TIM-012, EVT-002 and EVT-003. Dates are by hand: MJD 51910 is 2001-01-01; in 2001 TT
// was 64.184 s ahead of UTC (32 leap seconds and 32.184 s).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/core/content/made_file.h"

namespace heafs {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class TimeRules : public testing::Test {
   protected:
    MadeFile file;
};

TEST_F(TimeRules, TimesysMustBeThereAndKnown) {
    file.events.remove("TIMESYS");
    EXPECT_THAT(file.verdict(), StartsWith("TIM-001 error: TIMESYS is missing"));
    file.events.set("TIMESYS", "MET");
    EXPECT_THAT(file.verdict(), StartsWith("TIM-001 error: TIMESYS = 'MET' is no time scale"));
    file.primary.set("TIMESYS", "TT");
    file.events.remove("TIMESYS");
    EXPECT_EQ(file.verdict(), "");
}

TEST_F(TimeRules, TheZeroOfTimeMustBeThere) {
    file.events.remove("MJDREFI").remove("MJDREFF");
    EXPECT_THAT(file.verdict(), StartsWith("TIM-002 error: neither MJDREF nor MJDREFI"));
    file.events.set("MJDREF", 51910.0);
    EXPECT_EQ(file.verdict(), "");
}

TEST_F(TimeRules, AFractionAsAStringIsRead) {
    file.events.set("MJDREFF", "7.428703703703703D-4").set("DATE-OBS", "2001-01-01T00:02:44");
    file.events.set("DATE-END", "2001-01-01T00:16:04");
    file.gti.set("MJDREFF", 7.428703703703703e-4).set("DATE-OBS", "2001-01-01T00:02:44");
    file.gti.set("DATE-END", "2001-01-01T00:16:04");
    EXPECT_EQ(file.verdict(), "");
}

TEST_F(TimeRules, TwoZerosMustAgree) {
    file.events.set("MJDREF", 51911.0);
    EXPECT_EQ(file.verdict(), "TIM-002 error: MJDREF = 51911 and MJDREFI + MJDREFF = 51910 differ");
}

TEST_F(TimeRules, EventsAndGtiCountFromTheSameMoment) {
    file.gti.set("MJDREFI", 51911.0).remove("DATE-OBS");
    EXPECT_EQ(file.verdict(),
              "TIM-002 error: these intervals count from MJD 51911, the data from MJD 51910");
}

TEST_F(TimeRules, UnitsAgree) {
    file.events.set("TUNIT1", "d");
    EXPECT_EQ(file.verdict(), "TIM-003 error: TIMEUNIT is 's', the unit of the column TIME is 'd'");
    file.events.set("TUNIT1", "sec");
    EXPECT_EQ(file.verdict(), "");
}

TEST_F(TimeRules, StartsAreBeforeStops) {
    file.events.set("DATE-END", "2001-01-01T00:00:10");
    EXPECT_EQ(file.verdict(),
              "TIM-004 error: DATE-OBS = 2001-01-01T00:01:40 is after DATE-END = "
              "2001-01-01T00:00:10");
}

TEST_F(TimeRules, TstartIsBeforeTstop) {
    file.gti.set("TSTART", 901.0).remove("DATE-OBS");
    EXPECT_EQ(file.verdict(), "TIM-004 warning: TSTART = 901 is after TSTOP = 900");
}

TEST_F(TimeRules, DateObsMayBeUtc) {
    file.events.set("DATE-OBS", "2001-01-01T00:00:36");  // 64 s before 00:01:40 TT
    EXPECT_EQ(file.verdict(), "TIM-005 info: DATE-OBS is UTC, TIMESYS says TT");
}

TEST_F(TimeRules, DateObsOutsideTheSpanIsAnError) {
    file.events.set("DATE-OBS", "2001-01-01T00:05:00");
    EXPECT_EQ(file.verdict(),
              "TIM-005 error: TSTART = 100 and DATE-OBS = 2001-01-01T00:05:00 differ by -200.000 s "
              "in TT and -264.184 s in UTC; 3.000 s are allowed");
}

TEST_F(TimeRules, ASelectionThatBeginsWithinTheObservationIsAWarning) {
    file.events.set("DATE-OBS", "2001-01-01T00:00:10");
    EXPECT_THAT(file.verdict(), StartsWith("TIM-005 warning: TSTART = 100"));
}

TEST_F(TimeRules, TheMissionsToleranceCounts) {
    file.mission.date_obs_tolerance_s = 300;
    file.events.set("DATE-OBS", "2001-01-01T00:05:00");
    EXPECT_EQ(file.verdict(), "");
}

TEST_F(TimeRules, ADateWithoutTimeIsGoodToADay) {
    file.events.set("DATE-OBS", "2001-01-01").set("DATE-END", "2001-01-01");
    EXPECT_EQ(file.verdict(), "");
}

TEST_F(TimeRules, NothingIsFromTheFuture) {
    file.now = 978'307'200 - 2 * 86'400;  // 2000-12-30
    EXPECT_THAT(file.verdict(), HasSubstr("TIM-006 error: 2001-01-01T00:01:40 is 2.0 days after"));
    file.now += 86'400;  // a day before: tomorrow is allowed but for 100 s
    file.events.set("DATE-OBS", "2000-12-31T23:59:00");
    file.mission.launch.clear();
    EXPECT_THAT(file.verdict(), HasSubstr("TIM-006"));
    file.now += 86'400;
    EXPECT_THAT(file.verdict(), testing::Not(HasSubstr("TIM-006")));
}

TEST_F(TimeRules, NothingIsFromBeforeTheLaunch) {
    file.mission.launch = "2001-01-02";
    EXPECT_THAT(file.verdict(),
                StartsWith("TIM-006 error: 2001-01-01T00:01:40 is before the launch of made on "
                           "2001-01-02"));
    file.mission.phase = "prelaunch";
    for (const Finding& finding : file.judge()) EXPECT_EQ(finding.severity, Severity::kInfo);
}

TEST_F(TimeRules, TimesAreSorted) {
    file.events.facts.columns[0].ascending = false;
    file.events.facts.columns[0].first_descending_row = 3;
    EXPECT_EQ(file.verdict(), "TIM-007 warning: TIME goes back in row 3: the rows are not sorted");
}

TEST_F(TimeRules, TimesAreWithinTheSpan) {
    file.path = "raw.evt";
    file.events.facts.columns[0].most = 950;
    EXPECT_EQ(file.verdict(),
              "TIM-007 warning: TIME runs from 100 to 950, TSTART and TSTOP say 100 to 900");
}

TEST_F(TimeRules, EventsHaveGti) {
    file.gti.set("HDUCLAS1", "ARRAY");
    EXPECT_THAT(file.verdict(), StartsWith("TIM-008 error: there are events and no good time"));
}

TEST_F(TimeRules, IntervalsAreOrderedAndDisjoint) {
    file.gti.facts.intervals = {{100, 500}, {500, 500}, {600, 900}};
    EXPECT_EQ(file.verdict(), "TIM-009 error: row 2: START 500 is not before STOP 500");
    file.gti.facts.intervals = {{100, 300}, {200, 300}, {500, 900}};
    EXPECT_EQ(file.verdict(),
              "TIM-009 error: row 2: it begins at 200 before row 1 ends at 300: the intervals "
              "overlap");
    file.gti.facts.intervals = {{500, 900}, {100, 400}};
    EXPECT_EQ(file.verdict(),
              "TIM-009 error: row 2: START 100 is before that of row 1: the intervals are not "
              "sorted");
    file.gti.facts.intervals = {{100, 400}, {400, 800}};  // that touch are in order
    EXPECT_THAT(file.verdict(), testing::Not(HasSubstr("TIM-009")));
}

TEST_F(TimeRules, OntimeIsTheSumOfTheIntervals) {
    file.events.set("ONTIME", 790.0);
    EXPECT_EQ(file.verdict(),
              "TIM-010 warning: ONTIME = 790 s, the good time intervals add up to 700 s");
}

TEST_F(TimeRules, ExposureIsWithinOntimeAndOntimeWithinTelapse) {
    file.events.set("EXPOSURE", 710.0);
    EXPECT_EQ(file.verdict(), "TIM-010 warning: EXPOSURE = 710 s is more than ONTIME = 700 s");
    file.events.set("EXPOSURE", 690.0).set("TELAPSE", 650.0);
    EXPECT_EQ(file.verdict(), "TIM-010 warning: ONTIME = 700 s is more than TELAPSE = 650 s");
}

TEST_F(TimeRules, TheClockIsDescribed) {
    file.events.remove("TIERABSO").remove("CLOCKAPP");
    EXPECT_EQ(file.verdict(),
              "TIM-011 warning: the clock is not described: CLOCKAPP, TIERABSO missing");
}

TEST_F(TimeRules, ThePlaceOfTheClockIsKnown) {
    file.events.set("TIMEREF", "MARS");
    EXPECT_THAT(file.verdict(), StartsWith("TIM-012 warning: TIMEREF = 'MARS' is none of"));
}

TEST_F(TimeRules, BarycentricTimesCountInTdb) {
    file.events.set("TIMEREF", "SOLARSYSTEM");
    EXPECT_THAT(file.verdict(),
                StartsWith("TIM-012 warning: TIMEREF = 'SOLARSYSTEM' does not go with TIMESYS"));
    file.events.set("TIMESYS", "TDB");
    EXPECT_EQ(file.verdict(), "");
}

TEST_F(TimeRules, CleanedEventsAreWithinTheGoodTimes) {
    file.events.set("TSTOP", 1000.0);
    file.events.facts.columns[0].most = 990;
    EXPECT_EQ(file.verdict(),
              "EVT-002 warning: events from 100 to 990, good times from 100 to 900");
    file.path = "raw.evt";
    EXPECT_EQ(file.verdict(), "");
}

TEST_F(TimeRules, AListWithoutEventsIsSaid) {
    file.events.facts.rows = 0;
    file.events.facts.columns[0].values = 0;
    EXPECT_EQ(file.verdict(), "EVT-003 warning: the event list has no rows");
}

}  // namespace
}  // namespace heafs
