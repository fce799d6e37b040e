// What mission files can say of event lists beyond channels and planes: energies, galactic
// positions, good times of each detector, selections, clocks, strips.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "config/base/error.h"
#include "config/base/toml.h"
#include "core/base/files.h"
#include "core/events/event_query.h"
#include "core/events/segment_time.h"
#include "core/events/source_events.h"
#include "core/fits/fits_writer.h"
#include "tests/core/events/hand_made_list.h"
#include "tests/support/outside_programs.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// A column of real numbers, or with `tform` "I" or "J" of integers, as doubles.
struct Column {
    std::string name;
    std::string tform;
    std::vector<double> values;
    std::string unit = {};
};

struct GoodTimes {
    std::vector<TimeInterval> intervals;
    std::vector<FitsCard> cards = {};
};

struct List {
    std::vector<Column> columns;
    std::vector<GoodTimes> gti = {{{{0, 1000}}}};
    std::vector<FitsCard> cards = {};  // beside TELESCOP, INSTRUME and the pointing
    bool pointing = true;
    bool clock = true;
};

void add_table(FitsWriter& writer, const std::string& name, const std::vector<Column>& columns,
               const std::vector<FitsCard>& cards) {
    std::vector<FitsColumn> forms;
    for (const Column& column : columns) forms.push_back({column.name, column.tform, column.unit});
    writer.add_table(name, forms, static_cast<int64_t>(columns.front().values.size()));
    writer.write_cards(cards);
    for (size_t i = 0; i < columns.size(); ++i)
        if (!columns[i].values.empty())
            writer.write_column(static_cast<int>(i) + 1, columns[i].values);
}

std::vector<std::byte> fits_of(const List& list) {
    FitsWriter writer;
    writer.add_empty_primary();
    std::vector<FitsCard> cards = {{"TELESCOP", "TEST", ""}, {"INSTRUME", "CAMERA", ""}};
    if (list.pointing)
        cards.insert(cards.end(),
                     {{"RA_PNT", 10.0, ""}, {"DEC_PNT", 20.0, ""}, {"PA_PNT", 30.0, ""}});
    if (list.clock)
        cards.insert(cards.end(), {{"MJDREFI", int64_t{51910}, ""}, {"MJDREFF", 0.0, ""}});
    cards.insert(cards.end(), list.cards.begin(), list.cards.end());
    add_table(writer, "EVENTS", list.columns, cards);
    for (const GoodTimes& gti : list.gti) {
        Column start{"START", "D", {}, "s"}, stop{"STOP", "D", {}, "s"};
        for (const TimeInterval& interval : gti.intervals) {
            start.values.push_back(interval.start);
            stop.values.push_back(interval.stop);
        }
        add_table(writer, "GTI", {start, stop}, gti.cards);
    }
    return writer.finish();
}

constexpr const char* kEnergies =
    "energy = { column = 'ENERGY', unit = 'TeV', grid = { from = 0.01, per_decade = 20, channels = "
    "[0, 79] } }\n";
constexpr const char* kChannels =
    "energy = { column = 'PI', offset_kev = 0, gain_kev = 0.01, channels = [0, 1023] }\n";
constexpr const char* kDegrees = "position = { ra = 'RA', dec = 'DEC' }\n";

Instrument camera(const std::string& energy, const std::string& position,
                  const std::string& more = "", const std::string& field = "600") {
    return read_instruments(
               TomlTable::parse(
                   "[[instrument]]\nname = 'camera'\ninstrume = 'CAMERA'\nfiles = 'a'\n"
                   "bands = ['all']\nradius_arcsec = 30\npixel_arcsec = 4\nsize_deg = 0.5\n"
                   "fov = { circle_arcmin = " +
                       field + " }\n" + energy + position + more,
                   "test.toml"))
        .at(0);
}

