#include <gtest/gtest.h>

#include "config/base/error.h"
#include "config/missions/mission.h"

namespace heafs {
namespace {

// NuSTAR: nustar/data/obs/PP/C/OBSID/, C the first digit of OBSID, PP its digits 2 and 3.
ObservationLayout nustar() {
    return {"{obs_id:1:2}/{obs_id:0:1}/{obs_id}", {{"obs_id", "\\d{11}"}}};
}

ObservationLayout halosat() { return {"{obs_id}", {{"obs_id", "\\d{6}"}}}; }

TEST(ObservationLayout, LocatesAnObservationByPartsOfItsIdentifier) {
    EXPECT_EQ(nustar().locate("01/6/60160619002/event_cl/nu60160619002A01_cl.evt.gz"),
              (ObservationPlace{"60160619002", "01/6/60160619002",
                                "event_cl/nu60160619002A01_cl.evt.gz"}));
}

// Chandra: chandra/data/byobsid/D/OBSID/, D the last digit of OBSID.
TEST(ObservationLayout, SlicesMayCountFromTheEnd) {
    const ObservationLayout chandra("{obs_id:-1:1}/{obs_id}", {{"obs_id", "[1-9]\\d{0,4}"}});
    EXPECT_EQ(chandra.locate("2/1522/primary/a.fits"),
              (ObservationPlace{"1522", "2/1522", "primary/a.fits"}));
    EXPECT_EQ(chandra.locate("7/7/x"), (ObservationPlace{"7", "7/7", "x"}));
    EXPECT_FALSE(chandra.locate("1/1522/x"));
}

// Fermi: fermi/data/lat/weekly/photon/lat_photon_weekly_wNNN_p305_v001.fits.
ObservationLayout fermi() {
    return {"weekly/{kind}", {{"kind", "photon|spacecraft"}}, "lat_\\w+_(?<obs_id>w\\d+)_.*"};
}

TEST(ObservationLayout, TheNamesOfFilesMayGiveTheIdentifier) {
    EXPECT_EQ(fermi().locate("weekly/photon/lat_photon_weekly_w056_p305_v001.fits"),
              (ObservationPlace{"w056", "weekly/photon", "lat_photon_weekly_w056_p305_v001.fits"}));
}

TEST(ObservationLayout, OtherNamesThereHaveNoIdentifier) {
    EXPECT_EQ(fermi().locate("weekly/photon/readme.txt"),
              (ObservationPlace{"", "weekly/photon", "readme.txt"}));
    EXPECT_FALSE(fermi().locate("daily/photon/lat_photon_weekly_w056_p305_v001.fits"));
}

TEST(ObservationLayout, NamesOfFilesWithoutAGroupAreRefused) {
    EXPECT_THROW(ObservationLayout("weekly", {}, "lat_.*"), Error);
}

TEST(ObservationLayout, FoldersThatContradictTheIdentifierAreNoObservation) {
    EXPECT_FALSE(nustar().locate("02/6/60160619002/x"));
    EXPECT_FALSE(nustar().locate("01/5/60160619002/x"));
}

TEST(ObservationLayout, TheFolderItselfHasNoRest) {
    EXPECT_EQ(halosat().locate("123401"), (ObservationPlace{"123401", "123401", ""}));
}

TEST(ObservationLayout, APathThatIsTooShortIsNoObservation) {
    EXPECT_FALSE(nustar().locate("01/6"));
    EXPECT_FALSE(nustar().locate("01"));
    EXPECT_FALSE(nustar().locate(""));
}

TEST(ObservationLayout, TheIdentifierMustMatchAsAWhole) {
    EXPECT_FALSE(halosat().locate("1234012/x"));
    EXPECT_FALSE(halosat().locate("x123401/x"));
}

TEST(ObservationLayout, APartThatStandsTwiceMustBeTheSame) {
    const ObservationLayout layout("{obs_id}/{obs_id}", {{"obs_id", "\\d"}});
    EXPECT_TRUE(layout.locate("1/1"));
    EXPECT_FALSE(layout.locate("1/2"));
}

TEST(ObservationLayout, CharactersOfTheTemplateStandForThemselves) {
    const ObservationLayout layout("rev.{obs_id}", {{"obs_id", "\\d"}});
    EXPECT_TRUE(layout.locate("rev.1/x"));
    EXPECT_FALSE(layout.locate("revx1/x"));
}

TEST(ObservationLayout, FindsTheObservationInTheTailOfAnyPath) {
    EXPECT_EQ(nustar().locate_in_tail("/home/me/out/01/6/60160619002/hk/a.gz"),
              (ObservationPlace{"60160619002", "01/6/60160619002", "hk/a.gz"}));
}

TEST(ObservationLayout, NoFolderOfAPathMayBeAnObservation) {
    EXPECT_FALSE(nustar().locate_in_tail("/home/me/out/60160619002/a.gz"));
}

TEST(ObservationLayout, OneThatWasNotGivenLocatesNothing) {
    EXPECT_FALSE(ObservationLayout().locate("123401"));
}

class BadTemplates : public testing::TestWithParam<const char*> {};

TEST_P(BadTemplates, AreRefused) {
    try {
        const ObservationLayout layout(GetParam(), {{"obs_id", "\\d{4}"}});
        FAIL() << "it was taken";
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kMalformed);
    }
}

INSTANTIATE_TEST_SUITE_P(Each, BadTemplates,
                         testing::Values("{obs_id", "{month}/{obs_id}", "{obs_id:1}/{obs_id}",
                                         "{obs_id:a:b}/{obs_id}", "{obs_id:0:9999}/{obs_id}",
                                         "{obs_id:0:1x}/{obs_id}", "{obs_id:0-1}/{obs_id}"));

}  // namespace
}  // namespace heafs
