#include "config/missions/optics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/base/error.h"
#include "config/base/toml.h"

namespace heafs {
namespace {

using testing::HasSubstr;

TomlTable table(const std::string& text) {
    return *TomlTable::parse("t = " + text, "a.toml").find_table("t");
}

template <typename Read>
std::string refusal_of(const Read& read, const std::string& text) {
    try {
        read(table(text));
    } catch (const Error& error) {
        return error.what();
    }
    return "nothing was refused";
}

double factor(const std::string& text, double arcmin, double kev = 1) {
    return vignetting_factor(read_vignetting(table(text)), Angle{arcmin / 60}, Energy{kev});
}

// CALDB's vignconst_xrt: C = 0.0001248 1.55219^E + 0.00185628, which is 0.0020976 at 1.5 keV.
TEST(VignettingFactors, FollowSwiftsLaw) {
    const std::string swift =
        "{ type = 'quadratic', per_arcmin2 = 0.00185628, rise = 0.0001248, base = 1.55219 }";
    EXPECT_NEAR(factor(swift, 10, 1.5), 1 - 0.0020976 * 100, 1e-5);
    EXPECT_EQ(factor(swift, 0, 1.5), 1);
    EXPECT_LT(factor(swift, 10, 8), factor(swift, 10, 1));
    EXPECT_EQ(factor(swift, 60, 1.5), 0);
}

TEST(VignettingFactors, AreTheSameAtAllEnergiesWithoutALaw) {
    EXPECT_DOUBLE_EQ(factor("{ type = 'quadratic', per_arcmin2 = 0.002 }", 5, 1), 0.95);
    EXPECT_DOUBLE_EQ(factor("{ type = 'quadratic', per_arcmin2 = 0.002 }", 5, 9), 0.95);
}

TEST(VignettingFactors, AreLinearBetweenKnots) {
    const std::string knots = "{ type = 'table', arcmin_factor = [[0, 1], [4, 0.8], [8, 0.4]] }";
    EXPECT_DOUBLE_EQ(factor(knots, 0), 1);
    EXPECT_DOUBLE_EQ(factor(knots, 2), 0.9);
    EXPECT_NEAR(factor(knots, 6), 0.6, 1e-12);
    EXPECT_DOUBLE_EQ(factor(knots, 20), 0.4);
}

TEST(VignettingFactors, AreOneWhereTheMissionFileIsSilent) {
    EXPECT_EQ(vignetting_factor(Vignetting{}, Angle{1}, Energy{1}), 1);
}

TEST(PointSpreads, AreFormulasOrTables) {
    EXPECT_EQ(read_point_spread(table("{ type = 'king', core_arcsec = 3.6, beta = 1.5 }")),
              (PointSpread{Angle{0.001}, 1.5, {}}));
    const PointSpread spread =
        read_point_spread(table("{ type = 'table', arcsec_fraction = [[36, 0.5], [360, 0.9]] }"));
    ASSERT_EQ(spread.table.size(), 2u);
    EXPECT_DOUBLE_EQ(spread.table[1].radius.degrees, 0.1);
    EXPECT_EQ(spread.table[1].fraction, 0.9);
}

TEST(OpticsRefusals, SayWhatIsWrong) {
    EXPECT_THAT(refusal_of(read_point_spread, "{ type = 'gauss' }"),
                HasSubstr("'gauss' is none of king, table"));
    EXPECT_THAT(refusal_of(read_point_spread, "{ type = 'king', core_arcsec = 1, beta = 1 }"),
                HasSubstr("beta"));
    EXPECT_THAT(
        refusal_of(read_point_spread, "{ type = 'table', arcsec_fraction = [[1, 0.5], [2, 0.4]] }"),
        HasSubstr("arcsec_fraction"));
    EXPECT_THAT(refusal_of(read_point_spread, "{ type = 'table', arcsec_fraction = [[1, 1.5]] }"),
                HasSubstr("arcsec_fraction"));
    EXPECT_THAT(refusal_of(read_vignetting, "{ type = 'quadratic', per_arcmin2 = 0.1, rise = 1 }"),
                HasSubstr("belong together"));
    EXPECT_THAT(refusal_of(read_vignetting, "{ type = 'table', arcmin_factor = [[0, 1.1]] }"),
                HasSubstr("arcmin_factor"));
    EXPECT_THAT(refusal_of(read_vignetting, "{ type = 'table' }"), HasSubstr("is missing"));
}

}  // namespace
}  // namespace heafs