std::shared_ptr<const EventSegment> indexed(const List& list, const Instrument& instrument) {
    const auto segment = build_segment(fits_of(list), instrument, hand_made::source());
    const TemporaryFolder folder;
    EXPECT_EQ(complaints_of_fitsverify(folder.write("segment.fits", segment)), "");
    return hand_made::mapped(segment);
}

std::string refusal(const List& list, const Instrument& instrument) {
    try {
        build_segment(fits_of(list), instrument, hand_made::source());
        return "it was taken";
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kMalformed);
        return error.what();
    }
}

// A list with an event a second at the pointing, with these values in a further column.
List at_pointing(const std::string& name, const std::string& tform, std::vector<double> values,
                 const std::string& unit = "") {
    const size_t n = values.size();
    std::vector<double> times, ra(n, 10.0), dec(n, 20.0);
    for (size_t i = 0; i < n; ++i) times.push_back(static_cast<double>(i));
    return {{{"TIME", "D", times, "s"},
             {"RA", "D", ra, "deg"},
             {"DEC", "D", dec, "deg"},
             {name, tform, std::move(values), unit}}};
}

// Rows of the source that are in the segment, in order.
std::vector<int32_t> rows_of(const EventSegment& segment, const std::vector<int32_t>& events) {
    std::vector<int32_t> rows;
    for (const int32_t i : events) rows.push_back(segment.row(i));
    std::sort(rows.begin(), rows.end());
    return rows;
}
std::vector<int32_t> all_rows(const EventSegment& segment) {
    std::vector<int32_t> events;
    for (int64_t i = 0; i < segment.size(); ++i) events.push_back(static_cast<int32_t>(i));
    return rows_of(segment, events);
}

const double kNan = std::nan("");

TEST(ListsOfEnergies, KeepThemAsTheyStand) {
    const auto segment =
        indexed(at_pointing("ENERGY", "E", {0.3, 0.01, 99.5}, "TeV"), camera(kEnergies, kDegrees));
    ASSERT_EQ(segment->size(), 3);
    EXPECT_TRUE(segment->has_energies());
    EXPECT_EQ(segment->energy(0), 0.3f);  // all in one cell, so by row
    EXPECT_EQ(segment->energy(2), 99.5f);
    EXPECT_EQ(segment->blocks()[0].e_min, static_cast<double>(0.01f));
    EXPECT_EQ(segment->blocks()[0].e_max, 99.5);
}

// 0.01f is 0.00999999977648...: below the grid's first edge. 10^0.05 = 1.122.
TEST(ListsOfEnergies, HaveTheChannelsOfTheGrid) {
    const auto segment =
        indexed(at_pointing("ENERGY", "E", {0.0101, 0.1001, 1.12, 1.13, 99.5, 0.01, 100.5}, "TeV"),
                camera(kEnergies, kDegrees));
    ASSERT_EQ(segment->size(), 7);
    EXPECT_EQ(segment->channel(0), 0);
    EXPECT_EQ(segment->channel(1), 20);
    EXPECT_EQ(segment->channel(2), 40);
    EXPECT_EQ(segment->channel(3), 41);
    EXPECT_EQ(segment->channel(4), 79);
    EXPECT_EQ(segment->channel(5), -1);
    EXPECT_EQ(segment->channel(6), 80);
}

TEST(ListsOfEnergies, AreSelectedExactlyFromTheLowerEndToBelowTheUpper) {
    const auto segment = indexed(at_pointing("ENERGY", "D", {0.25, 0.5, 0.75, 1, 200}, "TeV"),
                                 camera(kEnergies, kDegrees));
    EventFilter filter;
    filter.energies = EnergyRange{0.5, 1};
    EXPECT_THAT(rows_of(*segment, select_events(*segment, filter)), ElementsAre(2, 3));
    filter.energies = EnergyRange{0.5, 1000};
    EXPECT_THAT(rows_of(*segment, select_events(*segment, filter)), ElementsAre(2, 3, 4, 5));
}

