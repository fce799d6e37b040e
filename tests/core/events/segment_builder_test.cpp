// Segments as the format says, judged by fitsverify, astropy and STILTS.
#include "core/events/segment_builder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numbers>

#include "config/base/error.h"
#include "core/events/segment_time.h"
#include "core/sky/healpix.h"
#include "tests/core/events/hand_made_list.h"
#include "tests/support/outside_programs.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

using hand_made::Event;
using hand_made::EventList;
using testing::HasSubstr;

class Segments : public testing::Test {
   protected:
    // The segment of a list, valid in the eyes of fitsverify.
    std::vector<std::byte> built(const EventList& list, const std::string& more = "") {
        const auto segment =
            build_segment(hand_made::fits_of(list), hand_made::instrument(list.degrees, more),
                          hand_made::source());
        EXPECT_EQ(complaints_of_fitsverify(folder_.write("segment.fits", segment)), "");
        return segment;
    }
    std::shared_ptr<const EventSegment> opened(const EventList& list,
                                               const std::string& more = "") {
        return hand_made::mapped(built(list, more));
    }
    // What a script prints that has the segment as `s` (its sums checked) and the list as `l`.
    std::string astropy_says(const EventList& list, const std::string& script) {
        built(list);
        folder_.write("list.fits", hand_made::fits_of(list));
        return output_of_astropy(
            "import sys, numpy as np\nfrom astropy.io import fits\n"
            "s = fits.open(sys.argv[1] + '/segment.fits', checksum=True)\n"
            "l = fits.open(sys.argv[1] + '/list.fits')\n"
            "e = s['EVENTS_INDEX'].data[0]\n" +
                script,
            folder_.path());
    }
    // Why a list cannot be indexed.
    std::string refusal(const EventList& list, const std::string& more = "") {
        try {
            build_segment(hand_made::fits_of(list), hand_made::instrument(list.degrees, more),
                          hand_made::source());
            return "it was taken";
        } catch (const Error& error) {
            EXPECT_EQ(error.fault(), Fault::kMalformed);
            EXPECT_THAT(error.what(), HasSubstr(hand_made::source().path));
            return error.what();
        }
    }
    TemporaryFolder folder_;
};

EventList many_events() { return {hand_made::scattered(10000, 1), {{0, 400}, {500, 1000}}, true}; }

TEST_F(Segments, HaveTheHdusAndColumnsOfTheFormat) {
    EXPECT_EQ(
        astropy_says(many_events(),
                     "n = len(e['HPX'])\n"
                     "for h in s[1:]: print(h.name, len(h.data), [(c.name, "
                     "c.format.replace(str(n), 'n'), c.unit) for c in h.columns])\n"),
        "EVENTS_INDEX 1 [('HPX', 'nK', None), ('RA', 'nD', 'deg'), ('DEC', 'nD', 'deg'), ('TIME', "
        "'nD', 's'), ('PI', 'nJ', 'chan'), ('SEL', 'nJ', None), ('ROW', 'nJ', None)]\n"
        "BLOCKS 3 [('HPX_LO', 'K', None), ('HPX_HI', 'K', None), ('T_MIN', 'D', 's'), ('T_MAX', "
        "'D', 's'), ('E_MIN', 'J', 'chan'), ('E_MAX', 'J', 'chan')]\n"
        "GTI 2 [('START', 'D', 's'), ('STOP', 'D', 's')]\n"
        "POINTING 1 [('START', 'D', 's'), ('STOP', 'D', 's'), ('RA', 'D', 'deg'), ('DEC', 'D', "
        "'deg'), ('ROLL', 'D', 'deg')]\n"
        "ROWS " +
            std::to_string(opened(many_events())->size()) + " [('ROW', '29B', None)]\n");
}

