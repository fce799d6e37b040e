#include "config/base/toml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "config/base/error.h"

namespace heafs {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// The words with which `act` is refused; it must be Fault::kMalformed.
std::string refusal_of(const std::function<void()>& act) {
    try {
        act();
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kMalformed) << error.what();
        return error.what();
    }
    return "nothing was refused";
}

TomlTable parsed(const std::string& text) { return TomlTable::parse(text, "a.toml"); }

TEST(TomlTable, GivesTexts) { EXPECT_EQ(parsed("name = \"swift\"").string("name"), "swift"); }

TEST(TomlTable, GivesWholeNumbers) { EXPECT_EQ(parsed("n = -12").find_integer("n"), -12); }

TEST(TomlTable, GivesTruthValues) { EXPECT_EQ(parsed("on = true").find_boolean("on"), true); }

TEST(TomlTable, GivesListsOfTexts) {
    EXPECT_THAT(parsed("a = ['x', \"y\"]").strings("a"), testing::ElementsAre("x", "y"));
}

TEST(TomlTable, GivesTablesWithinTables) {
    EXPECT_EQ(parsed("[a.b]\nc = 'd'").find_table("a")->find_table("b")->string("c"), "d");
}

TEST(TomlTable, GivesArraysOfTables) {
    const auto tables = parsed("[[t]]\nn = 1\n[[t]]\nn = 2").tables("t");
    ASSERT_EQ(tables.size(), 2u);
    EXPECT_EQ(tables[1].find_integer("n"), 2);
}

TEST(TomlTable, GivesMapsOfTexts) {
    EXPECT_THAT(parsed("m = { 'x/y' = 'z' }").string_map("m"),
                testing::ElementsAre(testing::Pair("x/y", "z")));
}

TEST(TomlTable, ADateIsItsText) {
    EXPECT_EQ(parsed("until = 2099-01-01").string("until"), "2099-01-01");
}

TEST(TomlTable, AnAbsentKeyIsNothing) {
    const TomlTable table = parsed("");
    EXPECT_FALSE(table.has("x"));
    EXPECT_FALSE(table.find_string("x"));
    EXPECT_FALSE(table.find_integer("x"));
    EXPECT_TRUE(table.strings("x").empty());
    EXPECT_TRUE(table.tables("x").empty());
    EXPECT_TRUE(table.string_map("x").empty());
}

TEST(TomlTable, AnAbsentTextThatIsNeededIsRefusedByName) {
    EXPECT_THAT(refusal_of([] { parsed("[a]\nb = 1").find_table("a")->string("name"); }),
                HasSubstr("a.name: is missing"));
}

TEST(TomlTable, AnUnknownKeyIsRefusedWithFileAndLine) {
    EXPECT_THAT(refusal_of([] { parsed("name = 'x'\n\nmisions = 3\n").allow_only({"name"}); }),
                StartsWith("a.toml:3: misions"));
}

TEST(TomlTable, AnUnknownKeyIsToldTheNearestKnownOne) {
    EXPECT_THAT(refusal_of([] {
                    parsed("reservd = 1").allow_only({"name", "missions", "reserve", "workers"});
                }),
                HasSubstr("did you mean 'reserve'?"));
}

TEST(TomlTable, AnUnknownKeyInATableIsNamedWithItsTable) {
    EXPECT_THAT(
        refusal_of([] { parsed("[obs]\nfoldr = 1").find_table("obs")->allow_only({"folder"}); }),
        StartsWith("a.toml:2: obs.foldr: "));
}

TEST(TomlTable, AnUnknownKeyInTheSecondOfTwoTablesIsFoundAtItsLine) {
    const auto tables = parsed("[[waive]]\nrule = 'a'\n[[waive]]\nrul = 'b'").tables("waive");
    EXPECT_THAT(refusal_of([&] { tables.at(1).allow_only({"rule"}); }), StartsWith("a.toml:4: "));
}

TEST(TomlTable, KnownKeysPass) { EXPECT_NO_THROW(parsed("a = 1\nb = 2").allow_only({"b", "a"})); }

