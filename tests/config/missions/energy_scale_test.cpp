#include "config/missions/energy_scale.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "config/base/error.h"
#include "config/base/toml.h"

namespace heafs {
namespace {

using testing::HasSubstr;

EnergyScale scale(const std::string& text) {
    return read_energy_scale(*TomlTable::parse("energy = " + text, "a.toml").find_table("energy"));
}

std::string refusal_of(const std::string& text) {
    try {
        scale(text);
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kMalformed);
        return error.what();
    }
    return "nothing was refused";
}

constexpr const char* kHess =
    "{ column = 'ENERGY', unit = 'TeV', grid = { from = 0.01, per_decade = 20, channels = [0, 79] "
    "} }";

TEST(EnergyScales, OfChannelsHaveTheLowerEdgeAtOffsetAndGain) {
    const EnergyScale nustar =
        scale("{ column = 'PI', offset_kev = 1.6, gain_kev = 0.04, channels = [0, 4095] }");
    EXPECT_EQ(nustar.kind, EnergyKind::kChannels);
    EXPECT_EQ(lower_edge_kev(nustar, 0).text(), "1.6");
    EXPECT_EQ(lower_edge_kev(nustar, 35).text(), "3");
    EXPECT_EQ(centre_kev(nustar, 35).text(), "3.02");
}

TEST(EnergyScales, OfListedEdgesHaveThemAsTheyStand) {
    const EnergyScale pca =
        scale("{ column = 'PHA', channels = [5, 7], edges_kev = [1.5, 2.25, 4, 4.5] }");
    EXPECT_EQ(lower_edge_kev(pca, 5).text(), "1.5");
    EXPECT_EQ(lower_edge_kev(pca, 8).text(), "4.5");
    EXPECT_EQ(centre_kev(pca, 6).text(), "3.125");
}

TEST(EnergyScales, OfEnergiesHaveExactDecades) {
    const EnergyScale hess = scale(kHess);
    EXPECT_EQ(hess.kind, EnergyKind::kEnergies);
    EXPECT_EQ(lower_edge_kev(hess, 0).text(), "10000000");
    EXPECT_EQ(lower_edge_kev(hess, 40).text(), "1000000000");
    EXPECT_EQ(lower_edge_kev(hess, 80).text(), "100000000000");
    // 10^0.05 = 1.12201845430196...
    EXPECT_NEAR(lower_edge_kev(hess, 1).to_double(), 11220184.54301964, 1e-6);
}

TEST(SpectrumGrids, HoldEnergiesFromTheLowerEdgeToBelowTheUpper) {
    const SpectrumGrid grid(scale(kHess));
    ASSERT_EQ(grid.edges().size(), 81u);
    EXPECT_EQ(grid.channel_of(0.01), 0);
    EXPECT_EQ(grid.channel_of(0.1), 20);
    EXPECT_EQ(grid.channel_of(std::nextafter(0.1, 0)), 19);
    EXPECT_EQ(grid.channel_of(99.999), 79);
}

TEST(SpectrumGrids, HoldNothingElse) {
    const SpectrumGrid grid(scale(kHess));
    EXPECT_FALSE(grid.channel_of(0.00999));
    EXPECT_FALSE(grid.channel_of(100));
    EXPECT_FALSE(grid.channel_of(std::nan("")));
    EXPECT_FALSE(grid.channel_of(std::numeric_limits<double>::infinity()));
    EXPECT_FALSE(grid.channel_of(-1));
}

struct Refusal {
    const char* text;
    const char* says;
};
void PrintTo(const Refusal& refusal, std::ostream* out) { *out << refusal.text; }

class EnergyScaleRefusals : public testing::TestWithParam<Refusal> {};

TEST_P(EnergyScaleRefusals, NameTheFileAndTheKey) {
    const std::string words = refusal_of(GetParam().text);
    EXPECT_THAT(words, testing::StartsWith("a.toml:1"));
    EXPECT_THAT(words, HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    Each, EnergyScaleRefusals,
    testing::Values(
        Refusal{"{ column = 'PI', offset_kev = 0, gain_kev = 0, channels = [0, 1] }", "gain_kev"},
        Refusal{"{ column = 'PI', offset_kev = 0, gain_kev = 1, channels = [2, 1] }", "channels"},
        Refusal{"{ column = 'PI', offset_kev = 0, gain_kew = 1, channels = [0, 1] }",
                "did you mean 'gain_kev'"},
        Refusal{"{ column = 'PI', channels = [0, 1], edges_kev = [1, 2] }", "have 3"},
        Refusal{"{ column = 'PI', channels = [0, 1], edges_kev = [1, 2, 2] }", "must rise"},
        Refusal{"{ column = 'E', unit = 'erg', grid = { from = 1, per_decade = 1, channels = [0, "
                "1] } }",
                "none of eV, keV, MeV, GeV, TeV"},
        Refusal{"{ column = 'E', unit = 'TeV' }", "grid"},
        Refusal{"{ column = 'E', unit = 'TeV', grid = { from = 0, per_decade = 1, channels = [0, "
                "1] } }",
                "from"},
        Refusal{"{ column = 'E', unit = 'TeV', grid = { from = 1, per_decade = 0, channels = [0, "
                "1] } }",
                "per_decade"},
        Refusal{"{ column = 'E', unit = 'TeV', grid = { from = 1, per_decade = 1, channels = [0, "
                "99] } }",
                "20 decades"},
        Refusal{"{ column = 'E', unit = 'TeV', grid = { from = 1, per_decade = 1, channels = [0, "
                "1] }, gain_kev = 1 }",
                "gain_kev"}));

}  // namespace
}  // namespace heafs