// Channel 40 begins at 1 TeV, 60 at 10 TeV.
TEST(ListsOfEnergies, AreSelectedByChannelsOfTheGrid) {
    const auto segment = indexed(at_pointing("ENERGY", "E", {0.5, 1, 9.5, 10, 200}, "TeV"),
                                 camera(kEnergies, kDegrees));
    EventFilter filter;
    filter.first_channel = 40;
    filter.last_channel = 59;
    EXPECT_THAT(rows_of(*segment, select_events(*segment, filter)), ElementsAre(2, 3));
    filter.first_channel = 0;
    filter.last_channel = 79;
    EXPECT_THAT(rows_of(*segment, select_events(*segment, filter)), ElementsAre(1, 2, 3, 4));
}

TEST(ListsOfEnergies, LoseWhatIsNoEnergy) {
    const auto segment = indexed(at_pointing("ENERGY", "D", {1, kNan, -1, INFINITY, 1e300}, "TeV"),
                                 camera(kEnergies, kDegrees));
    EXPECT_THAT(all_rows(*segment), ElementsAre(1));
}

TEST(ListsOfEnergies, InAnotherUnitAreRefused) {
    EXPECT_THAT(refusal(at_pointing("ENERGY", "E", {1}, "GeV"), camera(kEnergies, kDegrees)),
                HasSubstr("is in GeV, not in TeV"));
}

TEST(ListsOfEnergies, MayBeEmpty) {
    const auto segment =
        indexed(at_pointing("ENERGY", "E", {}, "TeV"), camera(kEnergies, kDegrees));
    EXPECT_EQ(segment->size(), 0);
    EXPECT_TRUE(segment->blocks().empty());
}

List with_positions(const std::string& a, const std::string& b, std::vector<double> first,
                    std::vector<double> second) {
    const size_t n = first.size();
    return {{{"TIME", "D", std::vector<double>(n, 1.0), "s"},
             {a, "D", std::move(first), "deg"},
             {b, "D", std::move(second), "deg"},
             {"PI", "I", std::vector<double>(n, 30.0), "chan"}}};
}

// The galactic centre and pole in ICRS, by astropy, whose definition is that of FK5: 23 mas away.
TEST(GalacticPositions, BecomeEquatorial) {
    const auto segment =
        indexed(with_positions("L", "B", {0, 0}, {0, 90}),
                camera(kChannels, "position = { l = 'L', b = 'B' }\n", "", "10800"));
    ASSERT_EQ(segment->size(), 2);
    const bool pole_first = segment->row(0) == 2;
    const int64_t centre = pole_first ? 1 : 0, pole = pole_first ? 0 : 1;
    EXPECT_NEAR(segment->ra_deg(centre), 266.40498829, 1e-5);
    EXPECT_NEAR(segment->dec_deg(centre), -28.93617776, 1e-5);
    EXPECT_NEAR(segment->ra_deg(pole), 192.85947789, 1e-5);
    EXPECT_NEAR(segment->dec_deg(pole), 27.12825241, 1e-5);
}

TEST(Positions, ThatAreNoneLeaveTheirEventsOut) {
    const auto segment =
        indexed(with_positions("RA", "DEC", {10, kNan, 10, 10, 1e9}, {20, 20, kNan, 91, 20}),
                camera(kChannels, kDegrees));
    EXPECT_THAT(all_rows(*segment), ElementsAre(1));
}

TEST(Positions, OfAnyTurnAreTheSamePlace) {
    const auto segment = indexed(with_positions("RA", "DEC", {-350, 370, 360}, {20, 20, 20}),
                                 camera(kChannels, kDegrees, "", "10800"));
    ASSERT_EQ(segment->size(), 3);
    std::vector<double> ra;
    for (int64_t i = 0; i < 3; ++i) ra.push_back(segment->ra_deg(i));
    std::sort(ra.begin(), ra.end());
    EXPECT_THAT(ra, ElementsAre(0, 10, 10));
}

constexpr const char* kByCcd = "gti = { hdu = 'GTI', column = 'CCD_ID', keyword = 'CCD_ID' }\n";