TEST(TomlTable, BrokenTextIsRefusedWithFileAndLine) {
    EXPECT_THAT(refusal_of([] { parsed("a = 1\nb = = 2\n"); }), StartsWith("a.toml:2: "));
}

TEST(TomlTable, AKeyGivenTwiceIsRefused) {
    EXPECT_THAT(refusal_of([] { parsed("a = 1\na = 2\n"); }), StartsWith("a.toml:2: "));
}

TEST(TomlTable, GivesNumbersWholeOrNot) {
    const TomlTable table = parsed("a = 3\nb = -0.5\nc = 1e3");
    EXPECT_EQ(table.number("a"), 3);
    EXPECT_EQ(table.number("b"), -0.5);
    EXPECT_EQ(table.find_number("c"), 1000);
    EXPECT_EQ(table.find_number("d"), std::nullopt);
}

TEST(TomlTable, ANumberThatIsMissingIsRefusedWhereOneMustBe) {
    EXPECT_THAT(refusal_of([] { parsed("[t]\na = 1").find_table("t")->number("b"); }),
                HasSubstr("t.b: is missing"));
}

TEST(TomlTable, GivesListsOfNumbers) {
    EXPECT_THAT(parsed("a = [1, 2.5]").numbers("a"), testing::ElementsAre(1, 2.5));
    EXPECT_TRUE(parsed("").numbers("a").empty());
}

TEST(TomlTable, GivesRowsOfNumbers) {
    const auto rows = parsed("a = [[1, 2.5], [3, 4]]").number_rows("a", 2);
    EXPECT_EQ(rows, (std::vector<std::vector<double>>{{1, 2.5}, {3, 4}}));
    EXPECT_TRUE(parsed("").number_rows("a", 2).empty());
}

struct WrongType {
    const char* text;
    std::function<void(const TomlTable&)> read;
};

class TomlTypes : public testing::TestWithParam<WrongType> {};

TEST_P(TomlTypes, AValueOfAnotherTypeIsRefusedWithItsLine) {
    const TomlTable table = parsed(std::string("\n") + GetParam().text);
    EXPECT_THAT(refusal_of([&] { GetParam().read(table); }), StartsWith("a.toml:2: x: must "));
}

INSTANTIATE_TEST_SUITE_P(
    Each, TomlTypes,
    testing::Values(
        WrongType{"x = 1", [](const TomlTable& table) { table.string("x"); }},
        WrongType{"x = 'a'", [](const TomlTable& table) { table.find_integer("x"); }},
        WrongType{"x = 1.5", [](const TomlTable& table) { table.find_integer("x"); }},
        WrongType{"x = 0", [](const TomlTable& table) { table.find_boolean("x"); }},
        WrongType{"x = 'a'", [](const TomlTable& table) { table.strings("x"); }},
        WrongType{"x = ['a', 1]", [](const TomlTable& table) { table.strings("x"); }},
        WrongType{"x = 1", [](const TomlTable& table) { table.find_table("x"); }},
        WrongType{"x = '1'", [](const TomlTable& table) { table.number("x"); }},
        WrongType{"x = nan", [](const TomlTable& table) { table.number("x"); }},
        WrongType{"x = -inf", [](const TomlTable& table) { table.find_number("x"); }},
        WrongType{"x = 1", [](const TomlTable& table) { table.numbers("x"); }},
        WrongType{"x = [1, '2']", [](const TomlTable& table) { table.numbers("x"); }},
        WrongType{"x = [1, inf]", [](const TomlTable& table) { table.numbers("x"); }},
        WrongType{"x = [1]", [](const TomlTable& table) { table.number_rows("x", 1); }},
        WrongType{"x = [[1]]", [](const TomlTable& table) { table.number_rows("x", 2); }},
        WrongType{"x = [['a']]", [](const TomlTable& table) { table.number_rows("x", 1); }},
        WrongType{"x = { a = 1 }", [](const TomlTable& table) { table.tables("x"); }}));

}  // namespace
}  // namespace heafs
