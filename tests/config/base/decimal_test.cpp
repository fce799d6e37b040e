#include "config/base/decimal.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

namespace heafs {
namespace {

Decimal decimal(std::string_view text) {
    const auto value = Decimal::parse(text);
    EXPECT_TRUE(value) << text;
    return value.value_or(Decimal());
}

std::string text_of(const std::optional<Decimal>& value) { return value ? value->text() : "none"; }

TEST(Decimal, HasOneFormForEverySpelling) {
    EXPECT_EQ(decimal("83.6330800").text(), "83.63308");
    EXPECT_EQ(decimal("+0083.63308").text(), "83.63308");
    EXPECT_EQ(decimal(".5").text(), "0.5");
    EXPECT_EQ(decimal("5.").text(), "5");
    EXPECT_EQ(decimal("-00.050").text(), "-0.05");
    EXPECT_EQ(decimal("100").text(), "100");
    EXPECT_EQ(decimal("-0").text(), "0");
    EXPECT_EQ(decimal("-0.000").text(), "0");
    EXPECT_EQ(Decimal().text(), "0");
    EXPECT_EQ(decimal("1.50"), decimal("+1.5"));
}

TEST(Decimal, IsNoOtherText) {
    for (const char* text : {"", "+", "-", ".", "-.", "1e3", "1E3", " 1", "1 ", "1,5", "1.2.3",
                             "--1", "+-1", "0x10", "nan", "inf", "1_000", "\xd9\xa1"})
        EXPECT_FALSE(Decimal::parse(text)) << text;
    EXPECT_FALSE(Decimal::parse(std::string_view("1\0", 2)));
}

TEST(Decimal, ASignIsRefusedWhereNoneBelongs) {
    EXPECT_EQ(Decimal::parse_unsigned("07.50"), decimal("7.5"));
    for (const char* text : {"", "+1", "-1", "-0", "1-", "a"})
        EXPECT_FALSE(Decimal::parse_unsigned(text)) << text;
}

TEST(Decimal, HoldsThirtyDigitsAndRefusesOneMore) {
    const std::string nines(30, '9');
    EXPECT_EQ(decimal(nines).text(), nines);
    EXPECT_EQ(decimal("0." + nines).text(), "0." + nines);
    EXPECT_EQ(decimal(std::string(200, '0') + nines + "." + std::string(200, '0')).text(), nines);
    EXPECT_FALSE(Decimal::parse(nines + "9"));
    EXPECT_FALSE(Decimal::parse(nines + ".9"));
    EXPECT_FALSE(Decimal::parse("0.0" + nines));
    EXPECT_FALSE(Decimal::parse("1" + std::string(30, '0')));
    EXPECT_FALSE(Decimal::parse("0." + std::string(30, '0') + "1"));
    EXPECT_FALSE(Decimal::parse("1" + std::string(100000, '0')));
    EXPECT_EQ(decimal("0." + std::string(29, '0') + "1").decimals(), 30);
}

TEST(Decimal, RoundsAHalfAwayFromZero) {
    EXPECT_EQ(decimal("0.25").rounded(1).text(), "0.3");
    EXPECT_EQ(decimal("-0.25").rounded(1).text(), "-0.3");
    EXPECT_EQ(decimal("0.24999999999999999999").rounded(1).text(), "0.2");
    EXPECT_EQ(decimal("2.5").rounded(0).text(), "3");
    EXPECT_EQ(decimal("-0.4").rounded(0).text(), "0");
    EXPECT_EQ(decimal("359.999999").rounded(5).text(), "360");
    EXPECT_EQ(decimal("83.633085").rounded(5).text(), "83.63309");
    EXPECT_EQ(decimal("83.6330849999").rounded(5).text(), "83.63308");
    EXPECT_EQ(decimal("1200").rounded(5).text(), "1200");
    EXPECT_EQ(decimal("0." + std::string(30, '9')).rounded(0).text(), "1");
    EXPECT_EQ(decimal("0." + std::string(29, '0') + "1").rounded(0).text(), "0");
    EXPECT_EQ(decimal(std::string(29, '9') + ".9").rounded(0).text(), "1" + std::string(29, '0'));
}

TEST(Decimal, TheFloorIsNotAboveTheValue) {
    EXPECT_EQ(decimal("55000.999").floor().text(), "55000");
    EXPECT_EQ(decimal("-0.5").floor().text(), "-1");
    EXPECT_EQ(decimal("-3").floor().text(), "-3");
    EXPECT_EQ(decimal("0.1").floor().text(), "0");
}

TEST(Decimal, ComparesValuesOfAnySize) {
    const char* ascending[] = {"-999999999999999999999999999999",
                               "-1000",
                               "-2",
                               "-1.5",
                               "-0.1",
                               "-0.000000000000000000000000000001",
                               "0",
                               "0.000000000000000000000000000001",
                               "0.1",
                               "0.11",
                               "1.5",
                               "2",
                               "10",
                               "10.00000000000000000000000001",
                               "999999999999999999999999999999"};
    for (size_t i = 0; i < std::size(ascending); ++i)
        for (size_t j = 0; j < std::size(ascending); ++j) {
            EXPECT_EQ(decimal(ascending[i]) <=> decimal(ascending[j]), i <=> j) << i << " " << j;
            EXPECT_EQ(decimal(ascending[i]) == decimal(ascending[j]), i == j) << i << " " << j;
        }
}

TEST(Decimal, AddsAndSubtractsExactly) {
    EXPECT_EQ(text_of(decimal("0.1").plus(decimal("0.2"))), "0.3");
    EXPECT_EQ(text_of(decimal("55000").minus(decimal("0.000000001"))), "54999.999999999");
    EXPECT_EQ(text_of(decimal("1.5").minus(decimal("1.5"))), "0");
    EXPECT_EQ(text_of(decimal("0").plus(decimal("0.000000000000000000000000000001"))),
              "0.000000000000000000000000000001");
    EXPECT_EQ(text_of(decimal("100000000000000000000000000000").plus(decimal("0"))),
              "100000000000000000000000000000");
}

TEST(Decimal, MultipliesExactly) {
    EXPECT_EQ(text_of(decimal("0.000742870370370370").times(Decimal(86400))), "64.183999999999968");
    EXPECT_EQ(text_of(decimal("-1.5").times(decimal("0.02"))), "-0.03");
    EXPECT_EQ(text_of(decimal("0").times(decimal("-5"))), "0");
    EXPECT_EQ(text_of(decimal("999999999999999").times(decimal("999999999999999"))),
              "999999999999998000000000000001");
}

TEST(Decimal, WhatDoesNotFitIsAbsent) {
    const auto most = decimal(std::string(30, '9'));
    const auto least = decimal("0." + std::string(29, '0') + "1");
    EXPECT_FALSE(most.plus(Decimal(1)));
    EXPECT_FALSE((-most).minus(Decimal(1)));
    EXPECT_FALSE(most.plus(least));
    EXPECT_FALSE(most.times(most));
    EXPECT_FALSE(most.times(Decimal(10)));
    EXPECT_FALSE(least.times(decimal("0.1")));
    EXPECT_FALSE(most.shifted(1));
    EXPECT_FALSE(least.shifted(-1));
    EXPECT_FALSE(Decimal(1).shifted(std::numeric_limits<int>::max()));
    EXPECT_FALSE(Decimal(1).shifted(std::numeric_limits<int>::min()));
    EXPECT_FALSE(most.divided(least, 30));
    EXPECT_FALSE(Decimal(1).divided(Decimal(0), 5));
}

TEST(Decimal, ShiftsByPlaces) {
    EXPECT_EQ(text_of(decimal("0.3").shifted(6)), "300000");
    EXPECT_EQ(text_of(decimal("300000").shifted(-9)), "0.0003");
    EXPECT_EQ(text_of(decimal("-12.5").shifted(1)), "-125");
    EXPECT_EQ(text_of(Decimal(0).shifted(1000)), "0");
}

TEST(Decimal, AQuotientIsRoundedOnce) {
    EXPECT_EQ(text_of(Decimal(1).divided(Decimal(3), 5)), "0.33333");
    EXPECT_EQ(text_of(Decimal(2).divided(Decimal(-3), 5)), "-0.66667");
    EXPECT_EQ(text_of(Decimal(1).divided(Decimal(8), 2)), "0.13");
    EXPECT_EQ(text_of(Decimal(-1).divided(Decimal(8), 2)), "-0.13");
    // 1.4449... rounded twice would be 1.5 by way of 1.45.
    EXPECT_EQ(text_of(decimal("14.4499").divided(Decimal(10), 1)), "1.4");
    // 05h34m31.97s: 20071.97 / 240 = 83.633208333...
    EXPECT_EQ(text_of(decimal("20071.97").divided(Decimal(240), 5)), "83.63321");
    EXPECT_EQ(text_of(Decimal(100).divided(decimal("0.001"), 0)), "100000");
    EXPECT_EQ(text_of(decimal("0.001").divided(Decimal(1000), 3)), "0");
}

TEST(Decimal, BecomesTheNearestDouble) {
    EXPECT_EQ(decimal("0.1").to_double(), 0.1);
    EXPECT_EQ(decimal("-83.63308").to_double(), -83.63308);
    EXPECT_EQ(decimal("0").to_double(), 0.0);
    EXPECT_FALSE(std::signbit(decimal("-0").to_double()));
    // Halfway between 2^53 and 2^53 + 2: to even; a little more: up.
    EXPECT_EQ(decimal("9007199254740993").to_double(), 9007199254740992.0);
    EXPECT_EQ(decimal("9007199254740993.0000000001").to_double(), 9007199254740994.0);
}

TEST(Decimal, TheShortestOfADoubleReadsBack) {
    EXPECT_EQ(text_of(Decimal::from_double_shortest(0.1)), "0.1");
    EXPECT_EQ(text_of(Decimal::from_double_shortest(-2.5)), "-2.5");
    EXPECT_EQ(text_of(Decimal::from_double_shortest(-0.0)), "0");
    EXPECT_EQ(text_of(Decimal::from_double_shortest(7.428703703703703e-4)),
              "0.0007428703703703703");
    EXPECT_EQ(text_of(Decimal::from_double_shortest(1e22)), "10000000000000000000000");
    EXPECT_EQ(text_of(Decimal::from_double_shortest(47.14624)), "47.14624");
    std::mt19937_64 random(7);
    for (int i = 0; i < 100000; ++i) {
        const double value =
            std::ldexp(static_cast<double>(static_cast<int64_t>(random())), -30 - i % 40);
        const auto shortest = Decimal::from_double_shortest(value);
        if (!shortest) continue;
        ASSERT_EQ(shortest->to_double(), value) << shortest->text();
    }
}

TEST(Decimal, ADoubleWithoutPlaceIsAbsent) {
    for (const double value :
         {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
          -std::numeric_limits<double>::infinity(), 1e30, 1e300, 1e-31, 5e-324})
        EXPECT_FALSE(Decimal::from_double_shortest(value)) << value;
}

TEST(Decimal, TakesEveryInteger) {
    EXPECT_EQ(Decimal(std::numeric_limits<int64_t>::min()).text(), "-9223372036854775808");
    EXPECT_EQ(Decimal(std::numeric_limits<int64_t>::max()).text(), "9223372036854775807");
}

// Against 64-bit integers in units of 10^-4, whose arithmetic the machine does.
TEST(Decimal, AgreesWithIntegerArithmetic) {
    std::mt19937_64 random(11);
    for (int i = 0; i < 100000; ++i) {
        const auto a = static_cast<int64_t>(random() % 2000000) - 1000000;
        const auto b = static_cast<int64_t>(random() % 2000000) - 1000000;
        const auto x = *Decimal(a).shifted(-4), y = *Decimal(b).shifted(-4);
        ASSERT_EQ(x.plus(y), Decimal(a + b).shifted(-4));
        ASSERT_EQ(x.minus(y), Decimal(a - b).shifted(-4));
        ASSERT_EQ(x.times(y), Decimal(a * b).shifted(-8));
        ASSERT_EQ(x <=> y, a <=> b);
        ASSERT_EQ(Decimal::parse(x.text()), x);
        const int64_t cut = (std::abs(a) + 50) / 100;
        ASSERT_EQ(x.rounded(2), Decimal(a < 0 ? -cut : cut).shifted(-2));
    }
}

}  // namespace
}  // namespace heafs