// Seconds 0 to 5 of CCDs 3, 3, 6, 6, 7, 7; 3 saw [0, 1), 6 [3, 10), 7 has no good times.
List of_ccds(const std::string& column) {
    List list = at_pointing("PI", "I", {1, 1, 1, 1, 1, 1});
    list.columns.push_back({column, "I", {3, 3, 6, 6, 7, 7}});
    list.gti = {{{{0, 1}}, {{"CCD_ID", int64_t{3}, ""}}},
                {{{3, 10}}, {{"CCD_ID", int64_t{6}, ""}}}};
    return list;
}

TEST(GoodTimesOfDetectors, HoldForTheirOwnEvents) {
    const auto segment = indexed(of_ccds("CCD_ID"), camera(kChannels, kDegrees, kByCcd));
    EXPECT_THAT(all_rows(*segment), ElementsAre(1, 4));
    EXPECT_THAT(segment->gti().intervals(), ElementsAre(TimeInterval{0, 1}, TimeInterval{3, 10}));
}

TEST(GoodTimesOfDetectors, HoldForAllEventsWhereTheListDoesNotTellTheirDetector) {
    const auto segment = indexed(of_ccds("NODE_ID"), camera(kChannels, kDegrees, kByCcd));
    EXPECT_THAT(all_rows(*segment), ElementsAre(1, 4, 5, 6));
}

TEST(GoodTimesOfDetectors, ThatDoNotSayWhoseAreRefused) {
    List list = of_ccds("CCD_ID");
    list.gti[1].cards.clear();
    EXPECT_THAT(refusal(list, camera(kChannels, kDegrees, kByCcd)), HasSubstr("has no CCD_ID"));
}

TEST(GoodTimes, MayBeNamedByAPattern) {
    const auto segment = indexed(at_pointing("PI", "I", {1}),
                                 camera(kChannels, kDegrees, "gti_hdu = 'STDGTI|GTI'\n"));
    EXPECT_EQ(segment->size(), 1);
    EXPECT_THAT(
        refusal(at_pointing("PI", "I", {1}), camera(kChannels, kDegrees, "gti_hdu = 'STDGTI.*'\n")),
        HasSubstr("STDGTI"));
}

TEST(GoodTimes, InAnyOrderAreSortedAndJoined) {
    List list = at_pointing("PI", "I", {1, 1, 1, 1, 1, 1});
    list.gti = {{{{4, 5}, {0, 2}, {1, 3}, {5, 5}, {9, 8}}}};
    const auto segment = indexed(list, camera(kChannels, kDegrees));
    EXPECT_THAT(segment->gti().intervals(), ElementsAre(TimeInterval{0, 3}, TimeInterval{4, 5}));
    EXPECT_THAT(all_rows(*segment), ElementsAre(1, 2, 3, 5));
}

TEST(GoodTimes, ThatAreNoneHoldNoEvents) {
    List list = at_pointing("PI", "I", {1, 1});
    list.gti = {{{}}};
    const auto segment = indexed(list, camera(kChannels, kDegrees));
    EXPECT_EQ(segment->size(), 0);
    EXPECT_TRUE(segment->gti().empty());
}

// Bit 0 is "clean", bit 1 "single": by name.
constexpr const char* kSelections =
    "selections = { single = ['GRADE = 0'], clean = ['GRADE <= 4', 'PI > 10'] }\n";

TEST(SelectionsOfEvents, AreKeptAsBits) {
    List list = at_pointing("PI", "I", {5, 20, 30, 40});
    list.columns.push_back({"GRADE", "I", {0, 0, 4, 5}});
    const auto segment = indexed(list, camera(kChannels, kDegrees, kSelections));
    ASSERT_EQ(segment->size(), 4);
    std::vector<int32_t> bits;
    for (int64_t i = 0; i < 4; ++i) bits.push_back(segment->selections(i));
    EXPECT_THAT(bits, ElementsAre(2, 3, 1, 0));
    EventFilter filter;
    filter.selected = 2;
    EXPECT_THAT(rows_of(*segment, select_events(*segment, filter)), ElementsAre(1, 2));
    filter.selected = 3;
    EXPECT_THAT(rows_of(*segment, select_events(*segment, filter)), ElementsAre(2));
}