TEST_F(Segments, SayWhatTheyWereMadeOf) {
    EXPECT_EQ(astropy_says(many_events(),
                           "h = s[1].header\nprint(*[h[k] for k in ('HEAFSIDX', 'IDXINSTR', "
                           "'IDXMISS', 'IDXOBS', 'SRCPATH', 'SRCROWS', 'PIMIN', 'PIMAX', "
                           "'TELESCOP', 'OBJECT', 'MJDREFI')], h['SRCSHA'][:13], h['MISSHA'][:2], "
                           "h['IDXROWS'] == len(e['HPX']))"),
              "1 camera test 0001 obs/test/0001/events/a.evt 10000 0 1023 TEST Crab 51910 "
              "aaaaaaaaaaaab cc True\n");
}

// Sorted by cell, then row; every usable event once, with its own time, channel and position.
TEST_F(Segments, HoldEachUsableEventOnceSortedAlongTheSky) {
    EXPECT_EQ(astropy_says(many_events(), R"(
d = l['EVENTS'].data
t = d['TIME']
usable = np.flatnonzero((t < 400) | (t >= 500))
i = e['ROW'] - 1
assert np.array_equal(np.sort(i), usable)
assert (np.diff(e['HPX']) >= 0).all() and (np.diff(i)[np.diff(e['HPX']) == 0] > 0).all()
for c in ('RA', 'DEC', 'TIME', 'PI'): assert np.array_equal(e[c], d[c][i]), c
assert (e['SEL'] == 0).all()
print('yes'))"),
              "yes\n");
    const auto segment = opened(many_events());
    for (int64_t i = 0; i < segment->size(); i += 7)
        EXPECT_EQ(segment->cell(i),
                  healpix_cell({Angle{segment->ra_deg(i)}, Angle{segment->dec_deg(i)}}));
}

TEST_F(Segments, BlocksHaveTheMinimaAndMaximaOfTheirEvents) {
    EXPECT_EQ(astropy_says(many_events(), R"(
b = s['BLOCKS'].data
n = len(e['HPX'])
assert len(b) == (n + 4095)//4096 and n > 8192 and s['BLOCKS'].header['BLOCKLEN'] == 4096
for k in range(len(b)):
    part = slice(4096*k, 4096*(k + 1))
    for low, high, c in (('HPX_LO', 'HPX_HI', 'HPX'), ('T_MIN', 'T_MAX', 'TIME'), ('E_MIN', 'E_MAX', 'PI')):
        assert b[low][k] == e[c][part].min() and b[high][k] == e[c][part].max(), (k, c)
print('yes'))"),
              "yes\n");
}

TEST_F(Segments, RowsAreTheSourcesBytesInTheOrderOfTheIndex) {
    EXPECT_EQ(astropy_says(many_events(), R"(
raw = np.frombuffer(l['EVENTS'].data.tobytes(), np.uint8).reshape(10000, -1)
assert np.array_equal(s['ROWS'].data['ROW'], raw[e['ROW'] - 1])
h, g = s['ROWS'].header, l['EVENTS'].header
print(h['STYPE1'], h['SFORM5'], h['SNULL4'], h['SLMAX4'], h['SUNIT1'], 'TTYPE2' in h))"),
              "TIME 3A -4095 1023 s False\n");
}

TEST_F(Segments, AreReadByStiltsAsColumnOrientedFits) {
    built(many_events());
    const std::string file = (folder_.path() / "segment.fits").string();
    const std::string expected = std::to_string(opened(many_events())->size());
    EXPECT_EQ(
        output_of("stilts tpipe ifmt=colfits-basic in='" + file +
                  "' cmd='addcol D \"HPX-0L\"; keepcols \"HPX RA DEC TIME PI SEL ROW\"; stats "
                  "Name NGood' ofmt=csv | tr '\\n' ' '"),
        fmt::format("Name,NGood HPX,{0} RA,{0} DEC,{0} TIME,{0} PI,{0} SEL,{0} ROW,{0} ",
                    expected));
}

TEST_F(Segments, TheSameListGivesTheSameBytes) {
    EXPECT_EQ(built(many_events()), built(many_events()));
}

TEST_F(Segments, AnEmptyListIsASegmentOfNothing) {
    const auto segment = opened({{}});
    EXPECT_EQ(segment->size(), 0);
    EXPECT_TRUE(segment->blocks().empty());
    EXPECT_EQ(segment->gti().total_seconds(), 1000);
    EXPECT_EQ(segment->pointing().ra.degrees, 10);
}

