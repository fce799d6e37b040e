#include "config/missions/selection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "config/base/error.h"
#include "config/base/toml.h"

namespace heafs {
namespace {

using testing::HasSubstr;

std::vector<Selection> selections(const std::string& text) {
    return read_selections(
        *TomlTable::parse("selections = " + text, "a.toml").find_table("selections"));
}

bool holds(const std::string& condition, double value) {
    return selections("{ s = ['" + condition + "'] }").at(0).conditions.at(0).holds(value);
}

std::string refusal_of(const std::string& text) {
    try {
        selections(text);
    } catch (const Error& error) {
        return error.what();
    }
    return "nothing was refused";
}

TEST(Selections, AreReadByNameWithAllTheirConditions) {
    const auto found = selections("{ top = ['A = 1'], clean = ['GRADE <= 4', 'STATUS lacks 6'] }");
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].name, "clean");
    ASSERT_EQ(found[0].conditions.size(), 2u);
    EXPECT_EQ(found[0].conditions[1], (Condition{"STATUS", Condition::Test::kLacks, 6}));
    EXPECT_EQ(found[1].name, "top");
}

TEST(Conditions, CompareNumbers) {
    EXPECT_TRUE(holds("A = 1.5", 1.5));
    EXPECT_FALSE(holds("A = 1.5", 1.4));
    EXPECT_TRUE(holds("A!=1", 2));
    EXPECT_TRUE(holds("A < 90", 89.9));
    EXPECT_FALSE(holds("A < 90", 90));
    EXPECT_TRUE(holds("A <= 90", 90));
    EXPECT_TRUE(holds("A > -1", 0));
    EXPECT_FALSE(holds("A >= 1", 0.5));
}

// 128 is bit 7 of 65311 = 0xff1f: not set; 256 is.
TEST(Conditions, TestBits) {
    EXPECT_FALSE(holds("EVENT_CLASS has 128", 65311));
    EXPECT_TRUE(holds("EVENT_CLASS has 256", 65311));
    EXPECT_FALSE(holds("EVENT_CLASS has 384", 65311));
    EXPECT_TRUE(holds("S lacks 6", 9));
    EXPECT_FALSE(holds("S lacks 6", 12));
}

TEST(Conditions, DoNotHoldForNulls) {
    for (const char* condition : {"A = 0", "A != 1", "A < 1", "A > 1", "A has 1", "A lacks 1"})
        EXPECT_FALSE(holds(condition, std::nan(""))) << condition;
}

TEST(SelectionRefusals, NameTheFileAndTheSelection) {
    EXPECT_THAT(refusal_of("{ clean = ['GRADE is 0'] }"), HasSubstr("a.toml:1"));
    EXPECT_THAT(refusal_of("{ clean = ['GRADE is 0'] }"), HasSubstr("'GRADE <= 4'"));
    EXPECT_THAT(refusal_of("{ clean = ['GRADE = x'] }"), HasSubstr("no condition"));
    EXPECT_THAT(refusal_of("{ clean = ['S has 0'] }"), HasSubstr("bits are a whole number"));
    EXPECT_THAT(refusal_of("{ clean = ['S has 1.5'] }"), HasSubstr("bits are a whole number"));
    EXPECT_THAT(refusal_of("{ clean = [] }"), HasSubstr("has no condition"));
    EXPECT_THAT(refusal_of("{ Clean = ['A = 1'] }"), HasSubstr("lower-case"));
}

TEST(SelectionRefusals, AreNoMoreThanBits) {
    std::string text = "{ ";
    for (int i = 0; i < 32; ++i) text += "s" + std::to_string(i) + " = ['A = 1'], ";
    EXPECT_THAT(refusal_of(text.substr(0, text.size() - 2) + " }"), HasSubstr("more than 31"));
}

}  // namespace
}  // namespace heafs
