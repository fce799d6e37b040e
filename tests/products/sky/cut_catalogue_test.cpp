// Sources of a catalogue that are cut out of the background annulus.
#include "products/sky/cut_catalogue.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "products/sky/background.h"
#include "tests/core/tables/small_table.h"
#include "tests/products/sky/sky_site.h"
#include "tests/support/outside_programs.h"

namespace heafs {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr double kArcsec = 1.0 / 3600;
constexpr double kPi = std::numbers::pi;

const std::string kFolder = "sky/100/20/all/mini_cam";
const std::string kNoCut = "sky/100/20/all/bkg_annulus-nocut/mini_cam";

std::string cutting_mission() {
    std::string text = mini_mission();
    const std::string annulus = "out_arcsec = 240.0";
    return text.replace(text.find(annulus), annulus.size(),
                        annulus + ", cut_table = \"points\", cut_arcsec = 36.0");
}

TableSchema points_schema() {
    TableSchema schema =
        schema_of({"name char8 (key)", "ra float8_degree", "dec float8_degree"}, {"name"});
    schema.name = "heasarc_points";
    return schema;
}

// North of (100, 20): at 18 arcsec the source itself, at 180 one in the annulus, at -240 one on its
// edge, at 300 one beyond, and the second again.
const TextRows kPoints = {{"self", "100", "20.005"},
                          {"inside", "100", "20.05"},
                          {"edge", "100", "19.93333333333333"},
                          {"far", "100", "20.08333333333333"},
                          {"again", "100", "20.05"}};

// 5 events in the region, 24 at 180 arcsec to the north, where a hole is, 10 to the west.
MiniList list_of_events() {
    MiniList list;
    for (int i = 0; i < 5; ++i) list.events.push_back({10.0 + i, 500.5, 500.5, 40});
    for (int i = 0; i < 24; ++i) list.events.push_back({300.0 + i, 500.5, 550.5, 60});
    for (int i = 0; i < 10; ++i) list.events.push_back({600.0 + i, 550.5, 500.5, 60});
    return list;
}

class CutOuts : public testing::Test {
   protected:
    // `rows`: of the catalogue; without any there is none.
    std::unique_ptr<SkySite> site_with(const TextRows& rows, const MiniList& list = {}) {
        const std::vector<std::string> missions = {"halosat"};
        auto site = std::make_unique<SkySite>(missions, std::vector{cutting_mission()});
        if (!rows.empty()) site->add_table(table_of(points_schema(), rows));
        site->deliver_mini("0001/a.evt", list.events.empty() ? list_of_events() : list);
        return site;
    }
};

TEST_F(CutOuts, LeaveTheEventsInThemOutOfTheBackground) {
    const auto site = site_with(kPoints);
    EXPECT_EQ(measure_background(*site->plan(kFolder).plan, false).counts, 10);
    EXPECT_EQ(measure_background(*site->plan(kNoCut).plan, false).counts, 34);
    for (const auto& [folder, counts] : {std::pair{kFolder, "10"}, std::pair{kNoCut, "34"}})
        EXPECT_EQ(output_of_astropy("import sys\nfrom astropy.io import fits\n"
                                    "print(fits.getdata(sys.argv[1], 'SPECTRUM')['COUNTS'].sum())",
                                    site->file(folder + "/background.pha")),
                  std::string(counts) + "\n");
    EXPECT_EQ(output_of_astropy("import sys\nfrom astropy.io import fits\n"
                                "print(fits.getdata(sys.argv[1], 'RATE')['BACK_COUNTS'].sum())",
                                site->file(kFolder + "/lightcurve.fits")),
              "10\n");
}

// In arcsec^2: pi (240^2 - 120^2) less pi 36^2 less the lens of circles of 36 and 240 whose centres
// are 240 apart, 1970.9155 (Weisstein, "Lens", MathWorld).
TEST_F(CutOuts, AreNoPartOfTheArea) {
    const auto site = site_with(kPoints);
    const auto plan = site->plan(kFolder).plan;
    ASSERT_EQ(plan->background->holes().size(), 2u);
    const double area = plan->sources[0].background_extent / (kArcsec * kArcsec);
    EXPECT_NEAR(area, kPi * (240 * 240 - 120 * 120 - 36 * 36) - 1970.9155, 1e-2);
    EXPECT_NEAR(site->plan(kNoCut).plan->sources[0].background_extent / (kArcsec * kArcsec),
                kPi * (240 * 240 - 120 * 120), 1e-6);
    EXPECT_NEAR(measure_background(*plan, false).in_region, 10 * kPi * 3600 / area, 1e-9);
}

// As many random events as fall into the annulus outside all holes measure its area: by chord
// lengths alone, and 1 in 100 for 10,000.
TEST_F(CutOuts, HoldWhatCountingFindsForManySources) {
    std::mt19937_64 random(3);
    std::uniform_real_distribution<double> away(-0.08, 0.08);
    TextRows rows;
    std::vector<Direction> holes;
    const SkyPoint centre{Angle{100}, Angle{20}};
    const Direction middle = direction_of(centre.ra, centre.dec);
    for (int i = 0; i < 15; ++i) {
        const double ra = 100 + away(random) / std::cos(20 * kPi / 180), dec = 20 + away(random);
        rows.push_back(
            {std::to_string(i), fmt::format("{:.17g}", ra), fmt::format("{:.17g}", dec)});
        const Direction hole = direction_of(Angle{ra}, Angle{dec});
        if (chord2(hole, middle) > chord2_of(Angle{60 * kArcsec})) holes.push_back(hole);
    }
    MiniList list;
    std::uniform_real_distribution<double> pixel(500.5 - 70, 500.5 + 70);
    for (int i = 0; i < 60'000; ++i)
        list.events.push_back({i * 0.01, pixel(random), pixel(random), 50});
    const auto site = site_with(rows, list);
    const auto plan = site->plan(kFolder).plan;
    const SkySource& source = plan->sources[0];
    int64_t expected = 0;
    for (int64_t i = 0; i < source.segment->size(); ++i) {
        const Direction event =
            direction_of(Angle{source.segment->ra_deg(i)}, Angle{source.segment->dec_deg(i)});
        const double distance = chord2(event, middle);
        bool in = distance > chord2_of(Angle{120 * kArcsec}) &&
                  distance <= chord2_of(Angle{240 * kArcsec});
        for (const Direction& hole : holes)
            in = in && chord2(event, hole) > chord2_of(Angle{36 * kArcsec});
        expected += in ? 1 : 0;
    }
    const auto counted = static_cast<int64_t>(plan->background_events(source, false).size());
    EXPECT_EQ(counted, expected);
    ASSERT_GT(plan->background->holes().size(), 5u);
    const double events_of_deg2 = 60'000 / std::pow(140 * 0.001, 2);
    EXPECT_NEAR(source.background_extent * events_of_deg2 / static_cast<double>(counted), 1, 0.02);
}

TEST_F(CutOuts, StandInTheRegionsOfSpectrumAndDs9) {
    const auto site = site_with(kPoints);
    EXPECT_EQ(
        output_of_astropy("import sys\nfrom astropy.io import fits\n"
                          "for r in fits.getdata(sys.argv[1], 'REG00101'):\n"
                          "  print(r['SHAPE'], '%.6f %.6f' % (r['X'], r['Y']),\n"
                          "        [round(float(x) * 3600, 6) for x in r['R']], r['COMPONENT'])",
                          site->file(kFolder + "/background.pha")),
        "ANNULUS 100.000000 20.000000 [120.0, 240.0] 1\n"
        "!CIRCLE 100.000000 20.050000 [36.0, 0.0] 1\n"
        "!CIRCLE 100.000000 19.933333 [36.0, 0.0] 1\n");
    EXPECT_EQ(complaints_of_fitsverify(site->file(kFolder + "/background.pha")), "");
    EXPECT_THAT(site->bytes(kFolder + "/background.reg"),
                HasSubstr("annulus(100,20,120\",240\")\n-circle(100,20.05,36\")\n"
                          "-circle(100,19.93333333,36\")\n"));
    EXPECT_THAT(site->bytes(kNoCut + "/background.reg"), Not(HasSubstr("-circle")));
}

TEST_F(CutOuts, NameTheVersionOfTheCatalogueAmongTheInputs) {
    const auto site = site_with(kPoints);
    const auto plan = site->plan(kFolder).plan;
    const auto inputs = plan->inputs();
    ASSERT_EQ(inputs.size(), 2u);
    EXPECT_EQ(inputs[1].path, "tables/heasarc_points.tdat");
    EXPECT_EQ(inputs[1].sha256, table_of(points_schema(), kPoints)->content_hash());
    EXPECT_EQ(site->plan(kNoCut).plan->inputs().size(), 1u);
    EXPECT_NE(plan->provenance, site->plan(kNoCut).plan->provenance);
}

TEST_F(CutOuts, OfAnotherVersionMakeOtherProducts) {
    TextRows moved = kPoints;
    moved[3] = {"far", "100", "20.1"};  // cuts nothing either
    const auto one = site_with(kPoints), other = site_with(moved);
    EXPECT_NE(one->plan(kFolder).plan->provenance, other->plan(kFolder).plan->provenance);
    EXPECT_NE(one->plan(kFolder).plan->state, other->plan(kFolder).plan->state);
    EXPECT_NE(one->product(kFolder + "/background.pha")->key,
              other->product(kFolder + "/background.pha")->key);
    EXPECT_EQ(one->product(kNoCut + "/background.pha")->key,
              other->product(kNoCut + "/background.pha")->key);
}

TEST_F(CutOuts, AreToldInTheSummaries) {
    const auto site = site_with(kPoints);
    EXPECT_THAT(site->bytes(kFolder + "/summary.txt"),
                HasSubstr("without 2 circles of 36 arcsec about sources of tables/heasarc_points"));
    EXPECT_THAT(site->bytes(kFolder + "/summary.json"), HasSubstr("\"circles\": 2"));
    EXPECT_THAT(site->bytes(kNoCut + "/summary.txt"),
                HasSubstr("no sources are cut out of the background annulus, as asked"));
}

TEST_F(CutOuts, OfATableThatIsNotThereAreNoneAndTheSummarySaysSo) {
    const auto site = site_with({});
    EXPECT_EQ(measure_background(*site->plan(kFolder).plan, false).counts, 34);
    EXPECT_THAT(site->bytes(kFolder + "/summary.txt"),
                HasSubstr("no sources of tables/points are cut out of the background: the archive "
                          "has no table points"));
    EXPECT_THAT(site->bytes(kFolder + "/summary.json"), HasSubstr("\"why_not\""));
}

TEST_F(CutOuts, OfATableWithoutPositionsAreNone) {
    TableSchema schema = schema_of({"name char8 (key)"}, {"name"});
    schema.name = "points";
    SkySite site{{"halosat"}, {cutting_mission()}};
    site.add_table(table_of(schema, {{"one"}}));
    site.deliver_mini("0001/a.evt", list_of_events());
    EXPECT_THAT(site.bytes(kFolder + "/summary.txt"),
                HasSubstr("the table points has no positions"));
}

// What was public on a day must stay what it was, and catalogues have no versions of then.
TEST_F(CutOuts, AreNoneAsOfADay) {
    const auto site = site_with(kPoints);
    const std::string folder = "sky/100/20/all/asof_2098-01-01/mini_cam";
    EXPECT_EQ(measure_background(*site->plan(folder).plan, false).counts, 34);
    EXPECT_THAT(site->bytes(folder + "/summary.txt"), HasSubstr("asof_"));
}

TEST_F(CutOuts, ThatLeaveNothingOfTheAnnulusLeaveNoBackground) {
    TextRows everywhere;
    for (int i = 0; i < 100; ++i) {
        const double angle = 2 * kPi * (i / 2) / 50, r = (i % 2 == 0 ? 150 : 210) * kArcsec;
        everywhere.push_back(
            {std::to_string(i),
             fmt::format("{:.17g}", 100 + r * std::sin(angle) / std::cos(20 * kPi / 180)),
             fmt::format("{:.17g}", 20 + r * std::cos(angle))});
    }
    const auto site = site_with(everywhere);
    EXPECT_EQ(site->plan(kFolder).plan->sources[0].background_extent, 0);
    EXPECT_EQ(site->product(kFolder + "/background.pha"), nullptr);
    EXPECT_NE(site->product(kNoCut + "/background.pha"), nullptr);
    EXPECT_THAT(site->bytes(kFolder + "/summary.txt"), HasSubstr("nothing of its annulus"));
}

}  // namespace
}  // namespace heafs
