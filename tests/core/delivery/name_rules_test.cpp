#include "core/delivery/name_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/delivery/rules.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Mission shipped(const std::string& name) {
    return load_mission(name, {std::filesystem::path(HEAFS_SOURCE_DIR) / "config/missions"});
}
const Mission& halosat() {
    static const Mission kMission = shipped("halosat");
    return kMission;
}
const Mission& swift() {
    static const Mission kMission = shipped("swift");
    return kMission;
}

std::vector<std::string> rules_of(const std::vector<Finding>& findings) {
    std::vector<std::string> rules;
    for (const Finding& finding : findings) rules.push_back(finding.rule);
    return rules;
}
std::vector<std::string> rules_of_file(const std::string& name) {
    return rules_of(check_new_name(halosat(), "obs/123401/products/" + name, false));
}
std::vector<std::string> rules_of_folder(const std::string& name) {
    return rules_of(check_new_name(halosat(), "obs/123401/" + name, true));
}

TEST(NewNames, ThirtyFiveCharactersAreTaken) {
    EXPECT_THAT(rules_of_file(std::string(30, 'a') + ".fits"), IsEmpty());
}

TEST(NewNames, ThirtySixCharactersAreTooMany) {
    EXPECT_THAT(rules_of_file(std::string(31, 'a') + ".fits"), ElementsAre("NAM-001"));
}

TEST(NewNames, ALongNameIsToldItsLengthAndTheLimit) {
    const auto findings =
        check_new_name(halosat(), "obs/123401/products/" + std::string(36, 'a'), false);
    EXPECT_EQ(findings.at(0).found, "36 characters");
    EXPECT_THAT(findings.at(0).remedy, HasSubstr("Drop 1 character"));
}

TEST(NewNames, FilesTakeLettersDigitsUnderscoreAndDot) {
    EXPECT_THAT(rules_of_file("hs123401_s14.pi.gz"), IsEmpty());
    EXPECT_THAT(rules_of_file("HS123401_S14.PI.GZ"), IsEmpty());
}

class BadCharacters : public testing::TestWithParam<const char*> {};

TEST_P(BadCharacters, AreRefusedInFiles) {
    EXPECT_THAT(rules_of_file(std::string("a") + GetParam() + "b"), ElementsAre("NAM-002"));
}

TEST_P(BadCharacters, AreRefusedInFolders) {
    EXPECT_THAT(rules_of_folder(std::string("a") + GetParam() + "b"), ElementsAre("NAM-003"));
}

INSTANTIATE_TEST_SUITE_P(Each, BadCharacters,
                         testing::Values("-", " ", "+", "=", ":", "(", "~", "\xc3\xa4", "\x7f"));

TEST(NewNames, ABadCharacterIsToldItsPlace) {
    EXPECT_THAT(check_new_name(halosat(), "obs/123401/products/ab-c", false).at(0).text,
                HasSubstr("'-' at position 3"));
}

TEST(NewNames, FoldersTakeNoDot) { EXPECT_THAT(rules_of_folder("a.b"), ElementsAre("NAM-003")); }

TEST(NewNames, MixedCaseIsRefusedWithTheNameThatWouldDo) {
    const auto findings = check_new_name(halosat(), "obs/123401/products/Readme.txt", false);
    EXPECT_THAT(rules_of(findings), ElementsAre("NAM-004"));
    EXPECT_EQ(findings.at(0).expected, "readme.txt");
}

TEST(NewNames, DigitsHaveNoCase) { EXPECT_THAT(rules_of_file("A1_2.3"), IsEmpty()); }

TEST(NewNames, ControlNamesAreExemptAtTheTopOnly) {
    EXPECT_THAT(check_new_name(halosat(), "manifest-sha256.txt", false), IsEmpty());
    EXPECT_THAT(rules_of_file("manifest-sha256.txt"), ElementsAre("NAM-002"));
}

TEST(NewNames, TemporaryNamesAreJudgedLater) {
    EXPECT_THAT(rules_of_file(".hs123401_s14.pi.gz.Ab12cD-and-a-long-one"), IsEmpty());
}

TEST(NewNames, AWaiverLetsALongNamePass) {
    const std::string name = "sw00030795038xpcw3po_x_vignet_ex.img.gz";
    ASSERT_GT(name.size(), 35u);
    EXPECT_THAT(check_new_name(swift(), "obs/2008_08/00030795038/xrt/event/" + name, false),
                IsEmpty());
    EXPECT_THAT(rules_of(check_new_name(swift(), "obs/2008_08/00030795038/xrt/hk/" + name, false)),
                ElementsAre("NAM-001"));
}

TEST(Paths, AFileInItsPlaceHasNoFinding) {
    EXPECT_THAT(check_path(halosat(), "obs/123401/products/hs123401_s14.pi.gz"), IsEmpty());
}

TEST(Paths, EveryFolderIsChecked) {
    EXPECT_THAT(rules_of(check_path(halosat(), "obs/123401/products/b-c/d")),
                ElementsAre("NAM-003"));
}

class Misplaced : public testing::TestWithParam<const char*> {};

TEST_P(Misplaced, BreachesTheTree) {
    EXPECT_THAT(rules_of(check_path(halosat(), GetParam())), Contains("NAM-009"));
}

INSTANTIATE_TEST_SUITE_P(Each, Misplaced,
                         testing::Values("a.fits", "other/a.fits", "obs/a.fits", "obs/12340/a.fits",
                                         "obs/123401/extra/a.fits", "trend/a.fits"));