TEST(SelectionsOfEvents, OfColumnsThatAreNotThereHaveNone) {
    const auto segment =
        indexed(at_pointing("PI", "I", {5, 20}), camera(kChannels, kDegrees, kSelections));
    EXPECT_EQ(segment->selections(0) | segment->selections(1), 0);
}

// Bit columns as astropy writes them: the first bit counts most, so that 16X is an integer of 16
// bits and 3X of 3.
TEST(SelectionsOfEvents, ReadBitColumns) {
    const TemporaryFolder folder;
    output_of_astropy(R"(
import sys, numpy as np
from astropy.io import fits
bits = lambda values, n: np.array([[v >> (n - 1 - k) & 1 for k in range(n)] for v in values], bool)
c = [fits.Column('TIME', 'D', unit='s', array=[1., 2, 3]), fits.Column('RA', 'D', array=[10.]*3),
     fits.Column('DEC', 'D', array=[20.]*3), fits.Column('PI', 'I', array=[1, 1, 1]),
     fits.Column('STATUS', '16X', array=bits([0, 6, 0x8001], 16)),
     fits.Column('FLAG', '3X', array=bits([5, 4, 1], 3))]
e = fits.BinTableHDU.from_columns(c, name='EVENTS')
for k, v in (('INSTRUME', 'CAMERA'), ('RA_PNT', 10.), ('DEC_PNT', 20.), ('MJDREFI', 51910)): e.header[k] = v
g = fits.BinTableHDU.from_columns([fits.Column('START', 'D', array=[0.]), fits.Column('STOP', 'D', array=[9.])], name='GTI')
fits.HDUList([fits.PrimaryHDU(), e, g]).writeto(sys.argv[1] + '/list.fits')
)",
                      folder.path());
    const std::string list = read_file(folder.path() / "list.fits");
    const auto segment = hand_made::mapped(build_segment(
        std::as_bytes(std::span(list)),
        camera(kChannels, kDegrees,
               "selections = { a = ['STATUS = 0'], b = ['STATUS has 32769'], c = ['FLAG has 4'] "
               "}\n"),
        hand_made::source()));
    ASSERT_EQ(segment->size(), 3);
    EXPECT_EQ(segment->selections(0), 1 + 4);
    EXPECT_EQ(segment->selections(1), 4);
    EXPECT_EQ(segment->selections(2), 2);
}

TEST(CorrectedTimes, FeedTheIndexOnlyWhereTheMissionFileSaysSo) {
    List list = at_pointing("PI", "I", {1});
    list.cards = {{"TIMESYS", "TDB", ""}, {"TIMEREF", "SOLARSYSTEM", ""}};
    EXPECT_THAT(refusal(list, camera(kChannels, kDegrees)), HasSubstr("times are corrected"));
    EXPECT_EQ(indexed(list, camera(kChannels, kDegrees, "corrected_times = true\n"))->size(), 1);
}

// H.E.S.S. writes 'local'.
TEST(CorrectedTimes, AreNotThoseOfALocalReferenceInSmallLetters) {
    List list = at_pointing("PI", "I", {1});
    list.cards = {{"TIMESYS", "tt", ""}, {"TIMEREF", "local", ""}};
    EXPECT_EQ(indexed(list, camera(kChannels, kDegrees))->size(), 1);
}

TEST(ReferencesOfTime, MayBeOneTextWithADExponent) {
    List list = at_pointing("PI", "I", {1});
    list.clock = false;
    list.cards = {{"MJDREF", "5.191050D+04", ""}};
    const MissionClock clock =
        clock_of(*indexed(list, camera(kChannels, kDegrees)), ClockModel::kIdeal);
    EXPECT_EQ(clock.mjdref_days, 51910);
    EXPECT_EQ(clock.mjdref_fraction, 0.5);
}

