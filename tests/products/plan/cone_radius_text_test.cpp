#include "products/plan/cone_radius_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace heafs {
namespace {

std::string radius(const std::string& text) {
    const auto parsed = parse_cone_radius(text);
    const auto* arcmin = std::get_if<Decimal>(&parsed);
    return arcmin != nullptr ? arcmin->text() : "refused";
}

TEST(ConeRadiusText, IsInArcminWithoutAUnit) {
    EXPECT_EQ(radius("30"), "30");
    EXPECT_EQ(radius("0030.50"), "30.5");
    EXPECT_EQ(radius(".5"), "0.5");
    EXPECT_EQ(radius("30m"), "30");
}

TEST(ConeRadiusText, TakesArcsecAndDegrees) {
    EXPECT_EQ(radius("90s"), "1.5");
    EXPECT_EQ(radius("10s"), "0.1666667");  // 10 / 60, rounded to 7 decimals
    EXPECT_EQ(radius("0.5d"), "30");
    EXPECT_EQ(radius("180d"), "10800");
}

TEST(ConeRadiusText, GoesFromZeroToHalfATurn) {
    EXPECT_EQ(radius("0"), "0");
    EXPECT_EQ(radius("0s"), "0");
    EXPECT_EQ(radius("10800"), "10800");
    EXPECT_EQ(radius("10800.0000001"), "refused");
    EXPECT_EQ(radius("181d"), "refused");
}

TEST(ConeRadiusText, OtherTextsAreRefused) {
    for (const char* text : {"", "m", "-1", "+1", "1e3", "5x", "1m2", "30 ", "nan", "default"})
        EXPECT_EQ(radius(text), "refused") << text;
}

}  // namespace
}  // namespace heafs