TEST_F(Segments, AListWithoutAUsableEventIsASegmentOfNothing) {
    EXPECT_EQ(opened({{{2000, 500, 500, 1}, {10, 500, 500, -4095}}})->size(), 0);
    EXPECT_EQ(opened({{{10, 500, 500, 1}}, {}})->size(), 0);
}

TEST_F(Segments, AListOfOneEventHasOneBlock) {
    const auto segment = opened({{{7, 500, 500, 3}}});
    ASSERT_EQ(segment->size(), 1);
    ASSERT_EQ(segment->blocks().size(), 1u);
    EXPECT_EQ(segment->blocks()[0].t_min, 7);
    EXPECT_EQ(segment->blocks()[0].e_max, 3);
    EXPECT_EQ(segment->row(0), 1);
}

// GTI [0, 1000): its start belongs to it, its stop does not. TNULL and channels outside TLMIN and
// TLMAX never enter.
TEST_F(Segments, OnlyLegalChannelsInsideTheGoodTimeEnter) {
    const auto segment = opened({{{0, 500, 500, 1},
                                  {1000, 500, 500, 2},
                                  {-1e-9, 500, 500, 3},
                                  {5, 500, 500, -4095},
                                  {5, 500, 500, -1},
                                  {5, 500, 500, 1024},
                                  {5, 500, 500, 0},
                                  {999.999, 500, 500, 1023},
                                  {std::nan(""), 500, 500, 5}}});
    ASSERT_EQ(segment->size(), 3);
    EXPECT_EQ(segment->row(0), 1);
    EXPECT_EQ(segment->row(1), 7);
    EXPECT_EQ(segment->row(2), 8);
}

TEST_F(Segments, WithoutTlminTheMissionFilesChannelsAreLegal) {
    EventList list{{{5, 10, 20, 7}, {5, 10, 20, 1024}}, {{0, 10}}, true};
    list.cards = {{"TLMAX4", std::string("none"), ""}};
    EXPECT_EQ(opened(list)->last_channel(), 1023);
    EXPECT_EQ(opened(list)->size(), 1);
}

// nicer/sgr1830 has -1.0, rxte/xte_test 3.37842941.
TEST_F(Segments, TimezeroIsInTimesAndGoodTimes) {
    EventList list{{{0, 500, 500, 1}, {999.5, 500, 500, 1}, {1000, 500, 500, 1}}};
    list.cards = {{"TIMEZERO", 3.25, ""}};
    const auto segment = opened(list);
    ASSERT_EQ(segment->size(), 2);
    EXPECT_EQ(segment->time(0), 3.25);
    EXPECT_EQ(segment->time(1), 1002.75);
    EXPECT_EQ(segment->gti().intervals(), (std::vector<TimeInterval>{{3.25, 1003.25}}));
}

TEST_F(Segments, GoodTimesThatOverlapAreJoined) {
    EXPECT_EQ(opened({{}, {{50, 60}, {0, 10}, {5, 20}}})->gti().intervals(),
              (std::vector<TimeInterval>{{0, 20}, {50, 60}}));
}

// fermi/ft1.fits.gz has its MJDREFF as a text with a D exponent.
TEST_F(Segments, MjdreffMayBeATextWithADExponent) {
    EventList list{{{0, 500, 500, 1}}};
    list.cards = {{"MJDREFF", std::string("7.428703703703703D-4"), ""}};
    const MissionClock clock = clock_of(*opened(list), ClockModel::kIdeal);
    EXPECT_EQ(clock.mjdref_days, 51910);
    EXPECT_DOUBLE_EQ(clock.mjdref_fraction, 7.428703703703703e-4);
}