TEST(ReferencesOfTime, AreTheMissionFilesWhereTheListDoesNotSay) {
    List list = at_pointing("PI", "I", {1});
    list.clock = false;
    EXPECT_THAT(refusal(list, camera(kChannels, kDegrees)), HasSubstr("mjdref"));
    const auto segment =
        indexed(list, camera(kChannels, kDegrees, "mjdref = '51544.00074287037037'\n"));
    const MissionClock clock = clock_of(*segment, ClockModel::kIdeal);
    EXPECT_EQ(clock.mjdref_days, 51544);
    EXPECT_DOUBLE_EQ(clock.mjdref_fraction, 0.00074287037037);
}

TEST(Headers, MustMatchTheInstrumentsPatterns) {
    List list = at_pointing("PI", "I", {1});
    list.cards = {{"DETNAM", "ACIS-012367", ""}};
    const Instrument imaging =
        camera(kChannels, kDegrees, "where = { DETNAM = 'ACIS-0123\\d*' }\n");
    const Instrument other = camera(kChannels, kDegrees, "where = { DETNAM = 'ACIS-7' }\n");
    EXPECT_EQ(indexed(list, imaging)->size(), 1);
    EXPECT_THAT(refusal(list, other), HasSubstr("DETNAM is ACIS-012367, not ACIS-7"));
    const auto fits = fits_of(list);
    EXPECT_EQ(why_not_of(FitsView(fits, "a"), imaging), "");
    EXPECT_THAT(why_not_of(FitsView(fits, "a"), other), HasSubstr("not ACIS-7"));
}

TEST(SurveysOfAllTheSky, NeedNoPointing) {
    List list = at_pointing("PI", "I", {1});
    list.pointing = false;
    EXPECT_THAT(refusal(list, camera(kChannels, kDegrees)), HasSubstr("RA_PNT"));
    EXPECT_EQ(indexed(list, camera(kChannels, kDegrees, "", "10800"))->size(), 1);
}

// The strip runs through (10, 20) at the position angle 30. Events 0.1 degrees along it, 0.1
// across, and 0.3 along it.
TEST(Strips, HaveRegionsThatAreLengths) {
    const double sine = 0.5, cosine = std::sqrt(3) / 2, at = std::cos(20 * std::numbers::pi / 180);
    const auto place = [&](double along, double across) {
        const double east = along * sine + across * cosine, north = along * cosine - across * sine;
        return std::pair(10 + east / at, 20 + north);
    };
    List list = with_positions("RA", "DEC", {}, {});
    for (const auto& [along, across] :
         {std::pair(0.1, 0.0), std::pair(0.0, 0.1), std::pair(0.3, 0.0), std::pair(-0.1, 0.05)}) {
        const auto [ra, dec] = place(along, across);
        list.columns[0].values.push_back(1);
        list.columns[1].values.push_back(ra);
        list.columns[2].values.push_back(dec);
        list.columns[3].values.push_back(30);
    }
    const auto segment = indexed(list, camera(kChannels, kDegrees));
    EXPECT_DOUBLE_EQ(segment->roll().degrees, 30);
    const auto along = [&](double ra, double dec, double outer, std::optional<Angle> inner = {}) {
        return rows_of(*segment,
                       select_events_along_strip(
                           *segment, SkyRegion({Angle{ra}, Angle{dec}}, Angle{outer}, inner), {}));
    };
    EXPECT_THAT(along(10, 20, 0.05), ElementsAre(2));
    EXPECT_THAT(along(10, 20, 0.15), ElementsAre(1, 2, 4));
    EXPECT_THAT(along(10, 20, 0.15, Angle{0.05}), ElementsAre(1, 4));
    const auto [ra, dec] = place(0.3, 0.2);  // across does not count
    EXPECT_THAT(along(ra, dec, 0.01), ElementsAre(3));
}

}  // namespace
}  // namespace heafs
