// Cards of columns that contradict the column or each other.
#include <gtest/gtest.h>

#include "tests/core/fits/hand_made_fits.h"

namespace heafs {
namespace {

using hand_made::header;
using hand_made::primary;
using hand_made::rules;
using hand_made::verify;
using Rules = std::vector<std::string>;

// Of an empty table with one column.
FitsReport with(const std::string& form, int64_t width, const std::vector<std::string>& more) {
    auto cards = hand_made::table_cards(width, 0, 0, {form});
    cards.insert(cards.end(), more.begin(), more.end());
    const std::string file = primary() + header(cards);
    FitsReport whole = verify(file);
    for (const size_t chunk : {1, 7}) EXPECT_EQ(verify(file, chunk), whole) << chunk;
    return whole;
}

TEST(ColumnCheck, NullsAreForIntegers) {
    EXPECT_EQ(rules(with("1I", 2, {"TNULL1  = -1"})), Rules{});
    EXPECT_EQ(rules(with("1PI(3)", 8, {"TNULL1  = -1"})), Rules{});
    EXPECT_EQ(rules(with("1E", 4, {"TNULL1  = -1"})), Rules{"TAB-005"});
    EXPECT_EQ(rules(with("1I", 2, {"TNULL1  = '-1'"})), Rules{"TAB-005"});
}

TEST(ColumnCheck, NullsAreOfTheType) {
    EXPECT_EQ(rules(with("1B", 1, {"TNULL1  = 255"})), Rules{});
    EXPECT_EQ(rules(with("1I", 2, {"TNULL1  = -32768"})), Rules{});
    const FitsReport report = with("1I", 2, {"TNULL1  = 65535"});
    ASSERT_EQ(rules(report), Rules{"TAB-006"});
    EXPECT_EQ(report.findings[0].severity, Severity::kWarning);
    EXPECT_EQ(report.findings[0].expected, "-32768 to 32767");
    EXPECT_EQ(rules(with("1B", 1, {"TNULL1  = -1"})), Rules{"TAB-006"});
}

TEST(ColumnCheck, OnlyNumbersAreScaledAndNeverByZero) {
    EXPECT_EQ(rules(with("1J", 4, {"TSCAL1  = 2.5", "TZERO1  = 1"})), Rules{});
    EXPECT_EQ(rules(with("4A", 4, {"TSCAL1  = 1.0"})), Rules{"TAB-005"});
    EXPECT_EQ(rules(with("1L", 1, {"TZERO1  = 0"})), Rules{"TAB-005"});
    EXPECT_EQ(rules(with("1J", 4, {"TSCAL1  = 0.0"})), Rules{"TAB-005"});
}

TEST(ColumnCheck, DimensionsFitTheRepeatCount) {
    EXPECT_EQ(rules(with("12J", 48, {"TDIM1   = '(3,4)'"})), Rules{});
    EXPECT_EQ(rules(with("12J", 48, {"TDIM1   = '(3,5)'"})), Rules{"TAB-008"});
    EXPECT_EQ(rules(with("12J", 48, {"TDIM1   = '3x4'"})), Rules{"TAB-008"});
    EXPECT_EQ(rules(with("12J", 48, {"TDIM1   = '(9223372036854775807,4)'"})), Rules{"TAB-008"});
}

TEST(ColumnCheck, WidthsOfSubstringsDivideTheField) {
    EXPECT_EQ(rules(with("12A4", 12, {})), Rules{});
    EXPECT_EQ(rules(with("12A:SSTR6/32", 12, {})), Rules{});
    const FitsReport uneven = with("12A5", 12, {});
    ASSERT_EQ(rules(uneven), Rules{"TAB-009"});
    EXPECT_EQ(uneven.findings[0].severity, Severity::kWarning);
    EXPECT_EQ(with("12A0", 12, {}).findings.at(0).severity, Severity::kError);
    EXPECT_EQ(rules(with("12A13", 12, {})), Rules{"TAB-009"});
}

TEST(ColumnCheck, LegalLimitsAreNumbersInOrder) {
    EXPECT_EQ(rules(with("1I", 2, {"TLMIN1  = 0", "TLMAX1  = 1023.0"})), Rules{});
    EXPECT_EQ(rules(with("1I", 2, {"TLMIN1  = '0'"})), Rules{"TAB-017"});
    EXPECT_EQ(rules(with("1I", 2, {"TLMIN1  = 5", "TLMAX1  = 4"})), Rules{"TAB-017"});
    EXPECT_EQ(rules(with("4A", 4, {"TLMAX1  = 4"})), Rules{"TAB-017"});
}

}  // namespace
}  // namespace heafs