// By hand: 500 pixels of 2 arcsec to the east of the centre; native pixel and plane as in the list.
TEST_F(Segments, PositionsFollowTheColumnsPlane) {
    const auto segment = opened({{{0, 500, 500, 1}, {1, 500, 1000, 1}, {2, 0, 500, 1}}});
    ASSERT_EQ(segment->size(), 3);
    EXPECT_NEAR(segment->native_pixel_deg(), 2.0 / 3600, 1e-15);
    EXPECT_NEAR(segment->plane_area_deg2(), std::pow(2000.0 / 3600, 2), 1e-12);
    for (int64_t i = 0; i < 3; ++i) {
        const Angle away =
            separation(direction_of(Angle{segment->ra_deg(i)}, Angle{segment->dec_deg(i)}),
                       direction_of(Angle{10}, Angle{20}));
        const double plane =
            std::tan(away.degrees * std::numbers::pi / 180) * 180 / std::numbers::pi;
        EXPECT_NEAR(plane, segment->row(i) == 1 ? 0 : 1000.0 / 3600, 1e-10) << i;
        EXPECT_EQ(segment->ra_deg(i) > 10.1, segment->row(i) == 3);
        EXPECT_EQ(segment->dec_deg(i) > 20.1, segment->row(i) == 2);
    }
    EXPECT_NEAR(segment->reach().degrees, 1000.0 / 3600, 1e-5);
}

TEST_F(Segments, PositionsInDegreesAreKeptAsTheyAre) {
    const EventList list{{{0, 359.999999, 89.9999, 1},
                          {1, 0, -90, 1},
                          {2, 83.633083333333331, 22.014499999999998, 1},
                          {3, -0.5, 10, 1},
                          {4, 10, 90.5, 1},
                          {5, std::nan(""), 10, 1}},
                         {{0, 10}},
                         true};
    const auto segment = opened(list);
    std::map<int32_t, double> ra_of;
    for (int64_t i = 0; i < segment->size(); ++i) ra_of[segment->row(i)] = segment->ra_deg(i);
    EXPECT_EQ(ra_of, (std::map<int32_t, double>{
                         {1, 359.999999}, {2, 0}, {3, 83.633083333333331}, {4, 359.5}}));
    EXPECT_EQ(segment->native_pixel_deg(), 0);
}

TEST_F(Segments, ALongTextOfTheSourceDoesNotSpoilTheHeader) {
    EventList list{{{0, 500, 500, 1}}};
    list.cards = {{"OBJECT", std::string(100, 'o'), ""}};
    EXPECT_EQ(opened(list)->size(), 1);
}

TEST_F(Segments, ALongSourcePathIsReadBack) {
    SegmentSource source = hand_made::source();
    source.path = "obs/test/" + std::string(200, 'p') + "/a.evt";
    const auto segment = build_segment(hand_made::fits_of({{}}), hand_made::instrument(), source);
    EXPECT_EQ(complaints_of_fitsverify(folder_.write("segment.fits", segment)), "");
    EXPECT_EQ(hand_made::mapped(segment)->source_path(), source.path);
}

TEST_F(Segments, PointedEventsLieAtThePointing) {
    const auto segment = opened({{{0, 1, 1, 1}}}, "model = 'pointed-events'\n");
    ASSERT_EQ(segment->size(), 1);
    EXPECT_EQ(segment->ra_deg(0), 10);
    EXPECT_EQ(segment->dec_deg(0), 20);
    EXPECT_EQ(segment->reach().degrees, 0);
}

TEST_F(Segments, WhatIsMissingIsNamed) {
    EventList no_table{{{0, 500, 500, 1}}};
    no_table.extname = "PHOTONS";
    EXPECT_THAT(refusal(no_table), HasSubstr("EVENTS"));
    EventList no_gti{{{0, 500, 500, 1}}};
    no_gti.gti_extname = "TIMES";
    EXPECT_THAT(refusal(no_gti), HasSubstr("GTI"));
    for (const char* column : {"TIME", "X", "Y", "PI"}) {
        EventList list{{{0, 500, 500, 1}}};
        list.left_out = column;
        EXPECT_THAT(refusal(list), HasSubstr(fmt::format("no column {}", column)));
    }
}

