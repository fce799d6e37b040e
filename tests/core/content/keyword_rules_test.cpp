// KEY-001 to KEY-013: a sound file has no finding, and each way to spoil it has its own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/core/content/made_file.h"

namespace heafs {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class HeaderRules : public testing::Test {
   protected:
    MadeFile file;
};

TEST_F(HeaderRules, ASoundFileHasNoFinding) { EXPECT_EQ(file.verdict(), ""); }

TEST_F(HeaderRules, AFileWithoutHdusHasNone) {
    EXPECT_TRUE(judge_content_of({}, {&file.mission, "obs", "x", 0}).empty());
}

TEST_F(HeaderRules, TelescopMustBeThere) {
    file.primary.remove("TELESCOP");
    file.events.remove("TELESCOP");
    EXPECT_EQ(file.verdict(),
              "KEY-001 error: TELESCOP is missing from this HDU and from the primary header; write "
              "one of MADE");
}

TEST_F(HeaderRules, TheTelescopOfAnotherMissionIsAnError) {
    file.events.set("TELESCOP", "SWIFT");
    file.gti.set("TELESCOP", "SWIFT");
    EXPECT_THAT(file.verdict(),
                StartsWith("KEY-001 error: TELESCOP = 'SWIFT' is not of this mission: MADE"));
}

TEST_F(HeaderRules, CaseOfTelescopDoesNotCount) {
    file.gti.set("TELESCOP", "Made");
    EXPECT_EQ(file.verdict(), "");
}

TEST_F(HeaderRules, InstrumeMustBeOfTheList) {
    file.events.set("INSTRUME", "NOSE");
    file.gti.set("INSTRUME", "NOSE");
    EXPECT_THAT(file.verdict(),
                StartsWith("KEY-001 error: INSTRUME = 'NOSE' is not of this mission: EYE, EAR"));
}

TEST_F(HeaderRules, ABlankInstrumeIsMissing) {
    file.events.set("INSTRUME", "  ");
    EXPECT_THAT(file.verdict(), StartsWith("KEY-001 error: INSTRUME is missing"));
}

TEST_F(HeaderRules, TheProfilesKeywordsMustBeThere) {
    file.events.remove("OBJECT");
    EXPECT_EQ(file.verdict(), "KEY-002 error: OBJECT is missing; every events file of made has it");
}

TEST_F(HeaderRules, OtherClassesNeedNotHaveThem) {
    file.events.remove("OBJECT");
    file.path = "other.evt";
    EXPECT_EQ(file.verdict(), "");
}

TEST_F(HeaderRules, OriginCreatorAndDateMustBeThere) {
    file.events.remove("ORIGIN").remove("DATE");
    EXPECT_EQ(file.verdict(),
              "KEY-003 error: ORIGIN, DATE stand neither in this HDU nor in the primary header");
    file.primary.set("ORIGIN", "there").set("DATE", "2001-02-01");
    EXPECT_EQ(file.verdict(), "");
}

TEST_F(HeaderRules, PositionsNeedAFrame) {
    file.events.remove("RADECSYS");
    EXPECT_THAT(file.verdict(), StartsWith("KEY-004 error: there are positions, and RADESYS"));
}

TEST_F(HeaderRules, IcrsNeedsNoEquinoxAndFk5Does) {
    file.events.remove("EQUINOX");
    EXPECT_EQ(file.verdict(), "KEY-004 error: RADESYS = 'FK5' needs EQUINOX (2000.0)");
    file.events.set("RADECSYS", "ICRS");
    EXPECT_EQ(file.verdict(), "");
}

TEST_F(HeaderRules, AnUnknownFrameIsAnError) {
    file.events.set("RADECSYS", "J2000");
    EXPECT_THAT(file.verdict(), StartsWith("KEY-004 error: the frame 'J2000' is none of ICRS"));
}

TEST_F(HeaderRules, PositionsAreOnTheSky) {
    file.events.set("RA_PNT", 360.0).set("RA_OBJ", -999.0);
    EXPECT_THAT(file.verdict(), HasSubstr("KEY-005 error: RA_PNT = 360 degrees is not on the sky"));
    EXPECT_THAT(file.verdict(), HasSubstr("KEY-005 error: RA_OBJ = -999 degrees"));
    file.events.set("RA_PNT", 83.6).set("RA_OBJ", 83.6).set("DEC_OBJ", 90.5);
    EXPECT_THAT(file.verdict(), StartsWith("KEY-005 error: DEC_OBJ = 90.5 degrees"));
}

TEST_F(HeaderRules, ThePoleAndTheOriginAreOnTheSky) {
    for (const char* of : {"OBJ", "PNT"}) {
        file.events.set("RA_" + std::string(of), 0.0);
        file.events.set("DEC_" + std::string(of), -90.0);
    }
    EXPECT_EQ(file.verdict(), "");
}

TEST_F(HeaderRules, TheObjectIsInTheField) {
    file.events.set("DEC_PNT", 22.3);  // the field is 12 arcmin, 0.2 degrees
    EXPECT_EQ(file.verdict(),
              "KEY-006 warning: the object is 0.300 degrees from the pointing, the field is 0.200");
}

TEST_F(HeaderRules, AScienceHduSaysItsClass) {
    file.events.remove("HDUCLAS1");
    EXPECT_THAT(file.verdict(), StartsWith("KEY-007 error: HDUCLAS1 is missing"));
    file.events.set("HDUCLAS1", "EVENTS").remove("HDUCLASS");
    EXPECT_THAT(file.verdict(), StartsWith("KEY-007 error: HDUCLASS is missing"));
}

TEST_F(HeaderRules, HousekeepingWithoutAConventionIsAWarning) {
    file.gti.remove("HDUCLASS");
    EXPECT_THAT(file.verdict(), StartsWith("KEY-007 warning: HDUCLASS is missing"));
}

TEST_F(HeaderRules, EventsAndTheirGtiSayTheSame) {
    file.gti.set("INSTRUME", "EAR");
    EXPECT_EQ(file.verdict(), "KEY-008 error: INSTRUME is 'EAR' here and 'EYE' in the events");
    file.gti.remove("INSTRUME");
    EXPECT_EQ(file.verdict(), "");
}

TEST_F(HeaderRules, AnEmptyPrimarySaysWhatTheFileIs) {
    file.primary.remove("TELESCOP").remove("OBS_ID");
    EXPECT_THAT(file.verdict(), StartsWith("KEY-009 warning: the primary header says nothing"));
}

TEST_F(HeaderRules, EventsNeedTheirTimeColumnAndSpan) {
    file.events.remove("DATE-END").remove("ONTIME").remove("EXPOSURE").remove("TELAPSE");
    EXPECT_EQ(file.verdict(),
              "KEY-010 error: an HDU of class EVENTS needs the keywords DATE-END or DATE_END, "
              "EXPOSURE or ONTIME or LIVETIME or TELAPSE (OGIP/93-003)");
}

TEST_F(HeaderRules, ASpectrumNeedsWhatXspecReads) {
    MadeHdu spectrum = file.events;
    spectrum.facts.number = 4;
    spectrum.facts.columns.clear();
    spectrum.remove("TTYPE1").remove("TUNIT1").set("EXTNAME", "SPECTRUM");
    spectrum.set("HDUCLAS1", "SPECTRUM").add_column("CHANNEL").add_column("COUNTS");
    for (const char* keyword : {"AREASCAL", "BACKSCAL", "CORRSCAL", "DETCHANS", "SYS_ERR",
                                "QUALITY", "GROUPING", "TLMIN1"})
        spectrum.set(keyword, 1.0);
    for (const char* keyword :
         {"CHANTYPE", "BACKFILE", "CORRFILE", "RESPFILE", "ANCRFILE", "FILTER"})
        spectrum.set(keyword, "none");
    spectrum.set("POISSERR", "T").set("HDUVERS", "1.2.1");
    file.others = {spectrum};
    EXPECT_EQ(file.verdict(), "");
    file.others[0].remove("BACKFILE").remove("TTYPE2");
    EXPECT_EQ(file.verdict(),
              "KEY-010 error: an HDU of class SPECTRUM needs the keywords BACKFILE and the columns "
              "COUNTS or RATE (OGIP/92-007)");
}

TEST_F(HeaderRules, VersionsAreNamed) {
    file.events.remove("PROCVER");
    EXPECT_THAT(file.verdict(), StartsWith("KEY-012 warning: none of CALDBVER, SOFTVER"));
}

TEST_F(HeaderRules, FiltersAreOfTheList) {
    file.events.set("FILTER", "THICK");
    EXPECT_EQ(file.verdict(),
              "KEY-013 warning: FILTER = 'THICK' is not in the mission's list: OPEN");
    file.events.set("FILTER", "open");
    EXPECT_EQ(file.verdict(), "");
}

TEST_F(HeaderRules, InTrendAllAreWarnings) {
    file.area = "trend";
    file.events.remove("CREATOR").set("RA_OBJ", -1.0);
    for (const Finding& finding : file.judge()) EXPECT_EQ(finding.severity, Severity::kWarning);
    EXPECT_EQ(file.judge().size(), 3u);  // CREATOR, RA_OBJ, and the object is not in the field
}

TEST_F(HeaderRules, AFindingNamesHduAndCard) {
    file.events.set("FILTER", "THICK");
    const Finding finding = file.judge().at(0);
    EXPECT_EQ(finding.hdu, 2);
    EXPECT_EQ(finding.extname, "EVENTS");
    EXPECT_EQ(finding.found, "FILTER  = 'THICK'");
    EXPECT_TRUE(finding.card);
}

TEST_F(HeaderRules, WithoutAMissionStandardsAloneJudge) {
    std::vector<HduFacts> facts = {file.primary.facts, file.events.facts, file.gti.facts};
    EXPECT_TRUE(judge_content_of(facts, {nullptr, "", "x.evt", file.now}).empty());
}

}  // namespace
}  // namespace heafs
