// CAL-008 by the folders of the mission file, as caldb.config has them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/core/content/made_file.h"

namespace heafs {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class CalibrationFolders : public testing::Test {
   protected:
    CalibrationFolders() {
        file.area = "caldb";
        file.path = "eye/cpf/made.fits";
        file.mission.calibration_instruments = {{"eye", {"EYE", "LEFT_EYE"}}};
        file.events.set("CCLS0001", "CPF").set("CDTP0001", "DATA").set("CCNM0001", "VIGNET");
        file.events.set("CVSD0001", "2001-01-01").set("CVST0001", "00:00:00");
        file.events.set("CDES0001", "A test").set("FILTER", "NONE").set("DETNAM", "NONE");
    }
    MadeFile file;
};

TEST_F(CalibrationFolders, TakeTheInstrumentsOfTheMissionFile) {
    EXPECT_THAT(file.verdict(), Not(HasSubstr("CAL-")));
    file.events.set("INSTRUME", "LEFT_EYE");
    EXPECT_THAT(file.verdict(), Not(HasSubstr("CAL-008")));
}

TEST_F(CalibrationFolders, RefuseThoseOfOtherFolders) {
    file.events.set("INSTRUME", "EAR");
    EXPECT_THAT(
        file.verdict(),
        HasSubstr("CAL-008 error: INSTRUME = 'EAR' is not of caldb/.../eye: EYE, LEFT_EYE"));
}

TEST_F(CalibrationFolders, ThatAreUnknownAreTold) {
    file.path = "nose/cpf/made.fits";
    EXPECT_THAT(file.verdict(),
                HasSubstr("CAL-008 error: 'nose' is no instrument's folder in the CALDB of made"));
}

TEST_F(CalibrationFolders, OtherRulesAboutHeadersAreWarningsThere) {
    file.events.remove("DATE");
    EXPECT_THAT(file.verdict(),
                AllOf(HasSubstr("KEY-003 warning"), Not(HasSubstr("KEY-003 error"))));
    file.area = "obs";
    EXPECT_THAT(file.verdict(), HasSubstr("KEY-003 error"));
}

}  // namespace
}  // namespace heafs
