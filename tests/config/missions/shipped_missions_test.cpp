// The mission files that ship, against what the missions themselves publish.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/missions/mission.h"

namespace heafs {
namespace {

using testing::UnorderedElementsAre;

Mission shipped(const std::string& name) {
    return load_mission(name, {std::filesystem::path(HEAFS_SOURCE_DIR) / "config/missions"});
}

class ShippedMissions : public testing::TestWithParam<const char*> {};

TEST_P(ShippedMissions, Parse) { EXPECT_EQ(shipped(GetParam()).name, GetParam()); }

TEST_P(ShippedMissions, HaveAtMostFifteenWaivers) {
    EXPECT_LE(shipped(GetParam()).rule_changes.size(), 15u);
}

INSTANTIATE_TEST_SUITE_P(Each, ShippedMissions,
                         testing::Values("catalogs", "halosat", "nicer", "nustar", "swift"));

TEST(ShippedMissionFiles, AreAllTested) {
    EXPECT_THAT(list_missions({std::filesystem::path(HEAFS_SOURCE_DIR) / "config/missions"}),
                UnorderedElementsAre("catalogs", "halosat", "nicer", "nustar", "swift"));
}

TEST(HaloSat, ACompleteObservationHasTheFourteenFilesOfTheGuideline) {
    EXPECT_THAT(shipped("halosat").expected_files("123401"),
                UnorderedElementsAre(
                    "unfiltered/hs123401.att.gz", "unfiltered/hs123401_s14.hk.gz",
                    "unfiltered/hs123401_s38.hk.gz", "unfiltered/hs123401_s54.hk.gz",
                    "unfiltered/hs123401_s14_uf.evt.gz", "unfiltered/hs123401_s38_uf.evt.gz",
                    "unfiltered/hs123401_s54_uf.evt.gz", "products/hs123401_s14_cl.evt.gz",
                    "products/hs123401_s38_cl.evt.gz", "products/hs123401_s54_cl.evt.gz",
                    "products/hs123401_s14.pi.gz", "products/hs123401_s38.pi.gz",
                    "products/hs123401_s54.pi.gz", "products/hs123401.log.pdf.gz"));
}

TEST(HaloSat, PublishesCompleteObservations) {
    EXPECT_EQ(shipped("halosat").publish_mode("obs"), PublishMode::kComplete);
}

TEST(HaloSat, EveryExpectedFileIsOfAClass) {
    const Mission mission = shipped("halosat");
    for (const std::string& file : mission.expected_files("123401"))
        EXPECT_NE(mission.class_of(file), nullptr) << file;
}

TEST(HaloSat, CleanedEventsAreLevelTwo) {
    const Mission mission = shipped("halosat");
    const FileClass* found = mission.class_of("products/hs123401_s14_cl.evt.gz");
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->name, "events");
    EXPECT_EQ(found->level, 2);
}

TEST(HaloSat, WaivesNothing) { EXPECT_TRUE(shipped("halosat").rule_changes.empty()); }

TEST(HaloSat, ItsPublicPathsLeadToTheArchive) {
    EXPECT_EQ(shipped("halosat").ftp_paths.at("halosat/data/obs"), "obs/halosat");
}

TEST(Swift, AnObservationLiesBelowItsMonth) {
    const auto place = shipped("swift").observations.locate(
        "2008_08/00030795038/xrt/event/sw00030795038xpcw3po_cl.evt.gz");
    EXPECT_EQ(place, (ObservationPlace{"00030795038", "2008_08/00030795038",
                                       "xrt/event/sw00030795038xpcw3po_cl.evt.gz"}));
}

TEST(Swift, PublishesOnCommitAndItsTrendFilesOneByOne) {
    EXPECT_EQ(shipped("swift").publish_mode("obs"), PublishMode::kCommit);
    EXPECT_EQ(shipped("swift").publish_mode("trend"), PublishMode::kFile);
}

TEST(Swift, WaivesLongVignettingNamesAndParameterFiles) {
    std::vector<std::string> waived;
    for (const RuleChange& change : shipped("swift").rule_changes)
        if (change.change == Change::kWaive) waived.push_back(change.rule + " " + change.files);
    EXPECT_THAT(waived, UnorderedElementsAre("NAM-001 xrt/event/*_vignet_ex.img.gz",
                                             "NAM-013 auxil/*.par.gz", "FIT-001 auxil/*.par.gz"));
}

TEST(Swift, CleanedPhotonCountingListsAreLevelTwoEvents) {
    const Mission mission = shipped("swift");
    const FileClass* found = mission.class_of("xrt/event/sw00030795038xpcw3po_cl.evt.gz");
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->name, "events");
    EXPECT_EQ(found->level, 2);
}

}  // namespace
}  // namespace heafs
