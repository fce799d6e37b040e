// sky/ as `ls`, `readlink` and `heafs explain` see it.
#include "fs/tree/sky_area.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fs/tree/virtual_walk.h"
#include "tests/products/sky/sky_site.h"
#include "tests/products/tables/random_table.h"
#include "tests/support/outside_programs.h"

namespace heafs {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

const std::string kHere = "sky/204.77108/17.60323";
const std::string kFolder = kHere + "/0.3-10/swift_xrt_pc";

class SkyAreaTest : public testing::Test {
   protected:
    static void SetUpTestSuite() {
        site_ = std::make_unique<SkySite>();
        site_->deliver(simulated_sky() / "swift", "swift", "all");
        site_->deliver(simulated_sky() / "halosat", "halosat", "all");
        area_ = std::make_unique<SkyArea>(site_->archive(), site_->run().ledger());
    }
    static void TearDownTestSuite() {
        area_.reset();
        site_.reset();
    }

    static std::vector<std::string> names(const std::string& folder) {
        std::vector<std::string> all;
        for (const VirtualEntry& entry : area_->list(folder)) all.push_back(entry.name);
        return all;
    }
    static std::string link(const std::string& folder, const std::string& name) {
        const auto entry = area_->find(folder, name);
        return entry && entry->kind == VirtualEntry::Kind::kLink ? entry->text : "no link";
    }
    static bool exists(const std::string& path) { return walk_virtual(*area_, path).found; }
    static std::string canonical(const std::string& path) {
        const VirtualWalk walk = walk_virtual(*area_, path);
        return walk.found ? walk.path : "absent: " + walk.missing;
    }
    static std::string text(const std::string& path) {
        return walk_virtual(*area_, path).entry.text;
    }
    // Why there is nothing; the path must be absent.
    static std::string why(const std::string& path) {
        EXPECT_FALSE(exists(path)) << path;
        const std::string said = area_->explain(path);
        EXPECT_THAT(said,
                    AllOf(StartsWith(path + ": there is nothing of this name.\n"), EndsWith("\n")));
        return said;
    }

