// What the verifier keeps of numeric columns, and the rules that are judged on their values.
#include <gtest/gtest.h>

#include <limits>

#include "core/fits/big_endian.h"
#include "tests/core/fits/hand_made_fits.h"

namespace heafs {
namespace {

using hand_made::find;
using hand_made::header;
using hand_made::padded;
using hand_made::primary;
using hand_made::rules;
using hand_made::verify;
using Rules = std::vector<std::string>;

template <typename T>
std::string big_endian(const std::vector<T>& values) {
    std::string bytes(values.size() * sizeof(T), '\0');
    for (size_t i = 0; i < values.size(); ++i)
        store_big_endian(reinterpret_cast<std::byte*>(bytes.data()) + i * sizeof(T), values[i]);
    return bytes;
}

// One column `name` of `form` with these `values`, one of each row.
template <typename T>
std::string column(const std::string& name, const std::string& form, const std::vector<T>& values,
                   const std::vector<std::string>& more = {}) {
    auto cards = hand_made::table_cards(sizeof(T), static_cast<int64_t>(values.size()), 0, {form});
    cards[9] = "TTYPE1  = '" + name + "'";
    cards.push_back("TUNIT1  = 's'");
    cards.insert(cards.end(), more.begin(), more.end());
    return primary() + header(cards) + padded(big_endian(values), '\0');
}

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// The report on `file`, which must not depend on how it is cut.
FitsReport report_of(const std::string& file) {
    FitsReport whole = verify(file);
    for (const size_t chunk : {1, 7, 2880}) EXPECT_EQ(verify(file, chunk), whole) << chunk;
    return whole;
}

TEST(NumericCheck, FactsAreScaledAndWithoutNulls) {
    const FitsReport report = report_of(column<int16_t>(
        "PI", "1I", {-1, 30, 10, -1, 20}, {"TNULL1  = -1", "TSCAL1  = 0.5", "TZERO1  = 100"}));
    ASSERT_EQ(report.facts.size(), 2u);
    ASSERT_EQ(report.facts[1].columns.size(), 1u);
    const ColumnFacts& facts = report.facts[1].columns[0];
    EXPECT_EQ(facts.name, "PI");
    EXPECT_EQ(facts.values, 3);
    EXPECT_EQ(facts.least, 105);
    EXPECT_EQ(facts.most, 115);
    EXPECT_FALSE(facts.ascending);
    EXPECT_EQ(facts.first_descending_row, 3);
}

TEST(NumericCheck, AscendingTimesAreSaidToBe) {
    std::vector<double> times(10'000);
    for (size_t i = 0; i < times.size(); ++i) times[i] = static_cast<double>(i / 2);
    const FitsReport report = report_of(column("TIME", "1D", times));
    EXPECT_EQ(rules(report), Rules{});
    EXPECT_TRUE(report.facts[1].columns[0].ascending);
    EXPECT_EQ(report.facts[1].columns[0].most, 4999);
    times[7000] = 1;
    EXPECT_EQ(report_of(column("TIME", "1D", times)).facts[1].columns[0].first_descending_row,
              7001);
}

TEST(NumericCheck, IntervalsAreRowsOfStartAndStop) {
    auto cards = hand_made::table_cards(16, 3, 0, {"1D", "1D"});
    cards[8] = "EXTNAME = 'LIST'";
    cards[9] = "TTYPE1  = 'START'";
    cards[11] = "TTYPE2  = 'STOP'";
    cards.insert(cards.end(), {"TUNIT1  = 's'", "TUNIT2  = 's'"});
    const FitsReport report = report_of(primary() + header(cards) +
                                        padded(big_endian<double>({1, 2, kNan, 4, 5, 6}), '\0'));
    EXPECT_EQ(report.facts[1].intervals, (std::vector<IntervalFact>{{1, 2}, {5, 6}}));
    EXPECT_EQ(rules(report), Rules{}) << "NaN is a null where no events or GTI are";
}

TEST(NumericCheck, NanIsNoTimeOfAnEvent) {
    const FitsReport report = report_of(column<double>("TIME", "1D", {1, kNan, kNan, 4}));
    ASSERT_EQ(rules(report), Rules{"TAB-019"});
    EXPECT_EQ(report.findings[0].severity, Severity::kError);
    EXPECT_EQ(report.findings[0].row, 2);
    EXPECT_EQ(report.facts[1].columns[0].nans, 2);
    EXPECT_EQ(rules(report_of(column<double>("RATE", "1D", {1, kNan}))), Rules{});
}

TEST(NumericCheck, ValuesBeyondTlmaxAreAWarningAndNullsAreNot) {
    const std::vector<std::string> limits = {"TLMIN1  = 1", "TLMAX1  = 1000", "TNULL1  = -1"};
    const FitsReport report = report_of(column<int16_t>("X", "1I", {-1, 1, 1000, 1001}, limits));
    ASSERT_EQ(rules(report), Rules{"TAB-017"});
    EXPECT_EQ(report.findings[0].severity, Severity::kWarning);
    EXPECT_EQ(report.findings[0].text,
              "HDU 2 (EVENTS), column 1 (X): 1 of 3 values are outside 1..1000 of TLMIN and TLMAX, "
              "the first is 1001 in row 4.");
    EXPECT_EQ(rules(report_of(column<int16_t>("X", "1I", {-1, 1, 1000}, limits))), Rules{});
    EXPECT_EQ(rules(report_of(column<float>("X", "1E", {0.1F}, {"TLMAX1  = 0.1"}))), Rules{});
}

TEST(NumericCheck, TdmaxIsTheGreatestValue) {
    EXPECT_EQ(rules(report_of(column<int32_t>("N", "1J", {3, 9}, {"TDMIN1  = 3", "TDMAX1  = 9"}))),
              Rules{});
    EXPECT_EQ(rules(report_of(column<int32_t>("N", "1J", {3, 9}, {"TDMAX1  = 8"}))),
              Rules{"TAB-018"});
    EXPECT_EQ(rules(report_of(column<int32_t>("N", "1J", {3}, {"TDMIN1  = 1", "TDMAX1  = 0"}))),
              Rules{})
        << "TDMIN above TDMAX: neither is defined";
}

}  // namespace
}  // namespace heafs
