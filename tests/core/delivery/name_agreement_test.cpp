#include "core/delivery/name_agreement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace heafs {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Mission shipped(const std::string& name) {
    return load_mission(name, {std::filesystem::path(HEAFS_SOURCE_DIR) / "config/missions"});
}
Content with_header(const std::string& keyword, const std::string& value) {
    Content content;
    content.header = {{1, keyword, value}};
    return content;
}
std::vector<std::string> rules_of(const std::vector<Finding>& findings) {
    std::vector<std::string> rules;
    for (const Finding& finding : findings) rules.push_back(finding.rule);
    return rules;
}

const std::string kNustar = "obs/01/6/60160619002/";

TEST(NameAgreement, ANameOfTheMissionHasNoFinding) {
    EXPECT_THAT(check_agreement(shipped("nustar"), kNustar + "hk/nu60160619002A_fpm.hk.gz",
                                with_header("OBS_ID", "60160619002")),
                IsEmpty());
}

TEST(NameAgreement, AnUpperCaseFileInALowerCaseFolderIsNam005) {
    Mission mission = shipped("halosat");
    mission.file_classes.clear();
    EXPECT_THAT(rules_of(check_agreement(mission, "obs/123401/products/HS123401.PI.GZ", {})),
                ElementsAre("NAM-005"));
    EXPECT_THAT(check_agreement(mission, "obs/123401/products/123401.001", {}), IsEmpty());
}

TEST(NameAgreement, AnUnannouncedNameIsNam008AndAnError) {
    const auto findings = check_agreement(shipped("nustar"), kNustar + "hk/abc.hk.gz", {});
    ASSERT_THAT(rules_of(findings), ElementsAre("NAM-008"));
    EXPECT_EQ(findings[0].severity, Severity::kError);
    EXPECT_THAT(findings[0].expected, HasSubstr("hk/nu"));
}

TEST(NameAgreement, AMissionMayTakeOtherNamesWithAWarning) {
    const auto findings = check_agreement(shipped("halosat"), "obs/123401/products/abc.fits", {});
    ASSERT_THAT(rules_of(findings), ElementsAre("NAM-008"));
    EXPECT_EQ(findings[0].severity, Severity::kWarning);
}

TEST(NameAgreement, TheNameThatWasMeantIsTold) {
    const Mission halosat = shipped("halosat");
    EXPECT_EQ(near_name(halosat, "123401", "products/hs123401_s14.pi"),
              "products/hs123401_s14.pi.gz");
    EXPECT_EQ(near_name(halosat, "123401", "products/hs123401-s14.pi.gz"),
              "products/hs123401_s14.pi.gz");
    EXPECT_EQ(near_name(halosat, "123401", "products/hs123401_s15.pi.gz"),
              "products/hs123401_s15.pi.gz");
    EXPECT_EQ(near_name(halosat, "123401", "products/hs12341_s14.pi.gz"),
              "products/hs123401_s14.pi.gz");
    EXPECT_EQ(near_name(halosat, "123401", "products/something_else.fits"), "");
}

TEST(NameAgreement, AnotherObservationInTheNameIsNam010) {
    const auto findings =
        check_agreement(shipped("halosat"), "obs/123401/products/hs123402_s14.pi.gz", {});
    ASSERT_THAT(rules_of(findings), ElementsAre("NAM-010"));
    EXPECT_THAT(findings[0].text, HasSubstr("name is 123402, in the folder 123401"));
}

TEST(NameAgreement, AnotherObservationInTheHeaderIsNam010) {
    const auto findings =
        check_agreement(shipped("halosat"), "obs/123401/products/hs123401_s14.pi.gz",
                        with_header("OBS_ID", "123402"));
    ASSERT_THAT(rules_of(findings), ElementsAre("NAM-010"));
    EXPECT_EQ(findings[0].hdu, 1);
    EXPECT_EQ(findings[0].found, "123402");
}

TEST(NameAgreement, AnUnknownTypeOfTrendDataIsAWarning) {
    Mission mission = shipped("halosat");
    mission.trend_types = {"temperature"};
    EXPECT_THAT(check_agreement(mission, "trend/temperature/a.fits", {}), IsEmpty());
    const auto findings = check_agreement(mission, "trend/voltage/a.fits", {});
    ASSERT_THAT(rules_of(findings), ElementsAre("NAM-009"));
    EXPECT_EQ(findings[0].severity, Severity::kWarning);
}

TEST(NameAgreement, AnotherTelescopeInTrendDataIsAnError) {
    const auto findings = check_agreement(shipped("halosat"), "trend/temperature/a.fits",
                                          with_header("TELESCOP", "SWIFT"));
    ASSERT_THAT(rules_of(findings), ElementsAre("KEY-001"));
    EXPECT_EQ(findings[0].severity, Severity::kError);
    EXPECT_THAT(check_agreement(shipped("halosat"), "trend/temperature/a.fits",
                                with_header("TELESCOP", "HALOSAT")),
                IsEmpty());
}

TEST(MissingComponents, AreThoseThatTheMissionRequires) {
    Mission mission = shipped("halosat");
    EXPECT_THAT(find_missing_components(mission, {"obs/123401/products/a.fits"}), IsEmpty());
    mission.required = {"doc"};
    EXPECT_THAT(rules_of(find_missing_components(mission, {"obs/123401/products/a.fits"})),
                ElementsAre("DLV-015"));
    EXPECT_THAT(find_missing_components(mission, {"obs/123401/a.fits", "doc/a.pdf"}), IsEmpty());
    EXPECT_THAT(find_missing_components(mission, {"trend/t/a.fits"}), IsEmpty());
}

}  // namespace
}  // namespace heafs
