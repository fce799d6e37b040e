// Responses of runs as GADF lays them out, small ones made by hand; numbers by arithmetic.
#include "products/sky/run_response.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "config/base/error.h"
#include "core/fits/fits_writer.h"
#include "products/sky/field_model.h"

namespace heafs {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr double kTev = 1e9;  // keV
constexpr double kRadian = std::numbers::pi / 180;

// Energies 1 to 10 and 10 to 100 TeV, angles 0 and 1 degree.
struct MadeTable {
    std::string unit_of_energy = "TeV";
    std::vector<float> energy_low = {1, 10}, energy_high = {10, 100};
    std::string third;  // axis beside ENERG and THETA: MIGRA goes between them, RAD behind
    std::vector<float> third_low, third_high;
    std::string column, unit;
    std::vector<float> values;  // the first axis runs fastest
    std::vector<FitsCard> cards = {};
    // Further columns of energies and angles, each the same everywhere: name, unit, value.
    std::vector<std::tuple<std::string, std::string, float>> more = {};
    std::vector<std::byte> bytes = {};

    FitsView view() {
        const auto form = [](size_t n) { return std::to_string(n) + "E"; };
        std::vector<FitsColumn> columns = {{"ENERG_LO", form(2), unit_of_energy},
                                           {"ENERG_HI", form(2), unit_of_energy},
                                           {"THETA_LO", form(2), "deg"},
                                           {"THETA_HI", form(2), "deg"}};
        const std::string of_third = third == "RAD" ? "deg" : "";
        if (!third.empty()) {
            columns.push_back({third + "_LO", form(third_low.size()), of_third});
            columns.push_back({third + "_HI", form(third_low.size()), of_third});
        }
        columns.push_back({column, form(values.size()), unit});
        for (const auto& [name, of, value] : more) columns.push_back({name, form(4), of});
        FitsWriter writer;
        writer.add_empty_primary();
        writer.add_table("IRF", columns, 1);
        int n = 0;
        std::vector<float> theta = {0, 1};
        for (const std::vector<float>* part : {&energy_low, &energy_high, &theta, &theta})
            writer.write_column(++n, *part);
        if (!third.empty()) {
            writer.write_column(++n, third_low);
            writer.write_column(++n, third_high);
        }
        writer.write_column(++n, values);
        for (const auto& [name, of, value] : more)
            writer.write_column(++n, std::vector<float>(4, value));
        writer.write_cards(cards);
        bytes = writer.finish();
        return FitsView(bytes, "made");
    }
};

MadeTable area_table() {
    MadeTable made;
    made.column = "EFFAREA";
    made.unit = "m2";
    made.values = {10, 30, 20, 60};  // (1-10, 0 deg), (10-100, 0 deg), (.., 1 deg)
    return made;
}

// The middles of logarithms are 10^0.5 and 10^1.5 TeV.
const double kLower = std::sqrt(10.0) * kTev, kUpper = std::sqrt(1000.0) * kTev;

TEST(AreaTable, IsLinearInTheAngleAndInTheLogarithmOfTheEnergy) {
    MadeTable made = area_table();
    const FitsView view = made.view();
    const AreaTable area(*view.find("IRF"), "made");
    EXPECT_NEAR(area.at_cm2(Energy{kLower}, Angle{0}), 10e4, 1e-6);
    EXPECT_NEAR(area.at_cm2(Energy{10 * kTev}, Angle{0}), 20e4, 1e-6);
    EXPECT_NEAR(area.at_cm2(Energy{kLower}, Angle{0.25}), 12.5e4, 1e-6);
    EXPECT_NEAR(area.at_cm2(Energy{10 * kTev}, Angle{0.5}), 30e4, 1e-6);
}

TEST(AreaTable, IsThatOfTheLastNodeWithinTheLastBinAndNothingOutside) {
    MadeTable made = area_table();
    const FitsView view = made.view();
    const AreaTable area(*view.find("IRF"), "made");
    EXPECT_NEAR(area.at_cm2(Energy{1.1 * kTev}, Angle{0}), 10e4, 1e-6);
    EXPECT_NEAR(area.at_cm2(Energy{99 * kTev}, Angle{1}), 60e4, 1e-6);
    EXPECT_EQ(area.at_cm2(Energy{0.9 * kTev}, Angle{0}), 0);
    EXPECT_EQ(area.at_cm2(Energy{101 * kTev}, Angle{0}), 0);
    EXPECT_EQ(area.at_cm2(Energy{kLower}, Angle{1.1}), 0);
}

TEST(AreaTable, SaysWhatItHolds) {
    MadeTable made = area_table();
    made.unit_of_energy = "GeV";
    FitsView view = made.view();
    const AreaTable plain(*view.find("IRF"), "made");
    EXPECT_NEAR(plain.at_cm2(Energy{kLower / 1e3}, Angle{0}), 10e4, 1e-6);
    EXPECT_FALSE(plain.point_like());
    made = area_table();
    made.cards = {{"HDUCLAS3", std::string("POINT-LIKE"), ""}, {"RAD_MAX", 0.11, ""}};
    view = made.view();
    EXPECT_EQ(AreaTable(*view.find("IRF"), "made").point_like(), Angle{0.11});
}

TEST(AreaTable, RefusesWhatIsNone) {
    const auto refusal = [](MadeTable made) {
        const FitsView view = made.view();
        try {
            const AreaTable area(*view.find("IRF"), "run 1");
        } catch (const Error& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    MadeTable made = area_table();
    made.values[2] = -1;
    EXPECT_THAT(refusal(made), HasSubstr("run 1 is no response that can be used: value 3 is -"));
    made = area_table();
    made.values[0] = NAN;
    EXPECT_THAT(refusal(made), HasSubstr("value 1 is"));
    made = area_table();
    made.values.pop_back();
    EXPECT_THAT(refusal(made), HasSubstr("column EFFAREA has 3 values and not 4"));
    made = area_table();
    made.unit = "km2";
    EXPECT_THAT(refusal(made), HasSubstr("column EFFAREA is in 'km2'"));
    made = area_table();
    made.column = "AREA";
    EXPECT_THAT(refusal(made), HasSubstr("it has no column EFFAREA"));
    made = area_table();
    made.energy_high[0] = 0.5;
    EXPECT_THAT(refusal(made), HasSubstr("bin 1 of ENERG is upside down"));
}

// Measured over true energy is between 0.5 and 1 with density 0.8, between 1 and 2 with 0.6.
MadeTable dispersion_table() {
    MadeTable made;
    made.third = "MIGRA";
    made.third_low = {0.5, 1};
    made.third_high = {1, 2};
    made.column = "MATRIX";
    for (int theta = 0; theta < 2; ++theta)
        for (const float density : {0.8F, 0.6F}) made.values.insert(made.values.end(), 2, density);
    return made;
}

TEST(DispersionTable, GivesEachChannelTheDensityThatFallsIntoIt) {
    MadeTable made = dispersion_table();
    const FitsView view = made.view();
    const DispersionTable table(*view.find("IRF"), "made");
    // At 20 TeV the bins are 10 to 20 and 20 to 40 TeV.
    const std::vector<double> edges = {1 * kTev, 15 * kTev, 30 * kTev, 50 * kTev, 60 * kTev};
    EXPECT_THAT(
        table.parts(Energy{20 * kTev}, Angle{0.3}, edges),
        ElementsAre(DoubleNear(0.2, 1e-6), DoubleNear(0.5, 1e-6), DoubleNear(0.3, 1e-6), 0));
}

TEST(DispersionTable, LosesWhatIsMeasuredOutsideTheChannels) {
    MadeTable made = dispersion_table();
    const FitsView view = made.view();
    const DispersionTable table(*view.find("IRF"), "made");
    EXPECT_THAT(table.parts(Energy{20 * kTev}, Angle{0}, std::vector{12 * kTev, 15 * kTev}),
                ElementsAre(DoubleNear(0.12, 1e-6)));
    EXPECT_THAT(table.parts(Energy{0.5 * kTev}, Angle{0}, std::vector{0.1 * kTev, 1 * kTev}),
                ElementsAre(0));
}

TEST(DispersionTable, BecomesRowsOfChannelsThatHaveSome) {
    MadeTable made = dispersion_table();
    const FitsView view = made.view();
    const DispersionTable table(*view.find("IRF"), "made");
    MatrixOutline grid;
    grid.first_channel = 3;
    grid.e_min = {1e9F, 15e9F, 30e9F};
    grid.e_max = {15e9F, 30e9F, 50e9F};
    grid.bins = {{0.1e9F, 40e9F}, {0.4e9F, 62.5e9F}};  // middles: 0.2 and 50 TeV
    const Redistribution matrix = matrix_at(table, Angle{0}, grid);
    ASSERT_EQ(matrix.rows.size(), 2u);
    EXPECT_TRUE(matrix.rows[0].parts.empty());
    EXPECT_EQ(matrix.rows[1].first_channel, 4);  // from 25 TeV on
    EXPECT_THAT(matrix.rows[1].parts,
                ElementsAre(testing::FloatNear(0.08F, 1e-6F), testing::FloatNear(0.32F, 1e-6F)));
}

// Half of the light within 0.1 degrees, all within 0.2: at the lower energy; none at the upper.
MadeTable spread_table() {
    const auto ring = [](double from, double to) {
        return 2 * std::numbers::pi * (std::cos(from * kRadian) - std::cos(to * kRadian));
    };
    MadeTable made;
    made.third = "RAD";
    made.third_low = {0, 0.1F};
    made.third_high = {0.1F, 0.2F};
    made.column = "RPSF";
    made.unit = "sr^-1";
    for (const double density : {0.5 / ring(0, 0.1), 0.5 / ring(0.1, 0.2)})
        for (int theta = 0; theta < 2; ++theta)
            made.values.insert(made.values.end(), {static_cast<float>(density), 0});
    return made;
}

TEST(SpreadTable, IsTheLightWithinEachRadius) {
    MadeTable made = spread_table();
    const FitsView view = made.view();
    const SpreadTable table(*view.find("IRF"), "made");
    const auto spread = table.at(Energy{kLower}, Angle{0.5});
    ASSERT_TRUE(spread);
    ASSERT_EQ(spread->table.size(), 2u);
    EXPECT_NEAR(spread->table[0].radius.degrees, 0.1, 1e-7);
    EXPECT_NEAR(spread->table[0].fraction, 0.5, 1e-5);
    EXPECT_NEAR(spread->table[1].fraction, 1, 1e-5);
}

TEST(SpreadTable, NodesWithoutLightDoNotCount) {
    MadeTable made = spread_table();
    const FitsView view = made.view();
    const SpreadTable table(*view.find("IRF"), "made");
    const auto between = table.at(Energy{10 * kTev}, Angle{0.5});
    ASSERT_TRUE(between);
    EXPECT_NEAR(between->table[0].fraction, 0.5, 1e-5);
    EXPECT_FALSE(table.at(Energy{kUpper * 1.5}, Angle{0}));
    EXPECT_FALSE(table.at(Energy{0.5 * kTev}, Angle{0}));
}

// Gaussians of 0.1 degrees and, half as high, of 0.2; formulas of GADF 0.2.
MadeTable gaussians() {
    MadeTable made;
    made.column = "SIGMA_1";
    made.unit = "deg";
    made.values = {0.1F, 0.1F, 0.1F, 0.1F};
    made.more = {{"SIGMA_2", "deg", 0.2F},
                 {"AMPL_2", "", 0.5F},
                 {"SIGMA_3", "deg", 0.0F},
                 {"AMPL_3", "", 0.0F},
                 {"SCALE", "sr-1", 7.0F}};
    return made;
}

double light_within(const PointSpread& spread, double radius_deg) {
    return encircled_energy(spread, Angle{radius_deg});
}

TEST(SpreadTable, OfGaussiansIsTheirSum) {
    MadeTable made = gaussians();
    for (const bool says : {false, true}) {
        if (says) made.cards = {{"HDUCLAS4", std::string("PSF_3GAUSS"), ""}};
        const FitsView view = made.view();
        const auto spread =
            SpreadTable(*view.find("IRF"), "made").at(Energy{10 * kTev}, Angle{0.5});
        ASSERT_TRUE(spread);
        for (const double r : {0.01, 0.1, 0.2, 0.5})
            EXPECT_NEAR(
                light_within(*spread, r),
                (0.01 * (1 - std::exp(-r * r / 0.02)) + 0.02 * (1 - std::exp(-r * r / 0.08))) /
                    0.03,
                2e-4)
                << r;
        EXPECT_NEAR(light_within(*spread, 5), 1, 1e-9);
    }
}

TEST(SpreadTable, OfAKingProfileIsItsIntegral) {
    MadeTable made;
    made.column = "SIGMA";
    made.unit = "deg";
    made.values = {0.1F, 0.1F, 0.1F, 0.1F};
    made.more = {{"GAMMA", "", 1.5F}};
    const FitsView view = made.view();
    const auto spread = SpreadTable(*view.find("IRF"), "made").at(Energy{10 * kTev}, Angle{0.5});
    ASSERT_TRUE(spread);
    for (const double r : {0.01, 0.1, 0.2, 0.5, 3.0})
        EXPECT_NEAR(light_within(*spread, r), 1 - 1 / std::sqrt(1 + r * r / 0.03), 2e-4) << r;
}

TEST(SpreadTable, OfGaussiansWithoutWidthHasNoLight) {
    MadeTable made = gaussians();
    made.values = {0, 0, 0, 0};
    std::get<2>(made.more[1]) = 0;
    const FitsView view = made.view();
    EXPECT_FALSE(SpreadTable(*view.find("IRF"), "made").at(Energy{10 * kTev}, Angle{0.5}));
}

// What comes of a table of 10,000 times a few bytes would be a hundred times larger.
TEST(SpreadTable, OfAFormulaAtTooManyNodesIsRefused) {
    constexpr size_t kEnergies = 101, kAngles = 100;
    std::vector<float> low, high, theta;
    for (size_t i = 0; i < kEnergies; ++i) {
        low.push_back(static_cast<float>(1 + i));
        high.push_back(static_cast<float>(2 + i));
    }
    for (size_t i = 0; i < kAngles; ++i) theta.push_back(0.01F * static_cast<float>(i));
    FitsWriter writer;
    writer.add_empty_primary();
    const std::vector<FitsColumn> columns = {
        {"ENERG_LO", "101E", "TeV"}, {"ENERG_HI", "101E", "TeV"}, {"THETA_LO", "100E", "deg"},
        {"THETA_HI", "100E", "deg"}, {"SIGMA", "10100E", "deg"},  {"GAMMA", "10100E", ""}};
    writer.add_table("IRF", columns, 1);
    int n = 0;
    const std::vector<float> ones(kEnergies * kAngles, 1.5F);
    for (const auto* part : std::initializer_list<const std::vector<float>*>{&low, &high, &theta,
                                                                             &theta, &ones, &ones})
        writer.write_column(++n, *part);
    const std::vector<std::byte> bytes = writer.finish();
    const FitsView view(bytes, "made");
    try {
        const SpreadTable table(*view.find("IRF"), "run 1");
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("more than 10000 energies times angles"));
    }
}

TEST(SpreadTable, OfAnotherKindIsRefusedByItsName) {
    MadeTable made = gaussians();
    made.cards = {{"HDUCLAS4", std::string("PSF_6D"), ""}};
    const FitsView view = made.view();
    try {
        const SpreadTable table(*view.find("IRF"), "run 1");
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("run 1 is no response that can be used: 'PSF_6D'"));
    }
}

TEST(OutlineOfGrid, HasTwoTrueEnergiesAChannel) {
    EnergyScale scale;
    scale.kind = EnergyKind::kEnergies;
    scale.unit = "TeV";
    scale.unit_places = 9;
    scale.grid_start = "0.01";
    scale.per_decade = 1;
    scale.last_channel = 3;
    const MatrixOutline grid = outline_of_grid(scale);
    EXPECT_THAT(grid.e_min, ElementsAre(1e7F, 1e8F, 1e9F, 1e10F));
    EXPECT_EQ(grid.e_max.back(), 1e11F);
    ASSERT_EQ(grid.bins.size(), 8u);
    EXPECT_EQ(grid.bins.high[0], grid.bins.low[1]);
    EXPECT_FLOAT_EQ(grid.bins.low[1], 3.1622777e7F);
    EXPECT_EQ(grid.bins.high[7], 1e11F);
}

}  // namespace
}  // namespace heafs
