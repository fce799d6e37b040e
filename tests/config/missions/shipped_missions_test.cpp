// The mission files that ship, against what the missions themselves publish.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/missions/mission.h"

namespace heafs {
namespace {

using testing::ElementsAre;
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
                         testing::Values("catalogs", "chandra", "fermi", "halosat", "hess", "nicer",
                                         "nustar", "swift"));

TEST(ShippedMissionFiles, AreAllTested) {
    EXPECT_THAT(list_missions({std::filesystem::path(HEAFS_SOURCE_DIR) / "config/missions"}),
                UnorderedElementsAre("catalogs", "chandra", "fermi", "halosat", "hess", "nicer",
                                     "nustar", "swift"));
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

std::vector<std::string> instruments_of(const std::string& mission) {
    std::vector<std::string> names;
    for (const Instrument& instrument : shipped(mission).instruments)
        names.push_back(instrument.name);
    return names;
}

TEST(ShippedInstruments, HaveTheNamesOfTheDesign) {
    EXPECT_THAT(instruments_of("swift"), ElementsAre("swift_xrt_pc", "swift_xrt_wt"));
    EXPECT_THAT(instruments_of("nustar"), ElementsAre("nustar_fpma", "nustar_fpmb"));
    EXPECT_THAT(instruments_of("nicer"), ElementsAre("nicer_xti"));
    EXPECT_THAT(instruments_of("chandra"), ElementsAre("chandra_acis_i", "chandra_acis_s"));
    EXPECT_THAT(instruments_of("fermi"), ElementsAre("fermi_lat"));
    EXPECT_THAT(instruments_of("hess"), ElementsAre("hess"));
}

// Where each mission keeps its lists, by what the missions themselves publish.
TEST(ShippedInstruments, TakeTheListsOfTheirMissions) {
    const auto taken_by = [](const std::string& mission, const std::string& path) {
        const Mission found = shipped(mission);
        const auto place = found.observations.locate(path);
        const Instrument* const instrument = place ? found.instrument_of(place->rest) : nullptr;
        return instrument == nullptr ? "nobody" : instrument->name + " " + place->obs_id;
    };
    EXPECT_EQ(taken_by("swift", "2008_08/00030795038/xrt/event/sw00030795038xwtw2po_cl.evt.gz"),
              "swift_xrt_wt 00030795038");
    EXPECT_EQ(taken_by("nustar", "01/6/60160619002/event_cl/nu60160619002B01_cl.evt.gz"),
              "nustar_fpmb 60160619002");
    EXPECT_EQ(taken_by("nustar", "01/6/60160619002/event_cl/nu60160619002B06_cl.evt.gz"), "nobody");
    EXPECT_EQ(taken_by("nicer", "2020_10/2010101830/xti/event_cl/ni2010101830_0mpu7_cl.evt.gz"),
              "nicer_xti 2010101830");
    EXPECT_EQ(taken_by("chandra", "2/1522/primary/acisf01522N005_evt2.fits.gz"),
              "chandra_acis_i 1522");
    EXPECT_EQ(taken_by("fermi", "weekly/photon/lat_photon_weekly_w056_p305_v001.fits"),
              "fermi_lat w056");
    EXPECT_EQ(taken_by("hess", "23523/hess_dl3_dr1_obs_id_023523.fits.gz"), "hess 23523");
}

// An ACIS list is of one aim point: what DETNAM says of the CCDs that were read.
TEST(Chandra, EachSetOfCcdsIsOfOneInstrument) {
    const Mission chandra = shipped("chandra");
    for (const char* detnam : {"ACIS-012367", "ACIS-0123", "ACIS-235678", "ACIS-7", "ACIS-56789",
                               "ACIS-3", "ACIS-01236", "ACIS-36"}) {
        int takers = 0;
        for (const Instrument& instrument : chandra.instruments)
            takers += Pattern(instrument.where.at("DETNAM")).matches(detnam) ? 1 : 0;
        EXPECT_EQ(takers, 1) << detnam;
    }
}

TEST(Fermi, ItsPublicPathsLeadToTheArchive) {
    EXPECT_EQ(shipped("fermi").ftp_paths.at("fermi/data/lat"), "obs/fermi");
    EXPECT_EQ(shipped("chandra").ftp_paths.at("chandra/data/byobsid"), "obs/chandra");
}

TEST(Hess, TheGridIsThatOfTheDesign) {
    const Mission hess = shipped("hess");
    const EnergyScale& scale = hess.instruments.at(0).energy;
    EXPECT_EQ(scale.last_channel - scale.first_channel + 1, 80);
    EXPECT_EQ(lower_edge_kev(scale, 0).text(), "10000000");
    EXPECT_EQ(lower_edge_kev(scale, 80).text(), "100000000000");
    EXPECT_EQ(hess.instruments.at(0).background.kind, BackgroundKind::kReflected);
}

}  // namespace
}  // namespace heafs
