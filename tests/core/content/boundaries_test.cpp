#include "core/content/boundaries.h"

#include <gtest/gtest.h>

namespace heafs {
namespace {

Boundary boundary(const std::string& text) { return std::get<Boundary>(parse_boundary(text)); }
BoundaryFault fault(const std::string& text) {
    return std::get<BoundaryFault>(parse_boundary(text));
}

TEST(Boundaries, ARangeWithAUnit) {
    const Boundary read = boundary("Energy( 0.2-10.0 )keV");
    EXPECT_EQ(read.name, "ENERGY");
    EXPECT_EQ(read.unit, "keV");
    ASSERT_EQ(read.values.size(), 1u);
    EXPECT_TRUE(read.values[0].numeric && read.values[0].plain);
    EXPECT_EQ(read.values[0].least, 0.2);
    EXPECT_EQ(read.values[0].most, 10.0);
}

TEST(Boundaries, TextsNumbersAndQuotes) {
    const Boundary read = boundary("GRADE(G0:12,5,\"0123\",2013-01-01)");
    ASSERT_EQ(read.values.size(), 4u);
    EXPECT_FALSE(read.values[0].numeric);
    EXPECT_EQ(read.values[1].least, 5);
    EXPECT_FALSE(read.values[2].numeric);
    EXPECT_EQ(read.values[2].text, "0123");
    EXPECT_FALSE(read.values[3].numeric);  // a date is no range
}

TEST(Boundaries, SignsAndExponentsAreNumbersThatNotAllToolsRead) {
    for (const char* text : {"T(-10-5)", "T(1e3-2e3)", "T(+5)"}) {
        const Boundary read = boundary(text);
        EXPECT_TRUE(read.values[0].numeric) << text;
        EXPECT_FALSE(read.values[0].plain) << text;
    }
    EXPECT_EQ(boundary("T(-10--5)").values[0].most, -5);
}

TEST(Boundaries, FaultsSayWhereAndWhatWasExpected) {
    EXPECT_EQ(fault("ENERGY"), (BoundaryFault{7, "("}));
    EXPECT_EQ(fault("ENERGY(1-2"), (BoundaryFault{11, ")"}));
    EXPECT_EQ(fault("(1-2)"), (BoundaryFault{1, "a name before ("}));
    EXPECT_EQ(fault("E(1,)"), (BoundaryFault{5, "a value"}));
    EXPECT_EQ(fault("E(5-3)").position, 3u);
    EXPECT_EQ(fault("E(\"a)"), (BoundaryFault{6, "\""}));
    EXPECT_EQ(fault("E G(1)").position, 2u);
    EXPECT_EQ(fault("E(1)(2)"), (BoundaryFault{5, "a unit"}));
    EXPECT_EQ(fault(std::string(71, 'A')).position, 71u);
}

TEST(Boundaries, KeepDataSetsApartOnlyByWhatBothHave) {
    const auto meets = [](const std::string& a, const std::string& b) {
        return overlap({boundary(a)}, {boundary(b)});
    };
    EXPECT_TRUE(meets("E(0-2)", "E(1-3)"));
    EXPECT_TRUE(meets("E(0-2)", "E(2-3)"));
    EXPECT_FALSE(meets("E(0-1)", "E(2-3)"));
    EXPECT_TRUE(meets("E(0-1)", "T(2-3)"));
    EXPECT_FALSE(meets("MODE(PHOTON)", "MODE(WINDOWED)"));
    EXPECT_TRUE(meets("MODE(photon)", "MODE(WINDOWED,PHOTON)"));
    EXPECT_TRUE(overlap({}, {boundary("E(0-1)")}));
}

}  // namespace
}  // namespace heafs
