// events.fits of lists that agree and of lists that do not, read by astropy.
#include "products/sky/event_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/base/error.h"
#include "tests/products/sky/sky_site.h"
#include "tests/support/outside_programs.h"

namespace heafs {
namespace {

using testing::HasSubstr;

const std::string kEvents = "sky/100/20/all/mini_cam/events.fits";

class EventTableTest : public testing::Test {
   protected:
    std::string astropy(const std::string& path, const std::string& script) {
        const auto file = site_.file(path);
        EXPECT_EQ(complaints_of_fitsverify(file), "");
        return output_of_astropy(
            "import sys\nimport numpy as np\nfrom astropy.io import fits\n"
            "f = fits.open(sys.argv[1], checksum=True)\nt = f['EVENTS']\n" +
                script,
            file);
    }

    SkySite site_{{"halosat"}, {mini_mission()}};
};

TEST_F(EventTableTest, OneListStaysAsItIsWithItsOwnTimezero) {
    MiniList list{{{10, 500.5, 500.5}, {20, 510.5, 490.5, 51}}, {{0, 1000}}};
    list.more_cards = {{"TIMEZERO", 3.5, ""}};
    site_.deliver_mini("0001/a.evt", list);
    EXPECT_EQ(astropy(kEvents,
                      "h = t.header\n"
                      "print(t.data['TIME'].tolist(), h['TIMEZERO'], h['TSTART'], h['TSTOP'],\n"
                      "      f['GTI'].data['START'].tolist(), f['GTI'].data['STOP'].tolist(),\n"
                      "      h['MJDREFI'], h['DATE-OBS'], round((h['MJD-OBS']-55000)*86400, 3))"),
              "[10.0, 20.0] 3.5 0.0 1000.0 [0.0] [1000.0] 55000 2009-06-18T00:00:03.500 3.5\n");
}

TEST_F(EventTableTest, TheOtherProductsHaveTimezeroInTheirTimes) {
    MiniList list{{{10, 500.5, 500.5}}, {{0, 1000}}};
    list.more_cards = {{"TIMEZERO", 3.5, ""}};
    site_.deliver_mini("0001/a.evt", list);
    const auto file = site_.file("sky/100/20/all/mini_cam/spectrum.pha");
    EXPECT_EQ(output_of_astropy("import sys\nfrom astropy.io import fits\n"
                                "f = fits.open(sys.argv[1])\nh = f['SPECTRUM'].header\n"
                                "print(h['TIMEZERO'], h['TSTART'], h['TSTOP'],\n"
                                "      f['GTI'].data['START'].tolist(), h['DATE-OBS'])",
                                file),
              "0.0 3.5 1003.5 [3.5] 2009-06-18T00:00:03.500\n");
}

TEST_F(EventTableTest, ColumnsAreTheSourcesBitForBitAndThreeMore) {
    MiniList list{{{10.1, 500.25, 500.75}, {20.7, 510.5, 490.5, 51}}};
    list.more_columns = {{"FLAGS", "16X"}, {"HEAP", "1PJ(0)"}, {"VECTOR", "3E", "mm"}};
    site_.deliver_mini("0001/a.evt", list);
    EXPECT_EQ(
        astropy(kEvents,
                "print(t.columns.names, t.columns['VECTOR'].unit, t.columns['VECTOR'].format)\n"
                "print(t.data['TIME'].tolist(), t.data['X'].tolist(), t.data['PI'].tolist(),\n"
                "      t.header['TCRVL2'], t.header['TLMAX4'], t.data['OBS_ID'].tolist())"),
        "['TIME', 'X', 'Y', 'PI', 'FLAGS', 'VECTOR', 'RA', 'DEC', 'OBS_ID'] mm 3E\n"
        "[10.1, 20.7] [500.25, 510.5] [50, 51] 100.0 99 ['0001', '0001']\n");
}

TEST_F(EventTableTest, ListsThatAgreeAreJoinedAsTheyAre) {
    site_.deliver_mini("0001/a.evt", {{{10, 500.5, 500.5}}, {{0, 100}}});
    site_.deliver_mini("0002/a.evt", {{{210, 501.5, 500.5}}, {{200, 300}}});
    EXPECT_EQ(astropy(kEvents,
                      "print(t.data['TIME'].tolist(), t.data['X'].tolist(),\n"
                      "      t.data['OBS_ID'].tolist(), t.columns['X'].format,\n"
                      "      t.header.get('OBS_ID'), t.header['EXPOSURE'])"),
              "[10.0, 210.0] [500.5, 501.5] ['0001', '0002'] E None 200.0\n");
}

TEST_F(EventTableTest, RowsComeInTheOrderOfTimeWhateverTheirNames) {
    site_.deliver_mini("0001/a.evt", {{{210, 501.5, 500.5}}, {{200, 300}}});
    site_.deliver_mini("0002/a.evt", {{{10, 500.5, 500.5}, {11, 499.5, 500.5}}, {{0, 100}}});
    EXPECT_EQ(astropy(kEvents, "print(t.data['TIME'].tolist())"), "[10.0, 11.0, 210.0]\n");
}

TEST_F(EventTableTest, OtherClocksComeToTheFirstOnes) {
    site_.deliver_mini("0001/a.evt", {{{10, 500.5, 500.5}}, {{0, 100}}});
    MiniList later{{{110, 500.5, 500.5}}, {{100, 200}}};
    later.more_cards = {{"MJDREFI", int64_t{55001}, ""}, {"TIMEZERO", -1.0, ""}};
    site_.deliver_mini("0002/a.evt", later);
    // A day later, and a second less.
    EXPECT_EQ(astropy(kEvents,
                      "print(t.data['TIME'].tolist(), t.header['TIMEZERO'], t.header['MJDREFI'],\n"
                      "      f['GTI'].data['START'].tolist(), f['GTI'].data['STOP'].tolist())"),
              "[10.0, 86509.0] 0.0 55000 [0.0, 86499.0] [100.0, 86599.0]\n");
}

TEST_F(EventTableTest, AClockThatOnlyAnUnexposedNeighbourHasChangesNothing) {
    MiniList here{{{10, 500.5, 500.5}}, {{0, 100}}};
    here.more_cards = {{"MJDREFI", int64_t{55100}, ""}};
    site_.deliver_mini("0002/a.evt", here);
    const std::string script =
        "print(t.data['TIME'].tolist(), t.header['MJDREFI'], t.header['OBS_ID'],\n"
        "      t.header['OBJECT'], f['GTI'].data['START'].tolist())";
    const std::string alone = "[10.0] 55100 0002 Target [0.0]\n";
    EXPECT_EQ(astropy(kEvents, script), alone);
    // Its field ends 6 arcmin from here: the image has its events, the region has none.
    MiniList beside{{{10, 500.5, 90.5}}, {{0, 100}}};
    beside.centre = {Angle{100}, Angle{20.6}};
    beside.object = "Neighbour";
    site_.deliver_mini("0001/a.evt", beside);
    const std::string wide = "sky/100/20/all/size_0.6/mini_cam/";
    ASSERT_EQ(site_.plan("sky/100/20/all/size_0.6/mini_cam").plan->sources.size(), 2u);
    EXPECT_EQ(astropy(wide + "events.fits", script), alone);
    // The image is of both, and of the one that was asked for first.
    EXPECT_EQ(output_of_astropy("import sys\nfrom astropy.io import fits\n"
                                "h = fits.open(sys.argv[1])[0]\n"
                                "print(h.data.sum(), h.header['OBJECT'], h.header.get('OBS_ID'),\n"
                                "      h.header['MJDREFI'], h.header['EXPOSURE'])",
                                site_.file(wide + "image.fits")),
              "2 Target None 55100 100.0\n");
}

TEST_F(EventTableTest, OtherPlanesAreDrawnAnewAboutThePosition) {
    site_.deliver_mini("0001/a.evt", {{{10, 500.5, 500.5}}, {{0, 100}}});
    MiniList other{{{210, 500.5, 500.5}}, {{200, 300}}};
    other.centre = {Angle{100.01}, Angle{20.005}};
    site_.deliver_mini("0002/a.evt", other);
    EXPECT_EQ(
        astropy(
            "sky/100/20/all/mini_cam/events.fits",
            "from astropy.wcs import WCS\n"
            "h = t.header\n"
            "x, y = t.columns.names.index('X') + 1, t.columns.names.index('Y') + 1\n"
            "w = WCS(naxis=2)\n"
            "w.wcs.ctype = [h[f'TCTYP{x}'], h[f'TCTYP{y}']]\n"
            "w.wcs.crval = [h[f'TCRVL{x}'], h[f'TCRVL{y}']]\n"
            "w.wcs.crpix = [h[f'TCRPX{x}'], h[f'TCRPX{y}']]\n"
            "w.wcs.cdelt = [h[f'TCDLT{x}'], h[f'TCDLT{y}']]\n"
            "ra, dec = w.all_pix2world(t.data['X'], t.data['Y'], 1)\n"
            "print(t.columns['X'].format, w.wcs.crval.tolist(), (w.wcs.cdelt * 3600).tolist())\n"
            "print(np.round(ra, 9).tolist(), np.round(dec, 9).tolist())\n"
            "print(abs(ra - t.data['RA']).max() < 1e-11, abs(dec - t.data['DEC']).max() < 1e-11)"),
        "D [100.0, 20.0] [-1.0, 1.0]\n[100.0, 100.01] [20.0, 20.005]\nTrue True\n");
}

TEST_F(EventTableTest, OfListsThatDifferInColumnsTheCommonOnesStay) {
    MiniList first{{{10, 500.5, 500.5, 7}}, {{0, 100}}};
    first.more_columns = {{"ONLY_HERE", "J"}, {"BOTH", "2I"}};
    site_.deliver_mini("0001/a.evt", first);
    MiniList second{{{210, 500.5, 500.5, 8}}, {{200, 300}}};
    second.more_columns = {{"BOTH", "2I"}, {"ONLY_THERE", "E"}};
    site_.deliver_mini("0002/a.evt", second);
    EXPECT_EQ(astropy(kEvents, "print(t.columns.names, t.data['PI'].tolist())"),
              "['TIME', 'X', 'Y', 'PI', 'BOTH', 'RA', 'DEC', 'OBS_ID'] [7, 8]\n");
}

TEST_F(EventTableTest, TimeAndPlaceStayWhateverTheirTypes) {
    site_.deliver_mini("0001/a.evt", {{{10, 500.5, 500.5}}, {{0, 100}}});
    MiniList second{{{210, 500, 500}}, {{200, 300}}};
    second.position_form = "J";
    site_.deliver_mini("0002/a.evt", second);
    EXPECT_EQ(astropy(kEvents,
                      "print(t.columns.names, t.columns['X'].format, t.data['TIME'].tolist())\n"
                      "print(np.round(t.data['X'], 6).tolist())"),
              "['TIME', 'X', 'Y', 'PI', 'RA', 'DEC', 'OBS_ID'] D [10.0, 210.0]\n[0.0, -1.8]\n");
}

TEST_F(EventTableTest, ColumnsWhoseNumbersMeanOtherThingsAreNotMixed) {
    MiniList first{{{10, 500.5, 500.5}}, {{0, 100}}};
    first.more_columns = {{"RATE", "I", "mV"}, {"SAME", "I"}};
    first.more_cards = {{"TSCAL5", 0.5, ""}};
    site_.deliver_mini("0001/a.evt", first);
    MiniList second{{{210, 500.5, 500.5}}, {{200, 300}}};
    second.more_columns = {{"RATE", "I", "mV"}, {"SAME", "I"}};
    second.more_cards = {{"TSCAL5", 2.0, ""}};
    site_.deliver_mini("0002/a.evt", second);
    EXPECT_EQ(astropy(kEvents, "print(t.columns.names)"),
              "['TIME', 'X', 'Y', 'PI', 'SAME', 'RA', 'DEC', 'OBS_ID']\n");
}

TEST_F(EventTableTest, ANameThatTheSourceHasIsNotGivenTwice) {
    MiniList list{{{10, 500.5, 500.5}}};
    list.more_columns = {{"RA", "E", "deg"}, {"obs_id", "4A"}};
    site_.deliver_mini("0001/a.evt", list);
    EXPECT_EQ(astropy(kEvents, "print(t.columns.names)"),
              "['TIME', 'X', 'Y', 'PI', 'RA', 'obs_id', 'RA_EVT', 'DEC', 'OBS_ID_EVT']\n");
}

TEST_F(EventTableTest, ManyGoodTimesAreAllThere) {
    MiniList list;
    list.gti.clear();
    for (int i = 0; i < 5000; ++i) {
        list.gti.push_back({10.0 * i, 10.0 * i + 5});
        list.events.push_back({10.0 * i, 500.5, 500.5});          // START belongs to it
        list.events.push_back({10.0 * i + 5, 500.5, 500.5, 51});  // STOP does not
    }
    site_.deliver_mini("0001/a.evt", list);
    EXPECT_EQ(astropy(kEvents,
                      "g = f['GTI'].data\n"
                      "print(len(g), (g['STOP'] - g['START']).sum(), t.header['EXPOSURE'],\n"
                      "      len(t.data), set(t.data['PI']))"),
              "5000 25000.0 25000.0 5000 {50}\n");
}

TEST_F(EventTableTest, WithoutEventsHasNoRows) {
    site_.deliver_mini("0001/a.evt", {{{10, 500.5, 500.5}}});
    EXPECT_EQ(astropy("sky/100/20/0.1-0.2/mini_cam/events.fits",
                      "print(len(t.data), t.header['EXPOSURE'], t.header['CHANMIN'],\n"
                      "      t.header['CHANMAX'], t.header['E_MIN'], t.header['E_MAX'])"),
              "0 1000.0 10 19 0.1 0.2\n");
}

TEST_F(EventTableTest, AReferenceOfTimesInOneKeywordIsSplit) {
    MiniList list{{{10, 500.5, 500.5}}};
    list.without = {"MJDREFI", "MJDREFF"};
    list.more_cards = {{"MJDREF", 50814.25, ""}};
    site_.deliver_mini("0001/a.evt", list);
    EXPECT_EQ(astropy(kEvents,
                      "h = t.header\n"
                      "print(h['MJDREFI'], h['MJDREFF'], h['MJD-OBS'], h['DATE-OBS'])"),
              "50814 0.25 50814.25 1998-01-01T06:00:00.000\n");
}

TEST_F(EventTableTest, AReferenceWithAnExponentOfFortranInATextIsANumber) {
    MiniList list{{{10, 500.5, 500.5}}};
    list.more_cards = {{"MJDREFI", int64_t{51910}, ""}, {"MJDREFF", "7.428703703703703D-4", ""}};
    site_.deliver_mini("0001/a.evt", list);
    EXPECT_EQ(astropy(kEvents,
                      "h = t.header\n"
                      "print(h['MJDREFI'], h['MJDREFF'], h['DATE-OBS'])"),
              "51910 0.0007428703703703703 2001-01-01T00:01:04.184\n");
}

TEST_F(EventTableTest, WithoutDateHasTheLatestDateEndOrNone) {
    MiniList list{{{10, 500.5, 500.5}}};
    list.without = {"DATE"};
    site_.deliver_mini("0001/a.evt", list);
    EXPECT_EQ(site_.product(kEvents)->mtime_ns, 0);
    EXPECT_EQ(astropy(kEvents, "print(t.header.get('DATE'))"), "None\n");
    list.gti = {{2000, 3000}};
    list.events[0].time = 2000;
    list.more_cards = {{"DATE-END", "2010-01-02T00:00:00", ""}};
    site_.deliver_mini("0002/a.evt", list);
    EXPECT_EQ(site_.product(kEvents)->mtime_ns, 1262390400000000000);
    EXPECT_EQ(astropy(kEvents, "print(t.header.get('DATE'))"), "2010-01-02T00:00:00\n");
}

// An odd name, a long path: nothing of a header may depend on them but its text.
TEST_F(EventTableTest, LongAndOddTextsStayWhole) {
    MiniList list{{{10, 500.5, 500.5}}};
    list.object =
        "O'Neill's \"long\" name & / with a slash, and many more than 68 characters, "
        "so that it goes on";
    site_.deliver_mini("0001/a.evt", list);
    const std::string between =
        "0.123456789-0.987654321/time_55000.000000001-55999.999999999/"
        "obs_0001/radius_12.34567-59.98765/size_0.123456789/"
        "pix_3.600000001/";
    EXPECT_EQ(astropy("sky/100/20/" + between + "mini_cam/events.fits",
                      "print(''.join(t.header['HISTORY']))"),
              "sky/100/20/" + between + "mini_cam\n");
}

}  // namespace
}  // namespace heafs