    static std::unique_ptr<SkySite> site_;
    static std::unique_ptr<SkyArea> area_;
};
std::unique_ptr<SkySite> SkyAreaTest::site_;
std::unique_ptr<SkyArea> SkyAreaTest::area_;

TEST_F(SkyAreaTest, ListsWhatCanBeListed) {
    EXPECT_THAT(names("sky"), ElementsAre("README.txt", "gal", "name"));
    EXPECT_THAT(names("sky/204.77108"), IsEmpty());
    EXPECT_THAT(names("sky/gal"), IsEmpty());
    EXPECT_THAT(names(kHere),
                ElementsAre("0.4-7", "0.3-10", "0.3-1.5", "1.5-10", "observations.csv",
                            "observations.fits", "observations.txt"));
    EXPECT_THAT(names(kHere + "/0.3-10"),
                ElementsAre("halosat_s14", "halosat_s38", "halosat_s54", "swift_xrt_pc",
                            "README.txt", "summary.json", "summary.txt"));
    EXPECT_THAT(names(kFolder), testing::IsSupersetOf({"by_obs", "obs", "all.tar", "events.fits",
                                                       "image.fits", "image.png", "spectrum.pha",
                                                       "summary.json", "summary.txt"}));
    EXPECT_THAT(names(kFolder + "/by_obs"), ElementsAre("00090001001", "00090001002"));
    EXPECT_THAT(names(kFolder + "/obs"), ElementsAre("00090001001", "00090001002"));
}

TEST_F(SkyAreaTest, WherePathIsNoInstrumentsThereAreStillTexts) {
    EXPECT_THAT(names("sky/10/10"),
                ElementsAre("observations.csv", "observations.fits", "observations.txt"));
    EXPECT_THAT(names("sky/10/10/2-10"), ElementsAre("README.txt", "summary.json", "summary.txt"));
    EXPECT_THAT(names("sky/10/10/2-10/swift_xrt_pc"), IsEmpty());
    EXPECT_THAT(text("sky/10/10/2-10/summary.txt"),
                AllOf(HasSubstr("swift_xrt_pc"), HasSubstr("never looked here")));
}

TEST_F(SkyAreaTest, FindsWhatItLists) {
    for (const std::string& folder :
         {std::string("sky"), std::string("sky/name"), kHere, kHere + "/0.3-10", kFolder,
          kFolder + "/by_obs", kFolder + "/obs", kHere + "/0.3-10/radius_47.14624"})
        for (const VirtualEntry& listed : area_->list(folder)) {
            const auto found = area_->find(folder, listed.name);
            ASSERT_TRUE(found) << folder << "/" << listed.name;
            EXPECT_EQ(found->kind, listed.kind) << listed.name;
            EXPECT_EQ(found->text, listed.text) << listed.name;
            EXPECT_EQ(found->mtime_ns, listed.mtime_ns) << listed.name;
            ASSERT_EQ(found->product == nullptr, listed.product == nullptr) << listed.name;
            if (!found->product) continue;
            EXPECT_EQ(found->product->key, listed.product->key);
            EXPECT_EQ(found->product->size, listed.product->size);
        }
}

TEST_F(SkyAreaTest, AListedProductRendersWithItsSize) {
    for (const VirtualEntry& entry : area_->list(kFolder))
        if (entry.product) {
            EXPECT_EQ(static_cast<int64_t>(rendered(*entry.product).size()), entry.product->size);
            EXPECT_GT(entry.mtime_ns, 0) << entry.name;
        }
}

TEST_F(SkyAreaTest, OtherSpellingsAreLinks) {
    EXPECT_EQ(link("sky", "05h34m31.97s"), "83.63321");
    EXPECT_EQ(link("sky", "204.7710800"), "204.77108");
    EXPECT_EQ(link(kHere, "2.0-10keV"), "2-10");
    EXPECT_EQ(link(kHere + "/2-10/radius_60", "time_55000-55100"), "../time_55000-55100/radius_60");
    EXPECT_EQ(canonical("sky/13h39m05.0592s/+17d36m11.628s/0.30-10.0/radius_1m/swift_xrt_pc"),
              kHere + "/0.3-10/radius_60/swift_xrt_pc");
}

TEST_F(SkyAreaTest, DefaultsOfAnInstrumentAreLinksToItsPlainFolder) {
    EXPECT_EQ(link(kHere + "/0.3-10/radius_47.14624", "swift_xrt_pc"), "../swift_xrt_pc");
    EXPECT_EQ(link(kHere + "/0.3-10/size_0.4/pix_7.07193612", "swift_xrt_pc"),
              "../../swift_xrt_pc");
    EXPECT_EQ(link(kHere + "/0.3-10/radius_60/size_0.4", "swift_xrt_pc"), "../swift_xrt_pc");
    EXPECT_EQ(link(kHere + "/0.3-10/radius_47.14624/size_0.1", "swift_xrt_pc"),
              "../../size_0.1/swift_xrt_pc");
    EXPECT_EQ(canonical(kHere + "/0.3-10/radius_47.14624/swift_xrt_pc/image.fits"),
              kFolder + "/image.fits");
    EXPECT_EQ(area_->find(kHere + "/0.3-10/radius_47.14", "swift_xrt_pc")->kind,
              VirtualEntry::Kind::kFolder);
}

TEST_F(SkyAreaTest, LinksOfAFolderLeadToWhatExists) {
    EXPECT_EQ(link(kFolder + "/by_obs", "00090001002"), "../../obs_00090001002/swift_xrt_pc");
    EXPECT_TRUE(exists(kFolder + "/by_obs/00090001002/spectrum.pha"));
    EXPECT_EQ(canonical(kHere + "/0.3-10/radius_60/swift_xrt_pc/by_obs/00090001002"),
              kHere + "/0.3-10/obs_00090001002/radius_60/swift_xrt_pc");
    for (const std::string& obs_id : names(kFolder + "/obs")) {
        const std::string folder = canonical(kFolder + "/obs/" + obs_id);
        EXPECT_THAT(folder, AllOf(StartsWith("obs/swift/"), EndsWith("/" + obs_id)));
        EXPECT_TRUE(site_->run().ledger().borrow()->find_folder(folder)) << folder;
    }
    EXPECT_EQ(canonical(kHere + "/0.3-10/halosat_s14/obs/000101"), "obs/halosat/000101");
    EXPECT_FALSE(exists(kFolder + "/obs/00090002001"));
    EXPECT_FALSE(exists(kFolder + "/by_obs/00090002001"));
}

TEST_F(SkyAreaTest, AnObservationsFolderHasItselfInByObs) {
    const std::string alone = kHere + "/0.3-10/obs_00090001002/swift_xrt_pc";
    EXPECT_THAT(names(alone + "/by_obs"), ElementsAre("00090001002"));
    EXPECT_EQ(canonical(alone + "/by_obs/00090001002"), alone);
}

TEST_F(SkyAreaTest, NamesOfTargetsLeadToTheirPositions) {
    EXPECT_THAT(names("sky/name"),
                ElementsAre("README.txt", "SIM_J124523.4-194829", "SIM_J133905.0+173611"));
    EXPECT_EQ(link("sky/name", "SIM_J133905.0+173611"), "../204.77108/17.60323");
    for (const std::string spelling :
         {"sim_j133905.0+173611", "SIM J133905.0+173611", "simj133905.0+173611"})
        EXPECT_EQ(canonical("sky/name/" + spelling), kHere) << spelling;
    EXPECT_EQ(canonical("sky/name/simj133905.0+173611/0.3-10/swift_xrt_pc/events.fits"),
              kFolder + "/events.fits");
    EXPECT_THAT(why("sky/name/Nobody"), HasSubstr("'Nobody'"));
}

TEST_F(SkyAreaTest, GalacticPositionsAreLinks) {
    // The north galactic pole is 192.85948, 27.12825 (J2000); the Crab is 184.5575, -5.7843.
    EXPECT_EQ(link("sky/gal/0", "90"), "../../192.85948/27.12825");
    EXPECT_EQ(canonical("sky/gal/184.5575/-5.7843").substr(0, 10), "sky/83.633");
    EXPECT_EQ(canonical("sky/gal/184.55750/-5.78430"), canonical("sky/gal/184.5575/-5.7843"));
    EXPECT_THAT(why("sky/gal/400/1"), HasSubstr("no galactic longitude"));
    EXPECT_THAT(why("sky/gal/12h00m00s/1"), HasSubstr("no galactic longitude"));
    EXPECT_THAT(why("sky/gal/40/91"), HasSubstr("no galactic latitude"));
}

TEST_F(SkyAreaTest, PositionsAndBandsAlwaysExist) {
    for (const std::string path : {"sky/10", "sky/0/-90", "sky/359.99999/90/2-10",
                                   "sky/10/10/0.1-300GeV/time_50000-", "sky/10/10/all/radius_5"})
        EXPECT_TRUE(exists(path)) << path;
}

TEST_F(SkyAreaTest, WhatCannotBeIsAbsentAndSaysWhy) {
    EXPECT_THAT(why("sky/204.77108/95"), HasSubstr("declination"));
    EXPECT_THAT(why("sky/360/10"), HasSubstr("right ascension"));
    EXPECT_THAT(why(kHere + "/10-2"), HasSubstr("upside down"));
    EXPECT_THAT(why(kHere + "/2-10/colour_red"), HasSubstr("neither an option nor an instrument"));
    EXPECT_THAT(why(kHere + "/2-10/sel_nothing/swift_xrt_pc"),
                HasSubstr("has no selection 'nothing'"));
    EXPECT_THAT(why(kHere + "/2-10/radius_5/radius_6/swift_xrt_pc"), HasSubstr("twice"));
    EXPECT_THAT(why(kHere + "/2-10/radius_0"), HasSubstr("above 0"));
    EXPECT_THAT(why(kHere + "/2-10/radius_200d"), HasSubstr("larger than the sky"));
    EXPECT_THAT(why(kHere + "/2-10/time_55100-55000"), HasSubstr("upside down"));
}

TEST_F(SkyAreaTest, WhatWasNotObservedIsAbsentAndSaysWhy) {
    EXPECT_THAT(why("sky/10/10/2-10/swift_xrt_pc/image.fits"), HasSubstr("never looked here"));
    EXPECT_THAT(why(kHere + "/2-10/obs_12345"), HasSubstr("no event list of observation 12345"));
    EXPECT_THAT(why(kHere + "/2-10/radius_60/obs_12345/swift_xrt_pc"),
                HasSubstr("no event list of observation 12345"));
    EXPECT_THAT(why(kHere + "/2-10/obs_000101/swift_xrt_pc"),
                HasSubstr("no observation 000101 of swift_xrt_pc"));
    EXPECT_THAT(why(kHere + "/2-10/obs_00090002001/swift_xrt_pc"),
                HasSubstr("00090002001 of swift_xrt_pc never looked here"));
    EXPECT_THAT(why(kHere + "/2-10/time_50000-50001/swift_xrt_pc"), HasSubstr("not in this time"));
    EXPECT_THAT(why(kHere + "/30-40/swift_xrt_pc"), HasSubstr("no channel"));
    EXPECT_THAT(why(kHere + "/2-10/radius_60/halosat_s14"),
                HasSubstr("does not resolve positions"));
    EXPECT_THAT(why(kHere + "/2-10/size_0.001/pix_100/swift_xrt_pc"), HasSubstr("no whole pixel"));
    EXPECT_THAT(why(kHere + "/2-10/size_100/pix_0.1/swift_xrt_pc"),
                HasSubstr("take a larger pix_ or a smaller size_"));
}

TEST_F(SkyAreaTest, WhatIsNoProductIsAbsentAndSaysWhatThereIs) {
    EXPECT_THAT(why(kFolder + "/counts.fits"),
                AllOf(HasSubstr("events.fits, "), HasSubstr("image.fits, image.png, "),
                      HasSubstr("summary.json, summary.txt")));
    EXPECT_THAT(why(kHere + "/2-10/halosat_s14/image.fits"), Not(HasSubstr("image.fits, ")));
    EXPECT_THAT(why(kFolder + "/image.fits.gz"), HasSubstr("image.fits.gz"));
    EXPECT_THAT(why(kFolder + "/image.fits/x"), HasSubstr("image.fits is a file, not a folder"));
    EXPECT_THAT(why("sky/README.txt/x"), HasSubstr("is a file, not a folder"));
    EXPECT_THAT(why(kFolder + "/by_obs/12"), HasSubstr("observation 12"));
}

TEST_F(SkyAreaTest, ExplainsAProductInWholeNumbersOfPeople) {
    const std::string said =
        area_->explain(kHere + "/0.3-10/radius_47.14624/swift_xrt_pc/image.fits");
    EXPECT_THAT(said, AllOf(HasSubstr(" is " + kFolder + "/image.fits\n"),
                            HasSubstr("a product, 187200 bytes"),
                            HasSubstr("channels 30 to 999, 0.3 to 10 keV"),
                            HasSubstr("47.14624 arcsec about 204.77108, 17.60323\n"),
                            HasSubstr("204 x 204 pixels of 7.07193612 arcsec\n"),
                            HasSubstr("made of    obs/swift/2005_03/00090001001/")));
    EXPECT_THAT(area_->explain(kHere + "/0.4-7/halosat_s14"),
                HasSubstr("the whole field, 5 degrees about the axis"));
}

TEST_F(SkyAreaTest, TheObservationsOfAPositionAreOneTableInThreeForms) {
    EXPECT_THAT(text(kHere + "/observations.csv"),
                AllOf(StartsWith("instrument,obs_id,start_mjd,stop_mjd,live_time_s,"
                                 "off_axis_arcmin\r\nhalosat_s14,000101,"),
                      HasSubstr("\r\nswift_xrt_pc,00090001002,")));
    EXPECT_THAT(text(kHere + "/observations.txt"), HasSubstr("swift_xrt_pc         00090001001 "));
    const TemporaryFolder folder;
    const std::string fits = text(kHere + "/observations.fits");
    const auto file = folder.write("observations.fits", std::as_bytes(std::span(fits)));
    const std::string csv = text(kHere + "/observations.csv");
    folder.write("observations.csv", std::as_bytes(std::span(csv)));
    EXPECT_EQ(complaints_of_fitsverify(file), "");
    EXPECT_EQ(output_of_astropy(
                  "import sys, csv\nfrom astropy.io import fits\n"
                  "t = fits.open(sys.argv[1], checksum=True)[1].data\n"
                  "rows = list(csv.reader(open(sys.argv[1].replace('.fits', '.csv'))))[1:]\n"
                  "print(len(rows), [(a.strip(), b.strip(), *map(float, c)) for a, b, *c in t] ==\n"
                  "      [(a, b, *map(float, c)) for a, b, *c in rows])",
                  file),
              "5 True\n");
}

TEST_F(SkyAreaTest, WithoutObservationsTheTablesAreEmptyAndSound) {
    EXPECT_THAT(text("sky/10/10/observations.csv"), EndsWith("off_axis_arcmin\r\n"));
    const TemporaryFolder folder;
    const std::string fits = text("sky/10/10/observations.fits");
    EXPECT_EQ(
        complaints_of_fitsverify(folder.write("observations.fits", std::as_bytes(std::span(fits)))),
        "");
}

TEST_F(SkyAreaTest, TheSummaryOfABandHasAllInstruments) {
    const TemporaryFolder folder;
    for (const std::string position : {"204.77108/17.60323", "10/10"}) {
        const std::string json = text("sky/" + position + "/0.3-10/summary.json");
        EXPECT_EQ(
            output_of_astropy(
                "import sys, json\nj = json.load(open(sys.argv[1]))\n"
                "i = j['instruments']\n"
                "print(j['canonical'], sorted(i), [x['exposure_s'] > 0 for x in i.values()],\n"
                "      ['reason' in x for x in i.values()])",
                folder.write("summary.json", std::as_bytes(std::span(json)))),
            "sky/" + position +
                "/0.3-10 ['halosat_s14', 'halosat_s38', 'halosat_s54', 'swift_xrt_pc', "
                "'swift_xrt_wt'] " +
                (position == "10/10"
                     ? "[False, False, False, False, False] [True, True, True, True, True]\n"
                     : "[True, True, True, True, False] [False, False, False, False, True]\n"));
    }
}

TEST(SkyAreaLater, TwoListsOfAnObservationAreOneEntry) {
    SkySite site({"halosat"}, {mini_mission()});
    SkyArea area(site.archive(), site.run().ledger());
    site.deliver_mini("0001/a.evt", {{{10, 500.5, 500.5}}, {{0, 100}}});
    site.deliver_mini("0001/b.evt", {{{210, 500.5, 500.5}}, {{200, 300}}});
    for (const std::string below : {"by_obs", "obs"}) {
        const auto listed = area.list("sky/100/20/all/mini_cam/" + below);
        ASSERT_EQ(listed.size(), 1u);
        EXPECT_EQ(listed[0].name, "0001");
    }
}

TEST(SkyAreaLater, NamesWithSignsOfTheirOwnAreFound) {
    SkySite site({"halosat"}, {mini_mission()});
    SkyArea area(site.archive(), site.run().ledger());
    MiniList list{{{10, 500.5, 500.5}}};
    list.object = "Barnard's star (GJ 699)";
    site.deliver_mini("0001/a.evt", list);
    const auto listed = area.list("sky/name");
    ASSERT_EQ(listed.size(), 2u);
    EXPECT_EQ(listed[1].name, "Barnard_s_star__GJ_699_");
    EXPECT_EQ(walk_virtual(area, "sky/name/barnard's STAR (gj699)").path, "sky/100/20");
    EXPECT_EQ(output_of_astropy("import sys\nfrom astropy.io import fits\n"
                                "print(fits.open(sys.argv[1])[0].header['OBJECT'])",
                                site.file("sky/100/20/all/mini_cam/image.fits")),
              "Barnard's star (GJ 699)\n");
}

TEST(SkyAreaLater, ANameOfSeveralPositionsLeadsToTheFirstObservedAndTellsTheOthers) {
    SkySite site({"halosat"}, {mini_mission()});
    SkyArea area(site.archive(), site.run().ledger());
    const auto observe = [&](const std::string& id, double ra, const std::string& date,
                             const std::string& object) {
        MiniList list{{{10, 500.5, 500.5}}};
        list.centre.ra = Angle{ra};
        list.object = object;
        list.more_cards = {{"DATE-OBS", date, ""}};
        site.deliver_mini(id + "/a.evt", list);
    };
    observe("0001", 100, "2012-01-01T00:00:00", "Two Faces");
    EXPECT_FALSE(walk_virtual(area, "sky/name/Two_Faces.alternatives.txt").found);
    observe("0002", 110, "2011-01-01T00:00:00", "TWO FACES");
    observe("0003", 100, "2013-01-01T00:00:00", "Two Faces");
    EXPECT_EQ(walk_virtual(area, "sky/name/two_faces").path, "sky/110/20");
    EXPECT_EQ(walk_virtual(area, "sky/name/Two_Faces").path, "sky/110/20");
    const std::string text = walk_virtual(area, "sky/name/twofaces.alternatives.txt").entry.text;
    EXPECT_THAT(text, HasSubstr("2 positions carry the name twofaces"));
    const size_t first = text.find("sky/110/20 "), second = text.find("sky/100/20 ");
    EXPECT_LT(first, second);
    EXPECT_THAT(text.substr(first),
                HasSubstr("1 observation of mini, OBJECT 'TWO FACES', the first "
                          "on 2011-01-01"));
    EXPECT_THAT(text.substr(second), HasSubstr("2 observations of mini, OBJECT 'Two Faces'"));
    EXPECT_THAT(area.explain("sky/name/TwoFaces/all"), HasSubstr("sky/100/20 "));
    std::vector<std::string> names;
    for (const auto& entry : area.list("sky/name")) names.push_back(entry.name);
    EXPECT_THAT(names, testing::IsSupersetOf(
                           {"README.txt", "TWO_FACES", "Two_Faces", "Two_Faces.alternatives.txt"}));
    EXPECT_THAT(walk_virtual(area, "sky/name/README.txt").entry.text,
                HasSubstr("Two_Faces                                2 positions"));
}

TEST(SkyAreaLater, APublicationChangesWhatAFolderHas) {
    SkySite site({"halosat"}, {mini_mission()});
    SkyArea area(site.archive(), site.run().ledger());
    const std::string folder = "sky/100/20/all/mini_cam";
    EXPECT_FALSE(walk_virtual(area, folder).found);
    site.deliver_mini("0001/a.evt", {{{10, 500.5, 500.5}}, {{0, 100}}});
    const auto before = walk_virtual(area, folder + "/events.fits").entry.product;
    ASSERT_TRUE(before);
    const std::string bytes = rendered(*before);
    EXPECT_TRUE(walk_virtual(area, "sky/name/target").found);
    site.deliver_mini("0002/a.evt", {{{210, 500.5, 500.5}}, {{200, 300}}});
    const auto after = walk_virtual(area, folder + "/events.fits").entry.product;
    ASSERT_TRUE(after);
    EXPECT_NE(before->key, after->key);
    EXPECT_NE(before->provenance, after->provenance);
    // Whoever holds the old one reads the old one.
    EXPECT_EQ(static_cast<int64_t>(rendered(*before).size()), before->size);
    EXPECT_EQ(static_cast<int64_t>(rendered(*after).size()), after->size);
    EXPECT_EQ(rendered(*before), bytes);
}

}  // namespace
}  // namespace heafs
