#include "config/tables/link_criterion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/base/error.h"

namespace heafs {
namespace {

using Kind = LinkComparison::Kind;

std::string name_of(const LinkColumn& column) {
    return column.table.empty() ? column.column : column.table + "." + column.column;
}

std::string fault_of(const std::string& text) {
    try {
        parse_link_criterion(text);
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kMalformed);
        return error.what();
    }
    return "";
}

TEST(LinkCriterion, ReadsTheGuidesCone) {
    const auto criterion = parse_link_criterion("cone: heasarc_messier.ra,heasarc_messier.dec,30");
    ASSERT_EQ(criterion.terms.size(), 1u);
    const auto& cone = std::get<LinkCone>(criterion.terms[0]);
    EXPECT_EQ(name_of(cone.ra), "heasarc_messier.ra");
    EXPECT_EQ(name_of(cone.dec), "heasarc_messier.dec");
    EXPECT_EQ(std::get<double>(cone.radius_arcmin), 30);
}

TEST(LinkCriterion, ReadsTheGuidesComparison) {
    const auto criterion = parse_link_criterion("target_name = heasarc_messier.name");
    const auto& comparison = std::get<LinkComparison>(criterion.terms.at(0));
    EXPECT_EQ(name_of(std::get<LinkColumn>(comparison.left)), "target_name");
    EXPECT_EQ(name_of(std::get<LinkColumn>(comparison.right)), "heasarc_messier.name");
    EXPECT_EQ(comparison.kind, Kind::kEqual);
}

TEST(LinkCriterion, ReadsTimesNumbersAndQuotedTexts) {
    const auto criterion = parse_link_criterion(
        "time: a.time,b.time,0.5 AND class<>-1.5e3 and name = 'O''Neill' and \"x\" >= b.y");
    ASSERT_EQ(criterion.terms.size(), 4u);
    EXPECT_EQ(std::get<double>(std::get<LinkTime>(criterion.terms[0]).seconds), 0.5);
    const auto& second = std::get<LinkComparison>(criterion.terms[1]);
    EXPECT_EQ(second.kind, Kind::kUnequal);
    EXPECT_EQ(std::get<double>(second.right), -1500);
    EXPECT_EQ(std::get<std::string>(std::get<LinkComparison>(criterion.terms[2]).right), "O'Neill");
    EXPECT_EQ(std::get<LinkComparison>(criterion.terms[3]).kind, Kind::kAtLeast);
}

TEST(LinkCriterion, ReadsEveryComparison) {
    const std::pair<const char*, Kind> kinds[] = {
        {"=", Kind::kEqual},   {"<>", Kind::kUnequal}, {"!=", Kind::kUnequal}, {"<", Kind::kLess},
        {"<=", Kind::kAtMost}, {">", Kind::kGreater},  {">=", Kind::kAtLeast}};
    for (const auto& [sign, kind] : kinds) {
        const auto criterion = parse_link_criterion(std::string("a") + sign + "b");
        EXPECT_EQ(std::get<LinkComparison>(criterion.terms.at(0)).kind, kind) << sign;
    }
}

TEST(LinkCriterion, WordsMayBeNamesOfColumns) {
    EXPECT_EQ(parse_link_criterion("cone = 1 and time > 2 and android = 3").terms.size(), 3u);
}

TEST(LinkCriterion, FaultsShowTheirPlace) {
    EXPECT_EQ(fault_of("cone: m.ra,m.dec"),
              "cone: m.ra,m.dec\n"
              "                ^ expected a comma behind the declination");
    EXPECT_EQ(fault_of("name = 'M31"),
              "name = 'M31\n"
              "       ^ this quote is not closed");
    EXPECT_EQ(fault_of("a ~ b"),
              "a ~ b\n"
              "  ^ expected one of = <> < <= > >=");
    EXPECT_EQ(fault_of("a = b or c = d"),
              "a = b or c = d\n"
              "      ^ expected the end, or `and` and another condition");
    EXPECT_EQ(fault_of("cone: m.ra,m.dec,20000"),
              "cone: m.ra,m.dec,20000\n"
              "                 ^^^^^ the radius in arcmin is from 0 to 10800");
}

TEST(LinkCriterion, OtherTextsAreRefused) {
    for (const char* text :
         {"", " ", "a", "a =", "= b", "a = b and", "a = 1.2.3", "a = 5x", "cone:", "cone: 1,2,3",
          "time: a.t,b.t,'x'", "a. = 1", ".a = 1", "a = b\nand c = d", "a = -"})
        EXPECT_NE(fault_of(text), "") << text;
}

}  // namespace
}  // namespace heafs