TEST_F(Segments, AListOfAnotherInstrumentIsRefused) {
    EventList list{{{0, 500, 500, 1}}};
    list.cards = {{"INSTRUME", "TELESCOPE", ""}};
    EXPECT_THAT(refusal(list), HasSubstr("INSTRUME is TELESCOPE, not CAMERA"));
    EXPECT_THAT(refusal({{{0, 500, 500, 1}}}, "where = { DATAMODE = 'PHOTON' }\n"),
                HasSubstr("DATAMODE is nothing, not PHOTON"));
}

TEST_F(Segments, PlanesOfAnotherProjectionAreRefused) {
    EventList list{{{0, 500, 500, 1}}};
    list.cards = {{"TCTYP2", "RA---SIN", ""}};
    EXPECT_THAT(refusal(list), HasSubstr("column X"));
}

TEST_F(Segments, ListsThatPointNowhereAreRefused) {
    for (const double dec : {91.0, -90.1}) {
        EventList list{{{0, 500, 500, 1}}};
        list.cards = {{"DEC_PNT", dec, ""}};
        EXPECT_THAT(refusal(list), HasSubstr("DEC_PNT"));
    }
}

TEST_F(Segments, LimitsThatAreNoChannelsAreRefused) {
    EventList list{{{0, 500, 500, 1}}};
    list.cards = {{"TLMAX4", 1e300, ""}};
    EXPECT_THAT(refusal(list), HasSubstr("TLMAX4"));
}

TEST_F(Segments, TheirNameHasTheHashOfTheSource) {
    EXPECT_EQ(segment_path("camera", hand_made::source()), "index/camera/0001_aaaaaaaaaaaa.fits");
}

class BadSegments : public Segments {
   protected:
    // The fault of opening a segment in which `from` was replaced by `to` (of the same length).
    void expect_refused(const std::string& from, const std::string& to) {
        std::string text = text_of(built({{{7, 500, 500, 3}, {8, 501, 500, 3}}}));
        const size_t at = text.find(from);
        ASSERT_NE(at, std::string::npos) << from;
        text.replace(at, from.size(), to);
        const auto path = folder_.write("bad.fits", bytes_of(text));
        try {
            EventSegment::open(path);
            ADD_FAILURE() << to << " was taken";
        } catch (const Error& error) {
            EXPECT_EQ(error.fault(), Fault::kMalformed) << error.what();
        }
    }
};

TEST_F(BadSegments, AreRefused) {
    const auto card = [](const char* keyword, const std::string& value) {
        return fmt::format("{:<8}= {:>20}", keyword, value);
    };
    expect_refused(card("HEAFSIDX", "1"), card("HEAFSIDX", "2"));
    expect_refused(card("IDXROWS", "2"), card("IDXROWS", "3"));
    expect_refused(card("IDXROWS", "2"), card("IDXROWS", "-1"));
    expect_refused(card("IDXROWS", "2"), card("IDXROWS", "1152921504606846978"));
    expect_refused("'EVENTS_INDEX'", "'EVENTS_INDUX'");
    expect_refused("'BLOCKS  '", "'BLACKS  '");
    expect_refused("'GTI     '", "'GTA     '");
    expect_refused("'POINTING'", "'PAINTING'");
    expect_refused("'T_MIN   '", "'T_MUN   '");
    expect_refused("SRCSHA  =", "SRCSHO  =");
    expect_refused("SIMPLE  =", "SAMPLE  =");
}

TEST_F(BadSegments, CutOnesAreRefused) {
    const auto whole = built({{{7, 500, 500, 3}, {8, 501, 500, 3}}});
    for (size_t size = 0; size + 2880 <= whole.size(); size += 2880) {
        const auto path = folder_.write("cut.fits", std::span(whole).first(size));
        EXPECT_THROW(EventSegment::open(path), Error) << size;
    }
}

TEST_F(BadSegments, AnAbsentOneIsNotFound) {
    try {
        EventSegment::open(folder_.path() / "none.fits");
        ADD_FAILURE() << "it was opened";
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kNotFound);
    }
}

}  // namespace
}  // namespace heafs
