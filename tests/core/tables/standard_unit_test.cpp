#include "core/tables/standard_unit.h"

#include <gtest/gtest.h>

#include "core/fits/unit_text.h"

namespace heafs {
namespace {

// FITS 4.0, 4.3, and VOUnits 1.0, 2.
TEST(StandardUnit, IsInTheWordsOfTheStandards) {
    EXPECT_EQ(standard_unit("degree"), "deg");
    EXPECT_EQ(standard_unit("DEGREE"), "deg");
    EXPECT_EQ(standard_unit("percent"), "%");
    EXPECT_EQ(standard_unit("mjd"), "d");
    EXPECT_EQ(standard_unit("microJy"), "uJy");
    EXPECT_EQ(standard_unit("km/s"), "km/s");
    EXPECT_EQ(standard_unit("counts/sec"), "count/s");
    EXPECT_EQ(standard_unit("erg/cm^2"), "erg/cm**2");
    EXPECT_EQ(standard_unit(""), "");
}

TEST(StandardUnit, HasNoMoreThanOneSlash) {
    EXPECT_EQ(standard_unit("erg/cm^2/s"), "erg.cm**-2.s**-1");
    EXPECT_EQ(standard_unit("photon/cm^2/s/keV"), "photon.cm**-2.s**-1.keV**-1");
    EXPECT_EQ(standard_unit("1/s"), "s**-1");
}

TEST(StandardUnit, LeavesWhatNobodyUnderstands) {
    for (const char* unit : {"10^-7 erg", "Crab units (2-10)", "foo(bar)", "/", "a//b", "^2"})
        EXPECT_EQ(standard_unit(unit), unit);
}

TEST(StandardUnit, OfUnitsOfRealTablesAreThoseOfFits) {
    for (const char* unit :
         {"degree", "arcmin", "arcsec", "mas", "arcsec/yr", "mas/yr", "s/yr", "km/s", "mag", "d",
          "yr", "radian", "mjd", "GeV", "keV", "erg/cm^2", "photon/cm^2/s", "photon/cm^2/s/keV"})
        EXPECT_TRUE(is_unit(standard_unit(unit))) << unit << " is " << standard_unit(unit);
}

}  // namespace
}  // namespace heafs