TEST(Paths, AFileAtTheTopOfAnObservationIsAllowed) {
    EXPECT_THAT(check_path(halosat(), "obs/123401/a.fits"), IsEmpty());
}

TEST(Paths, ATrendFileBelowItsTypeIsInItsPlace) {
    EXPECT_THAT(check_path(halosat(), "trend/temperature/a.fits"), IsEmpty());
}

TEST(Paths, LeftOversAreWarnings) {
    for (const char* name : {"a.fits~", "a.swp", "Thumbs.db", "a.bak"})
        EXPECT_THAT(rules_of(check_path(halosat(), std::string("obs/123401/products/") + name)),
                    Contains("NAM-015"))
            << name;
}

TEST(Paths, ALeadingUnderscoreIsAWarning) {
    const auto findings = check_path(halosat(), "obs/123401/products/_a.fits");
    ASSERT_THAT(rules_of(findings), ElementsAre("NAM-012"));
    EXPECT_FALSE(rejects(findings.at(0)));
}

TEST(PlaceOf, AnObservationFileGoesBelowItsMission) {
    const DeliveryPlace place = place_of(swift(), "obs/2008_08/00030795038/xrt/event/a.evt.gz");
    EXPECT_EQ(place.area, "obs");
    EXPECT_EQ(place.final_path, "obs/swift/2008_08/00030795038/xrt/event/a.evt.gz");
    EXPECT_EQ(place.obs_id, "00030795038");
    EXPECT_EQ(place.folder, "2008_08/00030795038");
    EXPECT_EQ(place.rest, "xrt/event/a.evt.gz");
}

TEST(PlaceOf, ATrendFileHasNoObservation) {
    const DeliveryPlace place = place_of(swift(), "trend/xrt/bias/a.fits");
    EXPECT_EQ(place.final_path, "trend/swift/xrt/bias/a.fits");
    EXPECT_EQ(place.obs_id, "");
    EXPECT_EQ(place.rest, "bias/a.fits");
}

TEST(PlaceOf, OtherPathsHaveNoPlace) {
    EXPECT_EQ(place_of(swift(), "COMMIT").final_path, "");
    EXPECT_EQ(place_of(swift(), "other/a").final_path, "");
}

Mission with_change(Change change, const std::string& until = "2030-06-15") {
    Mission mission = halosat();
    mission.rule_changes = {{change, "NAM-001", "products/*", std::nullopt, "old", until}};
    return mission;
}
Finding after_profile(const Mission& mission, std::string_view today,
                      const std::string& path = "obs/123401/products/x") {
    std::vector<Finding> findings = {make_finding("NAM-001", path, "long")};
    apply_profile(mission, path, today, findings);
    return findings[0];
}

TEST(Profile, AWaiverHoldsOnItsLastDay) {
    EXPECT_EQ(after_profile(with_change(Change::kWaive), "2030-06-15").waived, "old");
}

TEST(Profile, AWaiverIsOverTheDayAfter) {
    EXPECT_EQ(after_profile(with_change(Change::kWaive), "2030-06-16").waived, "");
}

TEST(Profile, AWaiverIsForItsFilesOnly) {
    EXPECT_EQ(
        after_profile(with_change(Change::kWaive), "2030-01-01", "obs/123401/unfiltered/x").waived,
        "");
    EXPECT_EQ(
        after_profile(with_change(Change::kWaive), "2030-01-01", "obs/123401/products/a/x").waived,
        "");
}

TEST(Profile, AWaivedFindingDoesNotReject) {
    EXPECT_FALSE(rejects(after_profile(with_change(Change::kWaive), "2030-01-01")));
}

TEST(Profile, LoweringMakesAnErrorAWarning) {
    EXPECT_EQ(after_profile(with_change(Change::kLower), "2030-01-01").severity,
              Severity::kWarning);
}

TEST(Profile, RaisingMakesAWarningAnError) {
    Mission mission = with_change(Change::kRaise);
    mission.rule_changes[0].rule = "SUM-002";
    std::vector<Finding> findings = {make_finding("SUM-002", "obs/123401/products/x", "sum")};
    apply_profile(mission, "obs/123401/products/x", "2030-01-01", findings);
    EXPECT_EQ(findings[0].severity, Severity::kError);
}

TEST(Profile, AWaiverOfOneHduIsForThatHdu) {
    Mission mission = with_change(Change::kWaive);
    mission.rule_changes[0].hdu = 2;
    std::vector<Finding> findings(2, make_finding("NAM-001", "obs/123401/products/x", "long"));
    findings[0].hdu = 1;
    findings[1].hdu = 2;
    apply_profile(mission, "obs/123401/products/x", "2030-01-01", findings);
    EXPECT_EQ(findings[0].waived, "");
    EXPECT_EQ(findings[1].waived, "old");
}

TEST(Profile, AFatalFindingIsNotRaisedBeyondFatalNorSoftenedByRaising) {
    Mission mission = with_change(Change::kRaise);
    mission.rule_changes[0].rule = "FIT-001";
    std::vector<Finding> findings = {make_finding("FIT-001", "obs/123401/products/x", "no")};
    apply_profile(mission, "obs/123401/products/x", "2030-01-01", findings);
    EXPECT_EQ(findings[0].severity, Severity::kFatal);
}

TEST(Names, ReservedOnesAreThoseOfTheReport) {
    for (const char* name : {"report.txt", "report.json", "verdict.txt"})
        EXPECT_TRUE(is_reserved_name(name)) << name;
    EXPECT_FALSE(is_reserved_name("obs/report.txt"));
}

}  // namespace
}  // namespace heafs
